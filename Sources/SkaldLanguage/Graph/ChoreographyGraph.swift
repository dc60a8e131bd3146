import SkaldCore
import SkaldDiagnostics

extension Drawing {
  /// Draws a choreography: its events, and what each participant makes of them.
  init(_ flow: BoundChoreography) {
    var boxes: [Box] = []
    var arrows: [Arrow] = []
    var events: [String: String] = [:]
    func id(of event: String) -> String {
      if let id = events[event] { return id }
      let id = "e\(events.count)"
      events[event] = id
      let isBound = [flow.starts?.name, flow.completed?.name, flow.compensated?.name].contains(event)
      boxes.append(Box(id: id, lines: [event], shape: isBound ? .end : .event))
      return id
    }
    for name in [flow.starts, flow.completed, flow.compensated].compactMap({ $0?.name }) { _ = id(of: name) }
    for (number, reaction) in flow.reactions.enumerated() {
      let box = "r\(number)"
      boxes.append(Box(id: box, lines: reaction.lines, shape: reaction.shape))
      let style: Style = reaction.syntax.undoes == nil ? .forward : .back
      for event in reaction.events {
        let label = reaction.syntax.needsAll ? "all" : reaction.syntax.condition?.source ?? ""
        arrows.append(Arrow(source: id(of: event.name), target: box, label: label, style: style))
      }
      for event in reaction.emissions.compactMap({ $0.event }) {
        arrows.append(Arrow(source: box, target: id(of: event.name), style: style))
      }
      if let event = reaction.refused?.event {
        arrows.append(Arrow(source: box, target: id(of: event.name), label: "refused", style: .alternative))
      }
    }
    self.init(title: "\(flow.name) v\(flow.syntax.version?.value ?? 1)", boxes: boxes, arrows: arrows)
  }
}

extension BoundReaction {
  /// The words in its box: whose it is, what it calls, which states it enters.
  fileprivate var lines: [String] {
    [participant.value] + [call?.syntax.operation.value].compactMap { $0 } + moves.map { $0.state.value }
  }

  fileprivate var shape: Drawing.Shape {
    if call?.isPivot == true { return .pivot }
    if syntax.undoes != nil { return .undo }
    return call == nil ? .value : .call
  }
}
