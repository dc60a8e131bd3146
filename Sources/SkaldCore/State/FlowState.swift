package import SkaldValue

/// What a participant of a choreographed flow keeps beside its steps.
public struct FlowState: Sendable, Hashable {
  /// A reaction that an event brought about.
  public struct Firing: Sendable, Hashable {
    /// The place of the reaction.
    public let reaction: Int
    /// The event.
    public let event: ReceivedEvent
    /// Its frame; the participant's own while it has none.
    var frame = 0
  }

  /// Events of a reaction that takes several, and that are not all there yet.
  struct Gathering: Sendable, Hashable {
    let reaction: Int
    var events: [ReceivedEvent]
  }

  /// The reactions that began, in order.
  public internal(set) var firings: [Firing] = []
  /// Those whose move is not allowed yet, in the order in which their events came.
  public internal(set) var held: [Firing] = []
  /// What is there of events that are needed together.
  var gatherings: [Gathering] = []
  /// How the flow ended; the participant ends so once it has done what it began.
  public internal(set) var end: Status?
}

extension SagaState {
  /// The events that are still missing where a reaction needs several together, with the value of the flow's key.
  package func missingEvents(_ program: SagaProgram) -> [(event: EventTypeID, key: JSON)] {
    guard let part = program.participation, !status.isTerminal else { return [] }
    return flow.gatherings.flatMap { gathering in
      let key = gathering.events.first?.data[part.key] ?? .null
      return part.reactions[gathering.reaction].events.filter { event in
        !gathering.events.contains { $0.name == program.event(event).name }
      }
      .map { ($0, key) }
    }
  }

  /// The reaction that a frame belongs to, with its event; nil where it belongs to none.
  func firing(around first: Int) -> FlowState.Firing? {
    guard !flow.firings.isEmpty else { return nil }
    var frame = first
    while true {
      if let found = flow.firings.last(where: { $0.frame == frame }) { return found }
      guard frame != 0 else { return nil }
      frame = frames[frame].parent
    }
  }
}
