import SkaldDiagnostics

/// What a lint writes about itself beside its findings.
enum LintOutput {
  /// So many entries of a baseline are named; the rest is counted.
  private static let staleLimit = 10

  /// Writes the findings.
  /// - Parameter isAside: Whether the standard output has another answer, so that findings go to the error output.
  static func write(_ run: LintRun, _ reporter: any Reporter, _ plan: LintPlan, isText: Bool, isAside: Bool = false) {
    let text = reporter.text(of: run.report)
    if !text.isEmpty { isAside ? Console.err(text) : Console.out(text) }
    if isText { Console.err(run.words) }
    if let baseline = plan.baseline, !run.stale.isEmpty { Console.err(words(run.stale, baseline.path)) }
  }

  /// What to do about entries that nothing is found for any more.
  private static func words(_ stale: [Baseline.Entry], _ path: String) -> String {
    let count = stale.count == 1 ? "1 entry" : "\(stale.count) entries"
    var lines = ["the baseline \(path) has \(count) of findings that are gone; --write-baseline \(path) drops them:"]
    lines += stale.prefix(staleLimit).map { "  \($0.code) in \($0.file)" }
    if stale.count > staleLimit { lines.append("  and \(stale.count - staleLimit) more") }
    return lines.joined(separator: "\n")
  }
}
