import SkaldDiagnostics
import SkaldLanguage

/// One look at the files of a lint: what was found, and what of it is shown.
struct LintRun {
  let files: ProjectFiles
  /// The findings to show, sorted.
  let shown: [Diagnostic]
  /// The entries of the baseline that nothing was found for.
  let stale: [Baseline.Entry]
  let summary: Summary
  /// How many errors there are in the YAML of a file, whatever of it is shown.
  let faultsOfText: [String: Int]
  private let sources: [String: SourceText]

  /// The rules about a file as a text, which speak whatever it says as a saga.
  private static let rulesOfText = ["SK100", "SK102"]

  /// Looks at files.
  init(_ files: ProjectFiles, _ plan: LintPlan) async {
    self.files = files
    let settings = plan.settings
    let all = await files.findInParallel(severities: settings.severities, deployment: plan.deployment)
    let read = files.sources + (plan.deployment?.configuration.map { [$0] } ?? [])
    sources = Dictionary(read.map { ($0.path, $0) }) { first, _ in first }
    faultsOfText = all.diagnostics.reduce(into: [:]) { faults, finding in
      if finding.severity == .error, Self.rulesOfText.contains(finding.code) { faults[finding.file, default: 0] += 1 }
    }
    let found = DiagnosticList(
      all.diagnostics.filter {
        settings.isShown($0.file) && (settings.showsNotes || $0.severity != .note)
      }
    ).unique
    let comparison = plan.baseline?.comparison(with: found, in: sources, isWhole: files.isWhole)
    shown = comparison?.new ?? found
    stale = comparison?.stale ?? []
    var summary = Summary(
      files: all.summary.files, errors: shown.count { $0.severity == .error },
      warnings: shown.count { $0.severity == .warning }, notes: shown.count { $0.severity == .note })
    summary.recorded = comparison?.hidden ?? 0
    summary.stale = stale.count
    self.summary = summary
  }

  /// The report of what is shown.
  var report: Report {
    let list = DiagnosticList(shown)
    return Report(
      sources: sources, diagnostics: list.shown, hidden: list.hidden, summary: summary, tool: CompiledProject.tool)
  }

  /// A baseline of what is shown.
  func baseline(at path: String) -> BaselineFile { BaselineFile(recording: shown, in: sources, at: path) }

  /// Whether the command fails.
  func fails(isStrict: Bool) -> Bool { summary.errors > 0 || (isStrict && summary.warnings > 0) }

  /// The numbers of the run in a line.
  var words: String {
    let counts = [(summary.files, "file"), (summary.errors, "error"), (summary.warnings, "warning")]
    var words = counts.map { counted($0, $1) }.joined(separator: ", ")
    if summary.recorded > 0 { words += "; \(summary.recorded) hidden by the baseline" }
    return words
  }
}

/// What a lint is asked to do.
struct LintPlan {
  var settings: LintSettings
  var deployment: Deployment?
  var baseline: BaselineFile?
}

/// A number with its noun, which has an `s` behind all numbers but one.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
