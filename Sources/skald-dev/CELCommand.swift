import ArgumentParser
import CEL
import FoundationEssentials
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
    let known = try known.map { Self.cases(in: try Self.text($0)) } ?? []
    var passed = 0
    var failed = 0
    var surprises = 0
    for file in files {
      for line in try Self.text(file).split(separator: "\n") where !line.isEmpty {
        let conformanceCase = try ConformanceCase(JSON.parse(String(line)))
        guard let reason = conformanceCase.run() else {
          passed += 1
          continue
        }
        failed += 1
        let isKnown = known.contains(conformanceCase.id)
        if !isKnown { surprises += 1 }
        print("\(isKnown ? "known" : "FAILED") \(conformanceCase.id): \(reason)")
      }
    }
    print("\(passed) passed, \(failed) failed")
    if surprises > 0 { throw ExitCode(1) }
  }

  private static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError("cannot read \(path)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The names in back quotes that begin the rows of a table.
  private static func cases(in markdown: String) -> Set<String> {
    Set(
      markdown.split(separator: "\n").compactMap { line in
        guard line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") else { return nil }
        return String(line.dropFirst(3)[..<end])
      })
  }
}
