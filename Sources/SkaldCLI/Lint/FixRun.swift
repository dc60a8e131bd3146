import SkaldDiagnostics
import SkaldLanguage

/// Puts in the fixes of what is found, again and again until nothing changes.
struct FixRun {
  /// A fix may make room for another, but not without end; two rules that undo each other's work stop here.
  private static let rounds = 10

  /// The run over the files as they were.
  let before: LintRun
  /// The run over the files as they are with all fixes.
  private(set) var after: LintRun
  /// What was put in, a line each: the place as it was then, the code, and the message.
  private(set) var fixed: [String] = []

  init(_ files: ProjectFiles, _ plan: LintPlan) async {
    before = await LintRun(files, plan)
    after = before
    for _ in 0..<Self.rounds {
      let round = after.files.sources.map { FixedText($0, fixing: after.shown) }.filter { !$0.fixed.isEmpty }
      guard !round.isEmpty else { return }
      let next = await LintRun(after.files.replacing(round.map { $0.source }), plan)
      // Edits that break more than they mend are not put in.
      guard next.summary.errors <= after.summary.errors else { return }
      for part in round { fixed += part.fixed.map { Self.line($0, in: after.report.sources[$0.file]) } }
      after = next
    }
  }

  /// The files that change, as they were and as they are.
  var changes: [(old: SourceText, new: SourceText)] {
    zip(before.files.sources, after.files.sources).filter { $0.bytes != $1.bytes }.map { (old: $0, new: $1) }
  }

  private static func line(_ diagnostic: Diagnostic, in source: SourceText?) -> String {
    let position = source?.position(at: diagnostic.range.start)
    let place = position.map { "\(diagnostic.file):\($0.line):\($0.column)" } ?? diagnostic.file
    return "fixed \(place): \(diagnostic.code) \(diagnostic.message)"
  }
}
