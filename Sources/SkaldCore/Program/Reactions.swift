public import JSONSchema
import SkaldValue

/// What one participant of a choreographed flow does: it reacts to events until the flow comes to its end.
///
/// Its program is one ``Fork/Body/reactions(_:)`` at the entry: each reaction is a region of its own, and begins as often
/// as an event brings it about.
public struct Participation: Sendable, Hashable, Codable {
  /// The choreography's name.
  public var choreography: String
  /// Whose reactions these are.
  public var participant: String
  /// The field that every event carries: its value names the flow.
  public var key: String
  /// The event that begins a flow.
  public var starts: EventTypeID
  /// The event that ends a flow which succeeded.
  public var completed: EventTypeID
  /// The event that ends a flow which was undone; nil where there is none.
  public var compensated: EventTypeID?
  /// Whether it needs what the first event said: then it takes part from that event on, and others wait for it.
  public var needsStart: Bool
  /// The reactions, in the order of the file.
  public var reactions: [Reaction]

  /// Makes a participation.
  public init(
    choreography: String, participant: String, key: String, starts: EventTypeID, completed: EventTypeID,
    compensated: EventTypeID?, needsStart: Bool, reactions: [Reaction]
  ) {
    self.choreography = choreography
    self.participant = participant
    self.key = key
    self.starts = starts
    self.completed = completed
    self.compensated = compensated
    self.needsStart = needsStart
    self.reactions = reactions
  }

  /// The status of a flow in which an event came; nil where it goes on.
  func end(by event: EventTypeID) -> Status? {
    event == completed ? .completed : event == compensated ? .compensated : nil
  }

  /// Every event that concerns the participant, each once.
  var events: [EventTypeID] {
    var found: [EventTypeID] = []
    let ends = [completed] + [compensated].compactMap { $0 }
    for event in (needsStart ? [starts] : []) + reactions.flatMap({ $0.events }) + ends where !found.contains(event) {
      found.append(event)
    }
    return found
  }
}

/// What a participant does when an event comes.
public struct Reaction: Sendable, Hashable, Codable {
  /// Its call and what follows from it.
  public var region: RegionID
  /// The record of its call, or of itself where it calls nothing.
  public var step: StepID
  /// The name by which expressions know the result of its call; nil where it calls nothing.
  public var result: String?
  /// The events that bring it about.
  public var events: [EventTypeID]
  /// Whether it takes all of them, in any order, rather than one of them.
  public var needsAll: Bool
  /// The shape of `event` in its expressions.
  public var data: Schema
  /// The condition under which it happens.
  public var condition: ProgramExpression?
  /// The moves of entities, with the success of its call where it has one. Where the first is not allowed yet, the
  /// reaction is held.
  public var moves: [EntityMove]
  /// The events that it emits where it calls nothing.
  public var emissions: [Emission]
  /// The steps of this participant whose effect its call undoes.
  public var undone: [StepID]

  /// Makes a reaction.
  public init(
    region: RegionID, step: StepID, result: String?, events: [EventTypeID], needsAll: Bool = false,
    data: Schema = .openObject, condition: ProgramExpression? = nil, moves: [EntityMove] = [],
    emissions: [Emission] = [], undone: [StepID] = []
  ) {
    self.region = region
    self.step = step
    self.result = result
    self.events = events
    self.needsAll = needsAll
    self.data = data
    self.condition = condition
    self.moves = moves
    self.emissions = emissions
    self.undone = undone
  }
}

extension SagaProgram {
  /// What it does as a participant of a choreographed flow; nil where it is an orchestrated saga.
  public var participation: Participation? {
    guard case .fork(let fork) = nodes[entry.index].instruction, case .reactions(let part) = fork.body else {
      return nil
    }
    return part
  }

  /// Whether it is a participant of a choreographed flow.
  public var isParticipant: Bool {
    if case .fork(let fork) = nodes[entry.index].instruction, case .reactions = fork.body { true } else { false }
  }
}

extension Entity {
  /// Whether the table leads from one state to a state from which it may move to another one.
  func canStillMove(from source: String, to target: String) -> Bool {
    var reached = [source]
    var index = 0
    while index < reached.count {
      if allows(reached[index], target) { return true }
      for state in states where state.name == reached[index] {
        for next in state.next where !reached.contains(next) { reached.append(next) }
      }
      index += 1
    }
    return false
  }
}
