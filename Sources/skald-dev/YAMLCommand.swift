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
    let known = try KnownCases(page: known)
    var passed = 0
    var failed = 0
    var surprises = 0
    for suiteCase in try cases() {
      guard let reason = suiteCase.run() else {
        passed += 1
        continue
      }
      failed += 1
      if !known.report(suiteCase.id, reason) { surprises += 1 }
    }
    print("\(passed) passed, \(failed) failed")
    if surprises > 0 { throw ExitCode(1) }
  }

  private func cases() throws -> [SuiteCase] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    return try files.flatMap { file in
      try SuiteCase.cases(in: SourceText(path: file, text: try KnownCases.text("\(folder)/\(file)")))
    }
  }
}
