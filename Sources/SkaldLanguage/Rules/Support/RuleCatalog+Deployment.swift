import SkaldDiagnostics

extension RuleCatalog {
  /// What all rules find in a deployment of a project.
  static func check(_ deployment: Deployment, of project: BoundProject) -> [Diagnostic] {
    all.flatMap { rule in
      var findings = Findings(of: rule, in: deployment.configuration?.path ?? "")
      rule.check(deployment, of: project, into: &findings)
      return findings.diagnostics
    }
  }
}
