import SkaldCore
import SkaldDiagnostics

/// A choreography as its exploration sees it: numbers stand for names.
struct FlowModel {
  /// A move of an entity to a state.
  struct Move {
    let entity: Int
    let state: Int
  }

  /// What a participant does when an event comes.
  struct Reaction {
    let participant: Int
    let events: [Int]
    let needsAll: Bool
    let condition: String?
    let hasCall: Bool
    let hasEffect: Bool
    let mayBeRefused: Bool
    let moves: [Move]
    let emits: [Int]
    let refused: Int?
    /// The reactions whose effect it undoes.
    let undone: [Int]

    /// Everything that it may emit.
    var outcomes: [Int] { emits + [refused].compactMap { $0 } }
  }

  /// The table of an entity.
  struct Entity {
    let names: [String]
    let next: [[Int]]
    let initial: Int
    /// The states in which it belongs to the flow.
    let locked: Set<Int>
    /// The states that a state leads to, over any number of moves.
    let reachable: [Set<Int>]

    /// Whether an end may leave it in a state: in a last one, or where no lock holds it. To stay as it was is no end.
    func mayRest(in state: Int) -> Bool {
      next[state].isEmpty || !locked.isEmpty && !locked.contains(state) && state != initial
    }
  }

  let events: [String]
  let reactions: [Reaction]
  let entities: [Entity]
  let start: Int
  let completed: Int
  let compensated: Int?
  /// The events that come from outside at any time, or never.
  let outside: [Int]
  /// The reactions of each participant to each event, by the participant.
  let listeners: [[Int: [Int]]]
  /// The queue in which an event waits for a participant: events of one topic keep their order.
  private let topics: [Int]
  private let topicCount: Int

  /// Nil where a part of the flow could not be resolved.
  init?(_ flow: BoundChoreography) {
    guard let starts = flow.starts, let ends = flow.completed else { return nil }
    let declared = FlowModel.declared(flow, starts, ends)
    let events = declared.map { $0.name }
    var numbers: [String: Int] = [:]
    for (number, event) in events.enumerated() { numbers[event] = number }
    let participants = flow.syntax.participants.map { $0.name.value }
    entities = flow.entities.map { Entity($0.declaration) }
    self.events = events
    reactions = flow.reactions.map { FlowModel.reaction($0, of: flow, numbers, participants) }
    start = numbers[starts.name] ?? 0
    completed = numbers[ends.name] ?? 0
    compensated = flow.compensated.flatMap { numbers[$0.name] }
    let emitted = Set(reactions.flatMap { $0.outcomes })
    let awaited = Set(reactions.flatMap { $0.events })
    outside = declared.indices.filter { number in
      declared[number].declaration.isExternal?.value == true && awaited.contains(number) && !emitted.contains(number)
        && declared[number].name != starts.name
    }
    var topics: [String: Int] = [:]
    self.topics = declared.map { event in
      // An event without a topic keeps no order with others.
      let topic = event.declaration.topic?.value ?? "\n" + event.name
      topics[topic] = topics[topic] ?? topics.count
      return topics[topic] ?? 0
    }
    topicCount = topics.count
    listeners = participants.indices.map { [reactions] participant in
      var heard: [Int: [Int]] = [:]
      for (number, reaction) in reactions.enumerated() where reaction.participant == participant {
        for event in reaction.events { heard[event, default: []].append(number) }
      }
      return heard
    }
  }

  /// How many queues there are.
  var queueCount: Int { listeners.count * topicCount }
  /// The queue of an event for a participant.
  func queue(of event: Int, for participant: Int) -> Int { participant * topicCount + topics[event] }
  /// Whose queue it is.
  func participant(ofQueue queue: Int) -> Int { queue / topicCount }
  /// Whether two events keep the order in which they were emitted.
  func keepOrder(_ first: Int, _ second: Int) -> Bool { topics[first] == topics[second] }

  /// Every event that the flow speaks of, each once.
  private static func declared(_ flow: BoundChoreography, _ starts: BoundEvent, _ ends: BoundEvent) -> [BoundEvent] {
    var found = [starts, ends] + [flow.compensated].compactMap { $0 }
    for reaction in flow.reactions {
      found += reaction.events
      found += (reaction.emissions + [reaction.refused].compactMap { $0 }).compactMap { $0.event }
    }
    var names: Set<String> = []
    return found.filter { names.insert($0.name).inserted }
  }

  private static func reaction(
    _ reaction: BoundReaction, of flow: BoundChoreography, _ numbers: [String: Int], _ participants: [String]
  ) -> Reaction {
    let undone = flow.reactions.indices.filter { index in
      guard let undoes = reaction.undoes, let call = flow.reactions[index].call else { return false }
      return call.operation?.name == undoes.name
    }
    return Reaction(
      participant: participants.firstIndex(of: reaction.participant.value) ?? 0,
      events: reaction.events.compactMap { numbers[$0.name] }, needsAll: reaction.syntax.needsAll,
      condition: reaction.syntax.condition?.source, hasCall: reaction.call != nil, hasEffect: reaction.hasEffect,
      mayBeRefused: reaction.call != nil && reaction.mayBeRefused,
      moves: reaction.moves.compactMap { move in
        let names = flow.entities[move.entity.index].declaration.states.map { $0.name.value }
        return names.firstIndex(of: move.state.value).map { Move(entity: move.entity.index, state: $0) }
      },
      emits: reaction.emissions.compactMap { $0.event.flatMap { numbers[$0.name] } },
      refused: reaction.refused?.event.flatMap { numbers[$0.name] }, undone: undone)
  }
}

extension FlowModel.Entity {
  init(_ syntax: EntitySyntax) {
    let names = syntax.states.map { $0.name.value }
    let next = syntax.states.map { state in state.next.compactMap { names.firstIndex(of: $0.value) } }
    var reachable = next.map { Set($0) }
    // As often as there are states, each goes one move further.
    for _ in names {
      for state in names.indices {
        for other in reachable[state] { reachable[state].formUnion(reachable[other]) }
      }
    }
    self.init(
      names: names, next: next, initial: names.firstIndex { $0 == syntax.starts?.value } ?? 0,
      locked: Set(syntax.locked.compactMap { names.firstIndex(of: $0.value) }), reachable: reachable)
  }
}
