import SkaldCore
import SkaldDiagnostics

/// SK505.
package struct FallibleUndo: Rule {
  package let code = "SK505"
  package let name = "fallible-undo"
  package let summary = "an undo that can be refused, or that gives up with nobody told"
  package let finds = """
    An undo whose operation declares refusals, and one with bounded retries in a saga whose `outcome.stuck` emits \
    nothing.
    """
  package let matters = """
    An undo has no undo. One that is refused leaves the saga neither done nor undone, and one that gives up leaves an \
    effect that nobody knows of.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        compensate: { call: payment.refund, retry: { attempts: 5 } }
      - { step: ship, call: delivery.request, pivot: true }
    outcome:
      stuck: { emits: order.stuck.v1 }
    ---
    skald: 1
    events:
      order.stuck.v1: { external: true }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: cards.charge, compensate: ⟦payment.refund⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment: { refund: { refuses: [too_late], idempotent: natural } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        compensate: { call: payment.refund, retry: ⟦{ attempts: 5 }⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var places: Set<SourceRange> = []
    for (step, call) in saga.calls {
      for undo in call.undo.calls {
        if let operation = undo.operation, !operation.refusals.isEmpty {
          findings.report(.refusable(step.name, operation), at: undo.syntax.operation.range)
        }
        guard undo.policy.retry.attempts != nil, saga.outcome.stuck.emissions.isEmpty else { continue }
        let place = undo.policy.retryOrigin.range ?? undo.syntax.operation.range
        if places.insert(place).inserted { findings.report(.givesUp(step.name), at: place) }
      }
    }
  }
}

extension BoundPolicy.Origin {
  /// Where it is written; nil for what the language says.
  var range: SourceRange? {
    switch self {
    case .written(let range), .defaults(let range): range
    case .builtIn: nil
    }
  }
}

extension Finding {
  fileprivate static func refusable(_ step: String, _ operation: BoundOperation) -> Finding {
    let list = operation.refusals.map { "`\($0.value)`" }.joined(separator: ", ")
    return Finding(
      message: "the undo of `\(step)` can be refused: \(list)", label: "an undo has no undo",
      help: "undo by an operation that cannot be refused",
      related: operation.place.map {
        [.init(message: "its refusals are declared here", file: $0.file, range: $0.range)]
      } ?? [])
  }

  fileprivate static func givesUp(_ step: String) -> Finding {
    Finding(
      message: "the undo of `\(step)` gives up, and nobody is told",
      help: "use a policy with `attempts: unlimited`, or let `outcome.stuck` emit an event")
  }
}
