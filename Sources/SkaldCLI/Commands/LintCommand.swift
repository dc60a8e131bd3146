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
    Console.out(reporter.text(of: CompiledProject.report(shown, compilation, files)))
    let hasWarnings = shown.contains { $0.severity == .warning }
    if compilation.hasErrors || (strict && hasWarnings) { throw ExitCode(1) }
  }

  private static func standardInput() throws -> SourceText {
    SourceText(path: "<stdin>", bytes: try StandardInput.readAll())
  }
}
