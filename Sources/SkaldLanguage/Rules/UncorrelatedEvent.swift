import JSONSchema
import SkaldDiagnostics
import SkaldValue

/// SK807.
package struct UncorrelatedEvent: Rule {
  package let code = "SK807"
  package let name = "uncorrelated-event"
  package let summary = "an event that cannot be told which instance it belongs to"
  package let finds = """
    A `wait` or a `startedBy` for an event whose `key` is no field of the saga's `input`, or one of another type, where \
    the waits of a part go by the input of the saga that runs it; an event of a choreography whose `key` is not that of the choreography, or that does not declare the field.
    """
  package let matters = """
    The event matches no instance. It is kept for a while, and the saga waits until its time is up.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: reserve, call: stock.reserve, compensate: stock.release }
      - { saga: pack, with: { pieces: 3 } }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    saga: pack
    input: { pieces: int }
    steps: [ { wait: parcel.packed.v1, timeout: 2h } ]
    ---
    skald: 1
    events:
      parcel.packed.v1: { external: true, key: orderId, data: { orderId: int } }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { wait: delivery.started.v1, timeout: 2h }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true, key: orderId, data: { orderId: int } }
    """,
    FlowExample.order,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: reserve, call: stock.reserve, compensate: stock.release }
      - { saga: pack, with: { pieces: 3 } }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    saga: pack
    input: { pieces: int }
    steps: [ { wait: ⟦parcel.packed.v1⟧, timeout: 2h } ]
    ---
    skald: 1
    events:
      parcel.packed.v1: { external: true, key: pieces, data: { pieces: int } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { wait: ⟦delivery.started.v1⟧, timeout: 2h }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true, key: orderId, data: { orderId: int } }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: string }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { wait: ⟦delivery.started.v1⟧, timeout: 2h }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true, key: orderId, data: { orderId: int } }
    """,
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: { payment.done.v1: { orderId: "${event.id}" } }, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: ⟦payment.done.v1⟧
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: orderId, data: { id: int, orderId: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let callers = saga.isPart ? project.callers(of: saga) : []
    for caller in callers.isEmpty ? [saga] : callers { check(saga, runBy: caller, &findings) }
  }

  /// A part gets events by the input of the saga that runs it.
  private func check(_ part: BoundSaga, runBy saga: BoundSaga, _ findings: inout Findings) {
    guard saga.syntax.input != nil else { return }
    for (event, place) in part.consumedEvents where part.name == saga.name || event.name != part.startedBy?.name {
      guard let key = event.declaration.key?.value else { continue }
      guard let field = saga.input.field(key) else {
        findings.report(
          .noField(key, of: event.name, near: nearest(key, among: saga.input.fields.map { $0.name }), in: saga, part),
          at: place)
        continue
      }
      guard let declared = event.data.field(key)?.schema, !field.schema.fits(declared) else { continue }
      findings.report(.otherType(key, of: event.name, declared, field.schema), at: place)
    }
  }

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    guard let key = flow.syntax.key?.value else { return }
    let type = flow.starts?.data.field(key)?.schema
    var reported: Set<String> = []
    for (event, place) in flow.spokenEvents where !reported.contains(event.name) {
      guard let finding = fault(of: event, key, type) else { continue }
      reported.insert(event.name)
      findings.report(finding, at: place)
    }
  }

  private func fault(of event: BoundEvent, _ key: String, _ type: Schema?) -> Finding? {
    if let own = event.declaration.key?.value, own != key { return .otherKey(own, key, of: event.name) }
    guard event.knownData != nil else { return nil }
    guard let field = event.data.field(key) else { return .keyless(key, of: event.name) }
    if let type, !type.fits(field.schema) { return .otherType(key, of: event.name, field.schema, type) }
    return nil
  }
}

extension BoundProject {
  /// The sagas that run one as a part, and are no part themselves.
  fileprivate func callers(of part: BoundSaga) -> [BoundSaga] {
    sagas.filter { saga in
      !saga.isPart && saga.withParts(among: sagas).contains { $0.name == part.name && $0.version == part.version }
    }
  }
}

extension BoundChoreography {
  /// The events that begin and end it, and those that reactions await, where they are written.
  fileprivate var spokenEvents: [(event: BoundEvent, place: SourceRange)] {
    var spoken: [(event: BoundEvent, place: SourceRange)] = []
    for (event, name) in [(starts, syntax.starts), (completed, syntax.completed), (compensated, syntax.compensated)] {
      if let event, let name { spoken.append((event, name.range)) }
    }
    for reaction in reactions {
      for event in reaction.events {
        guard let name = reaction.syntax.events.first(where: { $0.value == event.name }) else { continue }
        spoken.append((event, name.range))
      }
    }
    return spoken
  }
}

extension Finding {
  fileprivate static func noField(
    _ key: String, of event: String, near: String?, in saga: BoundSaga, _ part: BoundSaga
  ) -> Finding {
    let whose = saga.name == part.name ? "the input" : "the input of `\(saga.name)`, which runs this saga"
    return Finding(
      message: "`\(event)` is correlated by `\(key)`, which is no field of \(whose)",
      help: near.map { "the input has `\($0)`: give both one name" } ?? "add `\(key)` to the input")
  }

  fileprivate static func otherType(_ key: String, of event: String, _ found: Schema, _ expected: Schema) -> Finding {
    Finding(
      message: "`\(key)` of `\(event)` is \(found.shown), and what it is compared with is \(expected.shown)",
      help: "values of different types are never equal: declare both alike")
  }

  fileprivate static func otherKey(_ key: String, _ expected: String, of event: String) -> Finding {
    Finding(
      message: "`\(event)` is ordered by `\(key)`, and the flow goes by `\(expected)`",
      help: "let every event of a flow have the same `key`")
  }

  fileprivate static func keyless(_ key: String, of event: String) -> Finding {
    Finding(message: "`\(event)` has no field `\(key)`, by which the flow goes", help: "declare it under `data`")
  }
}
