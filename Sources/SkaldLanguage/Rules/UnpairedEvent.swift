import SkaldDiagnostics

/// SK801.
package struct UnpairedEvent: Rule {
  package let code = "SK801"
  package let name = "unpaired-event"
  package let summary = "an event that is awaited and comes from nobody, or is emitted and goes to nobody"
  package let finds = """
    An event that a saga waits for or is started by, or that a participant reacts to, that nothing emits and that is not `external`; an event that is \
    emitted, that nothing consumes, that is neither `public` nor `external`, and that announces no end. \
    Where not every file of the project was read, it is a warning.
    """
  package let matters = """
    A saga that waits for such an event waits until its time is up, always. One that is heard by nobody was meant for \
    somebody.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    steps:
      - { step: ship, call: delivery.request, pivot: true, emits: order.shipped.v1 }
    ---
    skald: 1
    events:
      order.created.v1: { external: true }
      order.shipped.v1: { public: true }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    startedBy: ⟦order.created.v1⟧
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    events:
      order.created.v1: {}
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true, emits: ⟦order.shipped.v1⟧ }
    ---
    skald: 1
    events:
      order.shipped.v1: {}
    """,
    """
    skald: 1
    choreography: order
    key: id
    starts: ⟦order.created.v1⟧
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
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
      order.created.v1: { topic: orders, key: id, data: { id: int } }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """,
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: [payment.done.v1, ⟦payment.taken.v1⟧], refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
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
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      payment.taken.v1: { topic: payments, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (event, place) in saga.consumedEvents where !project.usage.isEmitted(event) {
      findings.report(.unheardOf(event.name, isWhole: project.isWhole), at: place)
    }
    let ends = Set(
      (saga.outcome.completed.emissions + saga.outcome.compensated.emissions).map { $0.syntax.event.range })
    for emission in saga.emissions {
      guard let event = emission.event, !ends.contains(emission.syntax.event.range) else { continue }
      guard !project.usage.isConsumed(event) else { continue }
      findings.report(.unheard(event.name, isWhole: project.isWhole), at: emission.syntax.event.range)
    }
  }

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    var reported: Set<String> = []
    let starts = zip([flow.starts].compactMap { $0 }, [flow.syntax.starts].compactMap { $0 })
    let awaited = flow.reactions.flatMap { reaction in
      reaction.events.flatMap { event in reaction.syntax.events.filter { $0.value == event.name }.map { (event, $0) } }
    }
    for (event, name) in starts + awaited where !project.usage.isEmitted(event) {
      guard reported.insert(event.name).inserted else { continue }
      findings.report(.unheardOf(event.name, isWhole: project.isWhole), at: name.range)
    }
    for emission in flow.parts.emissions {
      guard let event = emission.event, !project.usage.isConsumed(event) else { continue }
      findings.report(.unheard(event.name, isWhole: project.isWhole), at: emission.syntax.event.range)
    }
  }
}

extension BoundSaga {
  /// The events that it is started by or waits for, where they are written.
  var consumedEvents: [(event: BoundEvent, place: SourceRange)] {
    var consumed: [(event: BoundEvent, place: SourceRange)] = []
    if let startedBy, let name = syntax.startedBy { consumed.append((startedBy, name.range)) }
    for wait in allSteps.compactMap({ $0.wait }) {
      if let event = wait.event { consumed.append((event, wait.syntax.event.range)) }
    }
    return consumed
  }
}

extension Usage {
  fileprivate func isEmitted(_ event: BoundEvent) -> Bool {
    event.declaration.isExternal?.value == true || emitted.contains(event.name)
  }

  fileprivate func isConsumed(_ event: BoundEvent) -> Bool {
    event.declaration.isExternal?.value == true || event.declaration.isPublic?.value == true
      || consumed.contains(event.name)
  }
}

extension Finding {
  fileprivate static func unheardOf(_ event: String, isWhole: Bool) -> Finding {
    Finding(
      message: "nothing emits `\(event)`\(isWhole ? "" : " in the files that were read")",
      help: "let its contract say `external: true` where it comes from outside", severity: isWhole ? .error : .warning)
  }

  fileprivate static func unheard(_ event: String, isWhole: Bool) -> Finding {
    Finding(
      message: "nothing consumes `\(event)`\(isWhole ? "" : " in the files that were read")",
      help: "let its contract say `public: true` where others may consume it", severity: isWhole ? .error : .warning)
  }
}
