import ArgumentParser
import SkaldValue

/// `skald show`: one instance.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an instance or a flow: its status, its steps, what is the matter with it.",
    discussion: """
      A choreographed flow goes by the choreography's name and the value of its key; it is shown over all participants.

      Example:
        skald show 01JD9Z3X7M0000000000000001
        skald show place-order-by-events/123456
      """)

  @Argument(help: "The instance's id, or CHOREOGRAPHY/KEY.")
  var id: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    if let flow = FlowName(id) {
      let body = try await daemon.client.get(flow.path).body
      return Console.out(format.isJSON ? body.text : FlowText.text(body))
    }
    let instance = try await daemon.client.get("/v1/instances/\(DaemonClient.segment(id))").body
    Console.out(format.isJSON ? instance.text : InstanceText.text(instance))
  }
}

/// An instance for people.
enum InstanceText {
  static func text(_ instance: JSON) -> String {
    var lines = [
      "\(instance["saga"]?.string ?? "") \(instance["id"]?.string ?? "")",
      "status   \(instance["status"]?.string ?? "")" + (instance["stuck"]?.bool == true ? ", stuck" : "")
        + (instance["paused"]?.bool == true ? ", paused" : ""),
    ]
    if let wait = instance["startsWhen"], wait != .null {
      let until = wait["until"]?.string ?? ""
      lines.append(
        "begins   " + (wait["for"] == "time" ? until : "when its entity is free, if that is before \(until)"))
    }
    if let key = instance["key"]?.string { lines.append("key      \(key)") }
    let labels = instance["labels"]?.object?.members ?? []
    if !labels.isEmpty {
      let words = labels.map { $0.value.string.map { $0.isEmpty ? "" : "=\($0)" } ?? "" }
      lines.append("labels   " + zip(labels, words).map { $0.name + $1 }.joined(separator: " "))
    }
    if let failure = instance["failure"], failure != .null {
      let step = failure["step"]?.string ?? ""
      lines.append("failure  \(failure["code"]?.string ?? "")\(step.isEmpty ? "" : " at \(step)")")
    }
    for member in instance["entity"]?.object?.members ?? [] {
      lines.append("\(member.name)    \(member.value["id"]?.text ?? "") is \(member.value["state"]?.string ?? "")")
    }
    lines += ["input    \(instance["input"]?.text ?? "")", "", steps(instance)]
    for incident in instance["incidents"]?.array ?? [] {
      lines.append(
        "incident \(incident["kind"]?.string ?? "") \(incident["step"]?.string ?? ""): \(incident["message"]?.string ?? "")"
      )
    }
    return lines.joined(separator: "\n")
  }

  private static func steps(_ instance: JSON) -> String {
    var table = TextTable(["STEP", "STATE", "EFFECT", "UNDO", "ATTEMPTS", "RESULT"])
    for step in instance["steps"]?.array ?? [] {
      let error = step["error"]?["code"]?.string
      let output = step["output"].flatMap { $0 == .null ? nil : $0.text }
      table.add([
        step["name"]?.string ?? "", step["state"]?.string ?? "", step["effect"]?.string ?? "",
        step["undo"]?.string ?? "", "\(step["attempts"]?.int ?? 0)", error ?? output ?? "",
      ])
    }
    return table.text
  }
}
