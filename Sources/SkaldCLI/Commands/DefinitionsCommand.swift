import ArgumentParser
import SkaldValue

/// `skald definitions`: which sagas can be started.
struct DefinitionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "definitions", abstract: "List the sagas that can be started.",
    discussion: """
      With --reload the daemon reads its folder again: new instances follow what it holds, live ones stay with what they
      began with. Where a file has an error, or changed without a new version, everything stays as it is.

      Example:
        skald definitions --reload
      """)

  @Flag(help: "Have the daemon read its folder again.")
  var reload = false

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let path = "/v1/definitions"
    let answer =
      reload
      ? try await daemon.client.post(path + "/reload", .object(JSONObject())) : try await daemon.client.get(path)
    if format.isJSON { return Console.out(answer.body.text) }
    var table = TextTable(["SAGA", "VERSION", "HASH"])
    for definition in answer.body["definitions"]?.array ?? [] {
      table.add([
        definition["name"]?.string ?? "", definition["version"].map(\.text) ?? "",
        String((definition["hash"]?.string ?? "").prefix(12)),
      ])
    }
    Console.out(table.text)
    for new in answer.body["new"]?.array ?? [] { Console.out("new: \(new.string ?? "")") }
  }
}
