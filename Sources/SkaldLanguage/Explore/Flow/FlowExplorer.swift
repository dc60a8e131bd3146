import SkaldDiagnostics

/// Walks through a choreography breadth first, so that the first way to anything is the shortest.
///
/// Participants work side by side: whatever waits in a queue may be the next to be taken. Events of one topic reach a
/// participant in the order in which they were emitted, others in any order. What conditions come to is not known,
/// except that one and the same comes to one and the same for one event.
struct FlowExplorer {
  /// More situations than these are not looked at.
  static let situationsMax = 20_000
  /// So often an event is followed within one flow; what goes round more often has a rule of its own.
  static let roundsMax = 2

  /// A reaction that happened: what later findings tell of the way.
  struct Firing {
    let reaction: Int
    let event: Int
    let isRefused: Bool
    let emitted: [Int]
  }

  /// A situation with the way to it.
  private struct Visit {
    let situation: FlowSituation
    let parent: Int?
    let steps: [String]
    let firings: [Firing]
  }

  /// A situation on the way to the next one.
  struct Step {
    var situation: FlowSituation
    var steps: [String] = []
    var firings: [Firing] = []
  }

  let model: FlowModel
  let flow: BoundChoreography
  var exploration = FlowExploration()
  private var visits: [Visit] = []
  private var seen: Set<FlowSituation> = []
  private var current: Int?
  /// The moves that were asked for, and those that were made, by reaction and event.
  private var asked: Set<FlowSituation.Held> = []
  private var made: Set<FlowSituation.Held> = []

  init(_ model: FlowModel, _ flow: BoundChoreography) {
    self.model = model
    self.flow = flow
  }

  mutating func explore() {
    var first = Step(
      situation: FlowSituation(
        queues: Array(repeating: [], count: model.queueCount), states: model.entities.map { $0.initial }))
    emit(model.start, from: nil, &first)
    go(first)
    var next = 0
    while next < visits.count {
      current = next
      follow(visits[next].situation)
      next += 1
    }
    noteIdleMoves()
  }

  private mutating func go(_ step: Step) {
    guard visits.count < Self.situationsMax else {
      exploration.isComplete = false
      return
    }
    guard seen.insert(step.situation).inserted else { return }
    visits.append(
      Visit(situation: step.situation, parent: current, steps: step.steps, firings: step.firings))
  }

  private mutating func follow(_ situation: FlowSituation) {
    for queue in situation.queues.indices where !situation.queues[queue].isEmpty {
      var taken = Step(situation: situation)
      let event = taken.situation.queues[queue].removeFirst()
      let reactions = model.listeners[model.participant(ofQueue: queue)][event] ?? []
      var steps = [taken]
      for reaction in reactions { steps = steps.flatMap { react(reaction, to: event, $0) } }
      for step in steps { go(step) }
    }
    for event in model.outside where !situation.arrived.contains(event) {
      var step = Step(situation: situation, steps: ["\(model.events[event]) comes from outside"])
      step.situation.arrived.insert(event)
      emit(event, from: nil, &step)
      go(step)
    }
    if situation.isQuiet { judge(situation) }
  }
}

// MARK: Reactions

extension FlowExplorer {
  /// What a reaction makes of an event: one step for each way it can end.
  private mutating func react(_ number: Int, to event: Int, _ step: Step) -> [Step] {
    let reaction = model.reactions[number]
    guard let source = reaction.condition else { return take(number, event, step) }
    let condition = FlowCondition(event: event, source: source)
    var steps: [Step] = []
    let known = step.situation.assumed[condition]
    if known != false {
      var holds = step
      holds.situation.assumed[condition] = true
      steps += take(number, event, holds)
    }
    if known != true {
      var fails = step
      fails.situation.assumed[condition] = false
      steps.append(fails)
    }
    return steps
  }

