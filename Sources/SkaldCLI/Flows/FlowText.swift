import SkaldValue

/// A flow for people.
enum FlowText {
  static func text(_ flow: JSON) -> String {
    var lines = [
      "\(word(flow["choreography"])) \(word(flow["key"]))",
      "status   \(word(flow["status"]))" + (flow["overdue"]?.bool == true ? ", overdue" : ""),
      "since    \(word(flow["startedAt"]))", "", participants(flow), "", events(flow),
    ]
    let silent = (flow["unreachable"]?.array ?? []).map { word($0) }
    if !silent.isEmpty { lines += ["", "not told by \(silent.joined(separator: ", ")), which did not answer"] }
    let needs = flow["needs"]?.array ?? []
    if !needs.isEmpty { lines.append("") }
    for need in needs {
      let (step, message) = (word(need["step"]), word(need["message"]))
      lines.append("\(word(need["participant"])) waits for an operator: \(step), \(message)")
      lines.append("  skald retry|resolve|fail \(word(need["instance"])) --step \(step)")
    }
    return lines.joined(separator: "\n")
  }

  private static func participants(_ flow: JSON) -> String {
    var table = TextTable(["PARTICIPANT", "STATUS", "REACTION", "STATE", "UNDO", "RESULT"])
    for part in flow["participants"]?.array ?? [] {
      let steps = (part["steps"]?.array ?? []).filter { $0["name"]?.string != "reactions" }
      let status = word(part["status"]) + (part["stuck"]?.bool == true ? ", stuck" : "")
      if steps.isEmpty { table.add([word(part["participant"]), status, "", "", "", ""]) }
      for (index, step) in steps.enumerated() {
        let output = step["output"].flatMap { $0 == .null ? nil : $0.text }
        table.add([
          index == 0 ? word(part["participant"]) : "", index == 0 ? status : "", word(step["name"]),
          word(step["state"]), word(step["undo"]), step["error"]?["code"]?.string ?? output ?? "",
        ])
      }
      for held in part["held"]?.array ?? [] { table.add(["", "", "(held: \(word(held)))", "", "", ""]) }
    }
    return table.text
  }

  private static func events(_ flow: JSON) -> String {
    var table = TextTable(["EVENT", "FROM", "AT", "HEARD BY"])
    for event in flow["events"]?.array ?? [] {
      let heard = (event["heard"]?.array ?? []).map { heard in
        let step = heard["step"]?.string.map { " (\($0))" } ?? ""
        return word(heard["participant"]) + (word(heard["outcome"]) == "superseded" ? ", too late" : step)
      }
      var names: [String] = []
      for name in heard where !names.contains(name) { names.append(name) }
      table.add([word(event["event"]), word(event["from"]), word(event["at"]), names.joined(separator: "; ")])
    }
    return table.text
  }

  private static func word(_ value: JSON?) -> String { value?.string ?? "" }
}
