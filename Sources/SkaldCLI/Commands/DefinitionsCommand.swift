import ArgumentParser
import SkaldValue

/// `skald definitions`: which sagas can be started, and which versions of them are stored.
struct DefinitionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "definitions", abstract: "List the sagas that can be started, or the stored versions of one.",
    discussion: """
      With a saga: its stored versions, and how many live instances follow each. With a version, too: what that version
      does. With --reload the daemon reads its folder again: new instances follow what it holds, live ones stay with what
      they began with. Where a file has an error, or changed without a new version, everything stays as it is.

      Example:
        skald definitions --reload
        skald definitions place-order
        skald definitions place-order 3 --graph mermaid
        skald definitions place-order 2 --delete
      """)

  @Argument(help: "The saga whose stored versions are listed.")
  var saga: String?

  @Argument(help: "The version that is shown.")
  var version: Int?

  @Flag(help: "Have the daemon read its folder again.")
  var reload = false

  @Option(help: "Draw the version, in the notation mermaid or dot.")
  var graph: String?

  @Flag(help: "Delete the version; refused while an instance follows it, or its history is read with it.")
  var delete = false

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard !reload || saga == nil else { throw ValidationError("--reload is about all sagas: name none") }
    guard !delete || version != nil, !delete || graph == nil else {
      throw ValidationError("--delete deletes a version: name one")
    }
    guard graph == nil || version != nil else { throw ValidationError("--graph draws a version: name one") }
  }

  func run() async throws {
    guard let saga else { return try await listActive() }
    let path = "/v1/definitions/" + DaemonClient.segment(saga)
    guard let version else { return try await listVersions(path) }
    if delete {
      let answer = try await daemon.client.delete("\(path)/\(version)")
      return Console.out(format.isJSON ? answer.body.text : "\(saga) \(version): is deleted")
    }
    if let graph {
      let text = try await daemon.client.text("\(path)/\(version)/graph" + DaemonClient.query([("format", graph)]))
      return Console.out(text)
    }
    let body = try await daemon.client.get("\(path)/\(version)").body
    Console.out(format.isJSON ? body.text : StoredDefinitionText(body).text)
  }

  private func listActive() async throws {
    let path = "/v1/definitions"
    let answer =
      reload
      ? try await daemon.client.post(path + "/reload", .object(JSONObject())) : try await daemon.client.get(path)
    if format.isJSON { return Console.out(answer.body.text) }
    var table = TextTable(["SAGA", "VERSION", "HASH"])
    for definition in answer.body["definitions"]?.array ?? [] {
      table.add([
        definition["name"]?.string ?? "", definition["version"].map(\.text) ?? "", Self.short(definition["hash"]),
      ])
    }
    Console.out(table.text)
    for new in answer.body["new"]?.array ?? [] { Console.out("new: \(new.string ?? "")") }
  }

  private func listVersions(_ path: String) async throws {
    let body = try await daemon.client.get(path).body
    if format.isJSON { return Console.out(body.text) }
    var table = TextTable(["VERSION", "HASH", "ACTIVE", "LIVE INSTANCES"])
    for stored in body["definitions"]?.array ?? [] {
      table.add([
        stored["version"].map(\.text) ?? "", Self.short(stored["hash"]), stored["active"]?.bool == true ? "yes" : "no",
        stored["instances"].map(\.text) ?? "",
      ])
    }
    Console.out(table.text)
  }

  private static func short(_ hash: JSON?) -> String { String((hash?.string ?? "").prefix(12)) }
}
