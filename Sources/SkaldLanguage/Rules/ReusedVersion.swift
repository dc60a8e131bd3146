import SkaldDiagnostics

/// SK902.
package struct ReusedVersion: Rule {
  package let code = "SK902"
  package let name = "reused-version"
  package let summary = "two definitions that go by one name and version"
  package let finds = """
    Two sagas of the project with the same `saga` and `version`. `skald diff` finds the same between two \
    releases.
    """
  package let matters = "Which of them an instance follows depends on the order in which files are read."

  package let accepts = [
    """
    skald: 1
    saga: order
    version: 1
    steps: [ { sleep: 1s } ]
    ---
    skald: 1
    saga: order
    version: 2
    steps: [ { sleep: 2s } ]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    version: 1
    steps: [ { sleep: 1s } ]
    ---
    skald: 1
    saga: ⟦order⟧
    version: 1
    steps: [ { sleep: 2s } ]
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for (index, saga) in project.sagas.enumerated() {
      let first = project.sagas[..<index].first { $0.name == saga.name && $0.version == saga.version }
      guard let first else { continue }
      findings.report(
        Finding(
          message: "`\(saga.name)` has version \(saga.version) already", help: "raise the version of the newer one",
          related: [.init(message: "the first of them", file: first.file, range: first.syntax.name.range)]),
        at: saga.syntax.name.range, in: saga.file)
    }
  }
}
