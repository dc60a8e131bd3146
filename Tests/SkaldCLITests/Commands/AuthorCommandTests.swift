import Foundation
import SkaldValue
import Testing

@Suite("The author's commands")
struct AuthorCommandTests {
  @Test("the sample sagas lint clean")
  func sampleSagasAreClean() throws {
    let run = try CommandRun(["lint", "sagas", "--format", "json"])
    #expect(run.code == 0)
    #expect(try run.json["findings"] == [])
    #expect(try run.json["summary"]?["errors"] == 0)
  }

  @Test("a finding has its code, line and column, and the exit code is 1")
  func findingsHavePlaces() throws {
    let scratch = try Scratch()
    let text = try String(
      contentsOf: CommandRun.package.appending(path: "sagas/place-order.saga.yaml"), encoding: .utf8)
    let contracts = try String(contentsOf: CommandRun.package.appending(path: "sagas/contracts.yaml"), encoding: .utf8)
    try scratch.write(contracts, to: "sagas/contracts.yaml")
    try scratch.write(text.replacing("payment.charge", with: "payment.chrage"), to: "sagas/place-order.saga.yaml")
    let run = try CommandRun(["lint", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    let finding = try run.json["findings"]?.array?.first { $0["severity"] == "error" }
    #expect(finding?["code"] == "SK201")
    #expect(finding?["range"]?["start"]?["line"] == 25)
    #expect(finding?["range"]?["start"]?["column"] == 11)
  }

  @Test("a text on the standard input is linted")
  func lintsTheStandardInput() throws {
    let run = try CommandRun(["lint", "-"], input: "skald: 1\nsaga: a\nstpes: []\n")
    #expect(run.code == 1)
    #expect(run.out.contains("SK101"))
    #expect(run.out.contains("<stdin>:3:1"))
  }

  @Test(
    "YAML that does not parse is a finding, for every command that compiles it",
    arguments: [
      ["lint"], ["graph"], ["run", "--mock", "--input", "{}"],
    ])
  func brokenYAML(command: [String]) throws {
    let scratch = try Scratch()
    try scratch.write("skald: 1\nsaga: a\nsteps: [\n", to: "broken.saga.yaml")
    let run = try CommandRun([command[0], "broken.saga.yaml"] + command.dropFirst(), in: scratch.folder)
    #expect(run.code == 1)
    #expect((run.out + run.err).contains("SK100"))
  }

  @Test("a path that cannot be read is a misuse")
  func missingPath() throws {
    let run = try CommandRun(["lint", "nowhere"])
    #expect(run.code == 2)
    #expect(run.err.contains("there is no file or folder `nowhere`"))
    #expect(run.out.isEmpty)
  }

  @Test("a wrong flag is a misuse, told as JSON where that is asked for")
  func wrongFlag() throws {
    #expect(try CommandRun(["lint", "--colour"]).code == 2)
    let run = try CommandRun(["list", "--format", "json", "--colour"])
    #expect(run.code == 2)
    #expect(try JSON.parse(run.err)["error"]?["code"] == "misuse")
  }

  @Test(
    "an expression gives its value as JSON",
    arguments: [
      ("1 + 2", "3"), (#""a" + input.b"#, #""ac""#), ("[1, 2.5, null]", "[1,2.5,null]"), ("input.b in ['c']", "true"),
    ])
  func evaluates(expression: String, value: String) throws {
    let run = try CommandRun(["eval", expression, "--bindings", #"{"input":{"b":"c"}}"#])
    #expect(run.code == 0)
    #expect(run.out == value + "\n")
  }

  @Test("an expression that fails is shown with a caret", arguments: [("1 / 0", 1), ("1 +", 1), ("nope", 1)])
  func failingExpressions(expression: String, code: Int32) throws {
    let run = try CommandRun(["eval", expression])
    #expect(run.code == code)
    #expect(run.err.contains("^"))
  }

  @Test("bindings that are no JSON are a misuse")
  func brokenBindings() throws {
    #expect(try CommandRun(["eval", "1", "--bindings", "{"]).code == 2)
  }

  @Test("every rule has a page", arguments: ["SK100", "SK201", "SK502", "SK701", "SK802"])
  func explains(code: String) throws {
    let run = try CommandRun(["explain", code])
    #expect(run.code == 0)
    #expect(run.out.contains(code))
    #expect(run.out.count > 200)
  }

  @Test("an unknown rule is a misuse")
  func unknownRule() throws {
    #expect(try CommandRun(["explain", "SK999"]).code == 2)
  }

  @Test("a saga is drawn", arguments: [("mermaid", "flowchart"), ("dot", "digraph")])
  func draws(format: String, word: String) throws {
    let run = try CommandRun(["graph", "sagas/place-order.saga.yaml", "--format", format])
    #expect(run.code == 0)
    #expect(run.out.contains(word))
    #expect(run.out.contains("charge") && run.out.contains("refund"))
  }

  @Test(
    "every command has help with an example",
    arguments: [
      "lint", "graph", "derive", "eval", "explain", "run", "serve", "bench", "start", "list", "show", "history",
      "watch", "send",
      "cancel",
    ])
  func helps(command: String) throws {
    let run = try CommandRun([command, "--help"])
    #expect(run.code == 0)
    #expect(run.out.contains("Example:") && run.out.contains("skald \(command)"))
  }
}
