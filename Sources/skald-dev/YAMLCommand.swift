import ArgumentParser
import FoundationEssentials
import SkaldDiagnostics
import SkaldYAML

/// Runs the cases of the YAML test suite.
struct YAMLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yaml",
    abstract: "Run the cases of the YAML test suite.",
    discussion: """
      Each file of the folder is a list of cases. Cases that fail are listed with the reason; the last line counts them.

      Example: skald-dev yaml --known YAML-conformance.md yaml-test-suite/src
      """)

  @Option(help: "A Markdown file with a table whose first column names, in back quotes, the cases that may fail.")
  var known: String?

  @Argument(help: "The folder of the suite's sources.")
  var folder: String

  func run() throws {
    var report = try ConformanceReport(known: known)
    for suiteCase in try cases() { report.add(suiteCase.id, failure: suiteCase.run()) }
    try report.finish()
  }

  private func cases() throws -> [SuiteCase] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    return try files.flatMap { file in
      try SuiteCase.cases(in: SourceText(path: file, text: try KnownCases.text("\(folder)/\(file)")))
    }
  }
}
