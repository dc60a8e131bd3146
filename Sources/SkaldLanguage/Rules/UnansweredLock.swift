import SkaldCore
import SkaldDiagnostics

/// SK703.
package struct UnansweredLock: Rule {
  package let code = "SK703"
  package let name = "unanswered-lock"
  package let summary = "a lock that does not say what others get meanwhile"
  package let finds = """
    An entity with `locked` states and no `whenLocked`; and two sagas that lock the same two entities in \
    opposite order.
    """
  package let matters = """
    A second saga on a locked entity must know whether it is refused or waits. Two sagas that each hold what the \
    other wants wait for ever.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    entity: { order: "${input.id}" }
    steps: [ { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }

        locked: [PAYING]
        whenLocked: refuse
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    entity: { order: "${input.id}" }
    steps: [ { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }

        ⟦locked⟧: [PAYING]
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for contracts in project.contracts {
      for entity in contracts.syntax.entities where !entity.locked.isEmpty && entity.whenLocked == nil {
        let place = entity.lockedKey ?? entity.locked[0].range
        findings.report(
          Finding(
            message: "`\(entity.name.value)` can be locked, and nothing says what others get meanwhile",
            help: "add `whenLocked: refuse`, or `whenLocked: wait 30s`"), at: place, in: contracts.file)
      }
    }
    checkOrders(project, &findings)
  }

  /// Two sagas that take the same two locks the other way round.
  private func checkOrders(_ project: BoundProject, _ findings: inout Findings) {
    let orders = project.sagas.map { $0.lockOrder }
    for (index, first) in orders.enumerated() {
      for (other, second) in orders.enumerated().dropFirst(index + 1) {
        guard let pair = Self.crossing(first.map { $0.entity }, second.map { $0.entity }) else { continue }
        guard let place = second.first(where: { $0.entity == pair.1 })?.range else { continue }
        findings.report(
          .crossed(project.sagas[index], pair), at: place, in: project.sagas[other].file)
      }
    }
  }

  private static func crossing(_ first: [String], _ second: [String]) -> (String, String)? {
    for (index, early) in first.enumerated() {
      for late in first[(index + 1)...] {
        guard let one = second.firstIndex(of: early), let two = second.firstIndex(of: late), two < one else { continue }
        return (early, late)
      }
    }
    return nil
  }
}

extension BoundSaga {
  /// The entities in the order in which their first locked state is entered, with where that is written.
  fileprivate var lockOrder: [(entity: String, range: SourceRange)] {
    var order: [(entity: String, range: SourceRange)] = []
    for call in calls.map({ $0.call }) {
      for move in call.dispatched + call.succeeded {
        let entity = entities[move.entity.index]
        let isLocked = entity.declaration.locked.contains { $0.value == move.state.value }
        if isLocked, !order.contains(where: { $0.entity == entity.name }) {
          order.append((entity.name, move.state.range))
        }
      }
    }
    return order
  }
}

extension Finding {
  fileprivate static func crossed(_ other: BoundSaga, _ pair: (String, String)) -> Finding {
    Finding(
      message: "`\(pair.1)` is locked before `\(pair.0)`, and `\(other.name)` locks them the other way round",
      help: "lock them in one order in every saga",
      related: [.init(message: "locks them the other way round", file: other.file, range: other.syntax.range)])
  }
}
