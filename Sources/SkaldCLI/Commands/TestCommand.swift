import ArgumentParser
import SkaldTesting

/// `skald test`: plays the scenario tests of sagas and choreographies.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Play the scenario tests of sagas and choreographies.",
    discussion: """
      Each case of a `tests:` document is played in virtual time against services that answer by their contracts, or as
      the case scripts them. What its `expect` names is compared with what happened. Of each definition it is said what
      no test comes by: a refusal, an undo, a wait that times out.

      Exits with 1 where a case fails, or a file has errors.

      Example:
        skald test sagas
        skald test --filter "out of stock" sagas/place-order.test.yaml
        skald test --coverage sagas
        skald test --format junit sagas > junit.xml
      """)

  @Argument(help: "Files and folders.", completion: .yaml)
  var paths: [String] = ["sagas"]

  @Option(help: "Play only the cases with this text in `DEFINITION: NAME`, whatever the case of letters.")
  var filter: String?

  @Flag(help: "Tell everything that no test comes by, with its place.")
  var coverage = false

  @Option(help: "For people (text), for programs (json) or for build servers (junit).")
  var format = TestFormat.text

  func run() async throws {
    let files = try ProjectFiles(paths: paths)
    let compilation = files.compile(severities: try Configuration.load(nil).lint.severities)
    try CompiledProject.refuseErrors(compilation, files)
    let all = Scenario.all(of: compilation, in: files.sources)
    guard !all.isEmpty else {
      throw CommandFault.misuse(
        "there are no tests in \(paths.map { "`\($0)`" }.joined(separator: ", ")); expected a document with the key `tests`"
      )
    }
    let chosen = all.filter { isChosen($0) }
    guard !chosen.isEmpty else {
      throw CommandFault.misuse("--filter: none of the \(counted(all.count, "case")) has `\(filter ?? "")` in its name")
    }
    let results = await TestReport.results(of: chosen)
    // Some of the tests say nothing about what has none.
    let found =
      chosen.count == all.count
      ? ScenarioCoverage.all(of: results, in: compilation, files: files.sources) : []
    let report = TestReport(results: results, coverage: found, showsAllCoverage: coverage)
    Console.out(format.report.text(of: report))
    if report.failed > 0 { throw ExitCode(1) }
  }

  private func isChosen(_ scenario: Scenario) -> Bool {
    guard let filter else { return true }
    return scenario.description.lowercased().contains(filter.lowercased())
  }
}