  private mutating func take(_ number: Int, _ event: Int, _ step: Step) -> [Step] {
    let reaction = model.reactions[number]
    var step = step
    if reaction.needsAll {
      step.situation.received[number, default: []].insert(event)
      guard step.situation.received[number]?.count == Set(reaction.events).count else { return [step] }
      step.situation.received[number] = nil
    }
    let place = FlowSituation.Held(reaction: number, event: event)
    if !reaction.moves.isEmpty { asked.insert(place) }
    guard isAllowed(reaction.moves, step.situation) else {
      step.situation.held.append(place)
      drop(&step.situation)
      return [step]
    }
    return perform(place, step)
  }

  private func isAllowed(_ moves: [FlowModel.Move], _ situation: FlowSituation) -> Bool {
    moves.allSatisfy { model.entities[$0.entity].next[situation.states[$0.entity]].contains($0.state) }
  }

  /// Lets go of what waits for a state that can no longer come.
  private func drop(_ situation: inout FlowSituation) {
    let states = situation.states
    situation.held.removeAll { held in
      model.reactions[held.reaction].moves.contains { move in
        let entity = model.entities[move.entity]
        let ahead = entity.reachable[states[move.entity]].union([states[move.entity]])
        return !ahead.contains { entity.next[$0].contains(move.state) }
      }
    }
  }

  /// The ways in which a reaction that may happen ends: with success, and with a refusal.
  private mutating func perform(_ place: FlowSituation.Held, _ step: Step) -> [Step] {
    let reaction = model.reactions[place.reaction]
    var steps: [Step] = []
    if reaction.mayBeRefused {
      var refused = step
      refused.steps.append("\(flow.reactions[place.reaction].name) refused")
      refused.firings.append(
        Firing(
          reaction: place.reaction, event: place.event, isRefused: true,
          emitted: [reaction.refused].compactMap { $0 }))
      if let event = reaction.refused {
        emit(event, from: place.reaction, &refused)
      } else {
        refused.situation.isFaulty = true
      }
      steps.append(refused)
    }
    return [succeed(place, step)].flatMap { release($0) } + steps
  }

  private mutating func succeed(_ place: FlowSituation.Held, _ step: Step) -> Step {
    let reaction = model.reactions[place.reaction]
    var done = step
    done.steps.append(flow.reactions[place.reaction].story)
    done.firings.append(
      Firing(reaction: place.reaction, event: place.event, isRefused: false, emitted: reaction.emits))
    for move in reaction.moves { done.situation.states[move.entity] = move.state }
    if !reaction.moves.isEmpty { made.insert(place) }
    if reaction.hasEffect { done.situation.effects.insert(place.reaction) }
    for undone in reaction.undone {
      done.situation.effects.remove(undone)
      if done.situation.owed.remove(undone) != nil { noteLeftover(undone, isUndoneLater: true, done) }
    }
    for event in reaction.emits { emit(event, from: place.reaction, &done) }
    return done
  }

  /// Lets the events go on that waited for a state which came.
  private mutating func release(_ step: Step) -> [Step] {
    var step = step
    drop(&step.situation)
    let index = step.situation.held.firstIndex { isAllowed(model.reactions[$0.reaction].moves, step.situation) }
    guard let index else { return [step] }
    return perform(step.situation.held.remove(at: index), step)
  }

  private mutating func emit(_ event: Int, from reaction: Int?, _ step: inout Step) {
    let count = step.situation.counts[event, default: 0]
    guard count < Self.roundsMax else {
      step.situation.isFaulty = true
      return
    }
    step.situation.counts[event] = count + 1
    for (participant, heard) in model.listeners.enumerated() where heard[event] != nil {
      step.situation.queues[model.queue(of: event, for: participant)].append(event)
    }
    if let reaction, event == model.completed || event == model.compensated { announce(event, by: reaction, &step) }
  }
}

// MARK: What the ways come to

