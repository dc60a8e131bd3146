/// Which events follow from which, whatever conditions and states say.
struct FlowGraph {
  private let model: FlowModel

  init(_ model: FlowModel) { self.model = model }

  /// The events that may follow from some, without what certain reactions do.
  func events(after events: [Int], avoiding avoided: Set<Int> = []) -> Set<Int> {
    var found: Set<Int> = []
    var waiting = events
    while let event = waiting.popLast() {
      for (number, reaction) in model.reactions.enumerated()
      where reaction.events.contains(event) && !avoided.contains(number) {
        for outcome in reaction.outcomes where found.insert(outcome).inserted { waiting.append(outcome) }
      }
    }
    return found
  }

  /// A circle of reactions that leads from an event back to it, the shortest; nil where there is none.
  ///
  /// A reaction counts where neither a condition nor a state keeps it from going round again.
  func circle(from event: Int) -> [Int]? {
    var ways: [(event: Int, reactions: [Int])] = [(event, [])]
    var seen: Set<Int> = []
    var next = 0
    while next < ways.count {
      let way = ways[next]
      next += 1
      for (number, reaction) in model.reactions.enumerated() where reaction.events.contains(way.event) {
        guard reaction.condition == nil, !isStopped(reaction) else { continue }
        for outcome in reaction.outcomes {
          if outcome == event { return way.reactions + [number] }
          if seen.insert(outcome).inserted { ways.append((outcome, way.reactions + [number])) }
        }
      }
    }
    return nil
  }

  /// Whether the table lets a reaction happen once alone: a state that is never left for long enough to be entered again.
  private func isStopped(_ reaction: FlowModel.Reaction) -> Bool {
    reaction.moves.contains { !model.entities[$0.entity].reachable[$0.state].contains($0.state) }
  }
}
