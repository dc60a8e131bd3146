import ArgumentParser
import CEL
import SkaldValue

/// Runs conformance cases of the expression language.
struct CELCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cel",
    abstract: "Run conformance cases of the expression language.",
    discussion: """
      Each line of a file is a case in JSON. Cases that fail are listed with the reason; the last line counts them.

      Example: skald-dev cel --known CEL-conformance.md cases/*.jsonl
      """)

  @Option(help: "A Markdown file with a table whose first column names, in back quotes, the cases that may fail.")
  var known: String?

  @Argument(help: "Files of cases, one on each line.")
  var files: [String]

  func run() throws {
    var report = try ConformanceReport(known: known)
    for file in files {
      for line in try KnownCases.text(file).split(separator: "\n") where !line.isEmpty {
        let conformanceCase = try ConformanceCase(JSON.parse(String(line)))
        report.add(conformanceCase.id, failure: conformanceCase.run())
      }
    }
    try report.finish()
  }
}
