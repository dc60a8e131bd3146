import ArgumentParser
import FoundationEssentials
import SkaldDiagnostics
import SkaldLanguage

/// `skald lint`: finds what is wrong with saga files.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what is wrong with saga files.",
    discussion: """
      Exits with 1 where there is an error; with --strict also for a warning.

      Example:
        skald lint sagas
        skald lint --format json sagas/place-order.saga.yaml
        cat draft.yaml | skald lint -
      """)

  @Argument(help: "Files and folders; - reads the standard input.")
  var paths: [String] = ["sagas"]

  @Option(help: "How findings are written: \(ReporterCatalog.names.joined(separator: ", ")).")
  var format = "text"

  @Flag(help: "Exit with 1 for warnings, too.")
  var strict = false

  @Flag(help: "Show notes, such as services that no contract declares.")
  var notes = false

  func run() throws {
    guard let reporter = ReporterCatalog.reporter(named: format, colour: Console.isColourful) else {
      throw CommandFault.misuse("expected --format \(ReporterCatalog.names.joined(separator: ", ")), found `\(format)`")
    }
    let files = paths == ["-"] ? try ProjectFiles(source: Self.standardInput()) : try ProjectFiles(paths: paths)
    let compilation = files.compile()
    let shown = compilation.diagnostics.filter { notes || $0.severity != .note }
    let text = reporter.text(of: CompiledProject.report(shown, compilation, files))
    if !text.isEmpty { Console.out(text) }
    if format == "text" { Console.err(Self.words(compilation.summary)) }
    let hasWarnings = shown.contains { $0.severity == .warning }
    if compilation.hasErrors || (strict && hasWarnings) { throw ExitCode(1) }
  }

  /// The numbers of the run in a line.
  private static func words(_ summary: Summary) -> String {
    let counts = [(summary.files, "file"), (summary.errors, "error"), (summary.warnings, "warning")]
    let words = counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
    guard summary.unchecked > 0 else { return words }
    return words + "; \(summary.unchecked) choreography or test documents read, not checked"
  }

  private static func standardInput() throws -> SourceText {
    SourceText(path: "<stdin>", bytes: try StandardInput.readAll())
  }
}
