package import SkaldDiagnostics

extension RuleCatalog {
  /// What reporters say of the rule of a code; nil where there is none.
  package static func description(of code: String) -> RuleDescription? {
    guard let rule = rule(code) else { return nil }
    return RuleDescription(
      code: rule.code, name: rule.name, severity: rule.severity, summary: rule.summary, finds: rule.finds,
      page: RulePage.text(rule), markdown: RulePage.markdown(rule))
  }
}
