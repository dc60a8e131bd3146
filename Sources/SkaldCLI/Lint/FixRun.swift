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
    var refused: Set<String> = []
    for _ in 0..<Self.rounds {
      var edited = after.files.sources.filter { !refused.contains($0.path) }
        .map { FixedText($0, fixing: after.shown) }.filter { !$0.fixed.isEmpty }
      guard !edited.isEmpty else { return }
      var next = await LintRun(after.files.replacing(edited.map { $0.source }), plan)
      let broken = edited.map { $0.source.path }.filter { breaks($0, next) }
      if !broken.isEmpty {
        // Edits that break the text are not put in; those of the other files are.
        refused.formUnion(broken)
        edited.removeAll { refused.contains($0.source.path) }
        next = await LintRun(after.files.replacing(edited.map { $0.source }), plan)
      }
      for part in edited { fixed += part.fixed.map { Self.line($0, in: after.report.sources[$0.file]) } }
      after = next
    }
  }

  /// Whether a file reads worse as YAML than before. What a saga means may well look worse: where one fault is gone,
  /// others can be seen.
  private func breaks(_ file: String, _ next: LintRun) -> Bool {
    next.faultsOfText[file, default: 0] > after.faultsOfText[file, default: 0]
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
