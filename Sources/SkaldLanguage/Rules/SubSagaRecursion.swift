import SkaldDiagnostics
import SkaldValue

/// SK202.
package struct SubSagaRecursion: Rule {
  package let code = "SK202"
  package let name = "sub-saga-recursion"
  package let summary = "a saga runs itself as a part of itself"
  package let finds = """
    A `saga` step that leads, through any chain of sub-sagas, back to the saga in which it stands. The chain is told.
    """
  package let matters = """
    A sub-saga is compiled into the saga that runs it: one that contains itself has no end. Go round in a `repeat`, or \
    start the next instance by an event.
    """
  package let isAllowable = false

  package let accepts = [
    """
    skald: 1
    saga: trip
    steps:
      - { saga: booking }
      - { step: again, saga: booking }
    ---
    skald: 1
    saga: booking
    steps:
      - { step: book, call: hotels.book, compensate: hotels.cancel }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { saga: ⟦order⟧ }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { saga: ⟦payment⟧ }
    ---
    skald: 1
    saga: payment
    steps:
      - { step: retry, saga: order }
    """,
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    var told: Set<String> = []
    for saga in project.sagas where !told.contains(saga.name) {
      for step in saga.allSteps {
        guard let inner = step.subSaga, let syntax = inner.saga else { continue }
        guard let chain = Self.chain(from: syntax.name.value, to: saga.name, project, [saga.name]) else { continue }
        told.formUnion(chain)
        findings.report(.recursion(chain), at: inner.syntax.saga.range, in: saga.file)
      }
    }
  }

  /// The sagas on the way from one back to another; nil where none leads there.
  private static func chain(
    from name: String, to goal: String, _ project: BoundProject, _ visited: [String]
  ) -> [String]? {
    if name == goal { return visited + [goal] }
    guard !visited.contains(name) else { return nil }
    for saga in project.sagas where saga.name == name {
      for inner in saga.allSteps.compactMap({ $0.subSaga?.saga?.name.value }) {
        if let found = chain(from: inner, to: goal, project, visited + [name]) { return found }
      }
    }
    return nil
  }
}

extension Finding {
  fileprivate static func recursion(_ chain: [String]) -> Finding {
    Finding(
      message: "a saga runs itself: \(chain.joined(separator: " → "))",
      help: "go round in a `repeat`, or start the next instance by an event")
  }
}
