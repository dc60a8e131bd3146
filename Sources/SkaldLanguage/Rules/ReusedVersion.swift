import SkaldDiagnostics

/// SK902.
package struct ReusedVersion: Rule {
  package let code = "SK902"
  package let name = "reused-version"
  package let summary = "two definitions that go by one name and version"
  package let finds = """
    Two definitions of the project, sagas or choreographies, with the same name and `version`. `skald diff` finds the same between two \
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
    var first: [Definition.Identity: Definition] = [:]
    for definition in project.definitions {
      guard let other = first[definition.identity] else {
        first[definition.identity] = definition
        continue
      }
      findings.report(
        Finding(
          message: "`\(definition.name.value)` has version \(definition.version) already",
          help: "raise the version of the newer one",
          related: [.init(message: "the first of them", file: other.file, range: other.name.range)]),
        at: definition.name.range, in: definition.file)
    }
  }
}

/// A saga or a choreography: they share their names.
private struct Definition {
  struct Identity: Hashable {
    let name: String
    let version: Int
  }

  let name: Located<String>
  let version: Int
  let file: String

  var identity: Identity { Identity(name: name.value, version: version) }
}

extension BoundProject {
  fileprivate var definitions: [Definition] {
    sagas.map { Definition(name: $0.syntax.name, version: $0.version, file: $0.file) }
      + choreographies.map {
        Definition(name: $0.syntax.name, version: $0.syntax.version?.value ?? 1, file: $0.file)
      }
  }
}
