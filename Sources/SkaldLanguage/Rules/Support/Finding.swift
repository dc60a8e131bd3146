package import SkaldDiagnostics

/// What a rule says about a place, apart from the place itself.
package struct Finding: Sendable {
  /// One lower-case clause without full stop.
  package var message: String
  /// The words under the marked text.
  package var label = ""
  /// What to do about it.
  package var help: String?
  /// The text to be put in the marked place.
  package var fix: String?
  /// Other places that explain it.
  package var related: [Diagnostic.Related] = []
  /// The story of a finding about a path.
  package var path: [String] = []
  /// How much it weighs, where not as much as the rule's findings do.
  package var severity: Severity?
}

/// The findings of one rule.
package struct Findings: Sendable {
  /// What was found.
  package private(set) var diagnostics: [Diagnostic] = []
  private let code: String
  private let severity: Severity
  private let file: String

  init(of rule: any Rule, in file: String) {
    code = rule.code
    severity = rule.severity
    self.file = file
  }

  /// Adds a finding at a place of the saga's file, or of another.
  package mutating func report(_ finding: Finding, at range: SourceRange, in file: String? = nil) {
    diagnostics.append(
      Diagnostic(
        code: code, severity: finding.severity ?? severity, message: finding.message, label: finding.label,
        file: file ?? self.file, range: range, related: finding.related, help: finding.help,
        fix: finding.fix.map { [.init(range: range, text: $0)] } ?? [], path: finding.path))
  }

  /// Adds a finding at a place of any file.
  package mutating func report(_ finding: Finding, at place: FilePlace) {
    report(finding, at: place.range, in: place.file)
  }
}