extension FlowExplorer {
  private mutating func announce(_ end: Int, by reaction: Int, _ step: inout Step) {
    let isFirst = step.situation.ends.isEmpty
    step.situation.ends.insert(end)
    exploration.ends.insert(model.events[end])
    guard !step.situation.isGuess else { return }
    if !isFirst {
      if step.situation.ends.count > 1 { noteDoubleEnd(step) }
      return
    }
    if end == model.compensated { step.situation.owed = step.situation.effects }
    for (number, entity) in model.entities.enumerated() {
      let state = step.situation.states[number]
      guard !entity.mayRest(in: state) else { continue }
      let isKnown = exploration.unfinished.contains { $0.entity == number && $0.end == model.events[end] }
      guard !isKnown else { continue }
      exploration.unfinished.append(
        .init(
          end: model.events[end], entity: number, state: entity.names[state], reaction: reaction, path: path(step)))
    }
  }

  /// Looks at a flow in which nothing is on its way any more.
  private mutating func judge(_ situation: FlowSituation) {
    guard !situation.isGuess else { return }
    let step = Step(situation: situation)
    if situation.ends.isEmpty {
      // What waits for somebody outside goes on when they answer: that way is followed, too. Without a deadline nobody
      // would ever hear that they do not.
      let isWatched = flow.syntax.deadline != nil
      guard !isWatched || situation.arrived.isSuperset(of: model.outside) else { return }
      let history = firings(step)
      let refused = history.last { $0.isRefused }
      let last = (refused ?? history.last)?.reaction
      guard !exploration.stops.contains(where: { $0.reaction == last }) else { return }
      exploration.stops.append(.init(reaction: last, isRefused: refused != nil, path: path(step)))
    } else if let end = model.compensated, situation.ends == [end] {
      for reaction in situation.effects.sorted() { noteLeftover(reaction, isUndoneLater: false, step) }
    }
  }

  private mutating func noteLeftover(_ reaction: Int, isUndoneLater: Bool, _ step: Step) {
    guard !step.situation.isGuess, !exploration.leftovers.contains(where: { $0.reaction == reaction }) else { return }
    exploration.leftovers.append(
      .init(reaction: reaction, isUndoneLater: isUndoneLater, path: path(step)))
  }

  private mutating func noteDoubleEnd(_ step: Step) {
    let history = firings(step)
    let ways = [model.completed, model.compensated ?? model.completed].map { way(to: $0, history) }
    let shared = zip(ways[0], ways[1]).prefix { $0 == $1 }.count
    let parts = ways.map { $0.dropFirst(shared).first }.compactMap { $0 }
    let participants = Set(parts.map { model.reactions[$0].participant })
    let reactions = parts.isEmpty ? ways[0].suffix(1) : parts[...]
    guard !exploration.doubleEnds.contains(where: { $0.reactions == Array(reactions) }) else { return }
    exploration.doubleEnds.append(
      .init(reactions: Array(reactions), isRace: participants.count > 1, path: path(step)))
  }

  /// The reactions that led to an event, the first one first.
  private func way(to event: Int, _ history: [Firing]) -> [Int] {
    var way: [Int] = []
    var wanted = event
    for firing in history.reversed() where firing.emitted.contains(wanted) {
      way.append(firing.reaction)
      wanted = firing.event
    }
    return way.reversed()
  }

  private mutating func noteIdleMoves() {
    guard exploration.isComplete else { return }
    let idle = asked.subtracting(made).sorted { ($0.reaction, $0.event) < ($1.reaction, $1.event) }
    exploration.idleMoves = idle.map { .init(reaction: $0.reaction, event: model.events[$0.event]) }
  }

  /// Everything that happened on the way, the first one first.
  private func firings(_ step: Step) -> [Firing] { way { $0.firings } + step.firings }

  /// The story of a step.
  private func path(_ step: Step) -> [String] { way { $0.steps } + step.steps }

  private func way<Part>(_ part: (Visit) -> [Part]) -> [Part] {
    var parts: [[Part]] = []
    var index = current
    while let here = index {
      parts.append(part(visits[here]))
      index = visits[here].parent
    }
    return parts.reversed().flatMap { $0 }
  }
}

extension BoundReaction {
  /// What happened, in a few words.
  fileprivate var story: String {
    if call != nil { return name }
    let states = moves.map { $0.state.value }
    return states.isEmpty ? "\(participant.value) answers" : "\(participant.value) \(states.joined(separator: ", "))"
  }
}
