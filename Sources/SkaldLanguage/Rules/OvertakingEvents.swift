package import SkaldDiagnostics

/// SK806.
package struct OvertakingEvents: Rule {
  package let code = "SK806"
  package let name = "overtaking-events"
  package let severity = Severity.warning
  package let summary = "a later event that can overtake an earlier one"
  package let finds = """
    Two calls with effect of one participant, the second in reaction to an event that follows from the event of the \
    first without waiting for its call, where the two events travel on different topics and the second reaction has \
    no `state` that would hold it back. Only events of one topic keep their order.
    """
  package let matters = """
    The parcel is sent before it is packed, once in a thousand times: when the broker is slow, or the first call is \
    retried.
    """

  package let accepts = [FlowExample.orderWithStates]
  package let rejects = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1 }
      warehouse:
        - { when: order.created.v1, call: warehouse.pack }
        - { when: ⟦payment.done.v1⟧, call: warehouse.send, emits: order.done.v1 }
    ---
    skald: 1
    services:
      payment: { charge: {} }
      warehouse: { pack: {}, send: {} }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
    """
  ]

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    guard !flow.hasGaps, let model = FlowModel(flow) else { return }
    let graph = FlowGraph(model)
    for (late, later) in model.reactions.enumerated() where later.hasCall && later.moves.isEmpty {
      guard let pair = overtaking(late, model, graph, flow) else { continue }
      findings.report(.overtakes(pair, flow.reactions[pair.first]), at: pair.place)
    }
  }

  fileprivate struct Pair {
    let first: Int
    let event: Located<String>
    let earlier: String
    var place: SourceRange { event.range }
  }

  /// An earlier call of the same participant that the reaction can overtake.
  private func overtaking(_ late: Int, _ model: FlowModel, _ graph: FlowGraph, _ flow: BoundChoreography) -> Pair? {
    for (first, reaction) in model.reactions.enumerated()
    where first != late && reaction.participant == model.reactions[late].participant && reaction.hasEffect {
      for event in reaction.events {
        let following = graph.events(after: [event], avoiding: [first])
        let later = flow.reactions[late].syntax.events.filter { name in
          model.events.firstIndex(of: name.value).map { following.contains($0) && !model.keepOrder(event, $0) } ?? false
        }
        // Of events that must all come, one that cannot overtake holds the others.
        let isHeld = model.reactions[late].needsAll && later.count < model.reactions[late].events.count
        guard let overtaking = later.first, !isHeld else { continue }
        return Pair(first: first, event: overtaking, earlier: model.events[event])
      }
    }
    return nil
  }
}

extension Finding {
  fileprivate static func overtakes(_ pair: OvertakingEvents.Pair, _ first: BoundReaction) -> Finding {
    Finding(
      message: "`\(pair.event.value)` can overtake `\(pair.earlier)`, so that this call comes before `\(first.name)`",
      help: "give both reactions a `state`, so that the table holds the later one, or put the events on one topic")
  }
}
