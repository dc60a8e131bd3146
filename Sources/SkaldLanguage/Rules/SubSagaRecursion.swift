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
    let parts = Dictionary(
      project.sagas.map { saga in (saga.name, saga.allSteps.compactMap { $0.subSaga?.syntax.saga.value }) },
      uniquingKeysWith: +)
    var told: Set<String> = []
    for saga in project.sagas where !told.contains(saga.name) {
      for inner in saga.allSteps.compactMap({ $0.subSaga }) {
        guard let chain = Self.chain(from: inner.syntax.saga.value, to: saga.name, parts) else { continue }
        told.formUnion(chain)
        findings.report(.recursion(chain), at: inner.syntax.saga.range, in: saga.file)
      }
    }
  }

  /// The shortest way from a saga through one of its parts back to it; nil where none leads there.
  private static func chain(from name: String, to goal: String, _ parts: [String: [String]]) -> [String]? {
    var callers = [name: goal]
    var next = [name]
    var index = 0
    while index < next.count, callers[goal] == nil {
      for part in parts[next[index]] ?? [] where callers[part] == nil {
        callers[part] = next[index]
        next.append(part)
      }
      index += 1
    }
    guard callers[goal] != nil else { return nil }
    var chain = [goal]
    repeat { chain.append(callers[chain[chain.count - 1]] ?? goal) } while chain.last != goal
    return chain.reversed()
  }
}

extension Finding {
  fileprivate static func recursion(_ chain: [String]) -> Finding {
    Finding(
      message: "a saga runs itself: \(chain.joined(separator: " → "))",
      help: "go round in a `repeat`, or start the next instance by an event")
  }
}
