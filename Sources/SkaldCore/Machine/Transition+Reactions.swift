import SkaldValue

/// A participant of a choreographed flow: events bring reactions about, each a frame of its own, until the flow ends.
extension Transition {
  /// How many reactions of one flow are held at a time; more would be a flood.
  static var heldMax: Int { 100 }
  /// How many reactions one flow may bring about: a circle of events goes round for ever otherwise.
  static var firingsMax: Int { 1000 }

  /// Takes up an event of the flow.
  mutating func takeFlowEvent(_ event: ReceivedEvent) {
    guard state.status == .running, state.flow.end == nil, state.wants(event, program),
      let part = program.participation
    else { return }
    for (index, reaction) in part.reactions.enumerated() {
      guard reaction.events.contains(where: { program.event($0).name == event.name }) else { continue }
      guard let whole = reaction.needsAll ? gather(event, for: index, reaction) : event else { continue }
      arrive(FlowState.Firing(reaction: index, event: whole), reaction)
    }
    let type = part.events.first { program.event($0).name == event.name }
    guard let end = type.flatMap({ part.end(by: $0) }) else { return }
    state.flow.end = end
    record(.kept(event))
  }

  /// Keeps an event until all of those that a reaction needs are there.
  /// - Returns: all of them as one: of fields of one name those of the event that the author names first.
  private mutating func gather(_ event: ReceivedEvent, for index: Int, _ reaction: Reaction) -> ReceivedEvent? {
    var gathering =
      state.flow.gatherings.first { $0.reaction == index } ?? FlowState.Gathering(reaction: index, events: [])
    state.flow.gatherings.removeAll { $0.reaction == index }
    guard !gathering.events.contains(where: { $0.name == event.name }) else {
      state.flow.gatherings.append(gathering)
      return nil
    }
    gathering.events.append(event)
    guard gathering.events.count == reaction.events.count else {
      state.flow.gatherings.append(gathering)
      record(.kept(event))
      return nil
    }
    var data = JSONObject()
    for type in reaction.events {
      let fields = gathering.events.first { $0.name == program.event(type).name }?.data.object
      for member in fields?.members ?? [] where data[member.name] == nil { data[member.name] = member.value }
    }
    return ReceivedEvent(id: event.id, name: event.name, data: .object(data))
  }

  /// A reaction begins, is held, or has nothing to do.
  private mutating func arrive(_ firing: FlowState.Firing, _ reaction: Reaction) {
    if let condition = reaction.condition {
      guard let holds = truth(of: condition, of: firing) else { return }
      guard holds else { return }
    }
    if isRepetition(firing, reaction) { return record(.superseded(firing.event)) }
    if mayBegin(reaction) { return begin(firing, reaction) }
    guard mayEverBegin(reaction) else { return record(.superseded(firing.event)) }
    guard state.flow.held.count < Self.heldMax else {
      let message = "an event came before its time, and too many are held already: \(firing.event.name)"
      return open(.init(kind: "held_full", step: "", message: message, blocks: false), in: 0)
    }
    state.flow.held.append(firing)
    record(.kept(firing.event))
  }

  /// Whether a condition holds of an event; nil where it gave no value, for which an incident is open.
  private mutating func truth(of condition: ProgramExpression, of firing: FlowState.Firing) -> Bool? {
    state.flow.firings.append(firing)
    defer { state.flow.firings.removeLast() }
    return truth(of: condition, for: firing.event.name, in: 0)
  }

  /// Whether nothing keeps a reaction from beginning now: its moves are allowed, and what it undoes is not under way.
  private func mayBegin(_ reaction: Reaction) -> Bool {
    let isAllowed = reaction.moves.allSatisfy { move in
      guard let current = entityState(move.entity) else { return true }
      return program.entities[move.entity.index].allows(current, move.state)
    }
    return isAllowed && !reaction.undone.contains { isUnderWay($0) }
  }

  /// Whether a reaction without a call leads where it has led before: one that takes either of two events is not to
  /// announce its state twice when both come.
  private func isRepetition(_ firing: FlowState.Firing, _ reaction: Reaction) -> Bool {
    guard reaction.result == nil, !reaction.moves.isEmpty,
      state.flow.firings.contains(where: { $0.reaction == firing.reaction })
    else { return false }
    return reaction.moves.allSatisfy { entityState($0.entity) == $0.state }
  }

  private func mayEverBegin(_ reaction: Reaction) -> Bool {
    reaction.moves.allSatisfy { move in
      guard let current = entityState(move.entity) else { return true }
      return program.entities[move.entity.index].canStillMove(from: current, to: move.state)
    }
  }

  private func entityState(_ entity: EntityID) -> String? { state.entities.first { $0.entity == entity }?.state }

  /// Whether a reaction with this step goes on, or is held.
  private func isUnderWay(_ step: StepID) -> Bool {
    guard let part = program.participation else { return false }
    if state.flow.held.contains(where: { part.reactions[$0.reaction].step == step }) { return true }
    return state.flow.firings.contains {
      part.reactions[$0.reaction].step == step && state.frames[$0.frame].phase == .running
    }
  }

  /// Begins a reaction.
  private mutating func begin(_ firing: FlowState.Firing, _ reaction: Reaction) {
    guard let root = state.frames[0].position.flatMap({ program.nodes[$0.index].instruction.step }) else { return }
    guard state.flow.firings.count < Self.firingsMax else {
      let message = "the events of the flow go round in a circle, and were stopped"
      return open(.init(kind: "endless_flow", step: "", message: message, blocks: true), in: 0)
    }
    let count = state.flow.firings.count { $0.reaction == firing.reaction }
    let label = count == 0 ? "" : "#\(count)"
    var firing = firing
    firing.frame = begin(
      reaction.region, of: RecordID(root), index: state.flow.firings.count, label: label)
    state.flow.firings.append(firing)
    let id = state.record(of: reaction.step, from: state.frames[firing.frame].block)
    record(.consumed(id, firing.event))
    guard reaction.result == nil else { return }
    reach(reaction.step, firing.frame, at: program.region(reaction.region).entry)
    reaction.moves.forEach { move($0, in: firing.frame) }
    reaction.emissions.forEach { publish($0, for: title(id), in: firing.frame) }
    succeed(id, output: nil)
  }

  /// A reaction is done.
  mutating func endReaction(_ frame: Int) { state.frames[frame].phase = .ended }

  /// Begins what was held and may begin now, and ends with the flow.
  mutating func settleFlow() {
    guard state.status == .running, let part = program.participation else { return }
    while beginHeld(part) { drain() }
    guard let end = state.flow.end else { return }
    // The flow is over: what is still held comes too late.
    for firing in state.flow.held { record(.superseded(firing.event)) }
    state.flow.held = []
    state.flow.gatherings = []
    guard !state.flow.firings.contains(where: { state.frames[$0.frame].phase == .running }) else { return }
    state.frames[0].position = nil
    state.frames[0].phase = .ended
    state.incidents.filter { !$0.blocks }.forEach { close($0) }
    self.end(end)
  }

  /// Begins the first that may begin, and drops those that never may any more.
  private mutating func beginHeld(_ part: Participation) -> Bool {
    for (index, firing) in state.flow.held.enumerated() {
      let reaction = part.reactions[firing.reaction]
      let never = !mayEverBegin(reaction)
      guard never || mayBegin(reaction) else { continue }
      state.flow.held.remove(at: index)
      if never { record(.superseded(firing.event)) } else { begin(firing, reaction) }
      return true
    }
    return false
  }

  /// The effects that a reaction undid.
  mutating func noteUndone(by frame: Int) {
    guard let firing = state.firing(around: frame), let part = program.participation else { return }
    for id in undone(by: part.reactions[firing.reaction]) where state[id].undo != .done { settleUndo(id, .done) }
  }

  /// The records of what a reaction undoes, those without effect left out.
  private func undone(by reaction: Reaction) -> [RecordID] {
    guard let part = program.participation else { return [] }
    return state.flow.firings.compactMap { firing in
      let step = part.reactions[firing.reaction].step
      guard reaction.undone.contains(step) else { return nil }
      let id = state.record(of: step, from: state.frames[firing.frame].block)
      return state[id].effect == .none ? nil : id
    }
  }

  /// The key of a call that undoes another: that of the other with the suffix of undos, so that a service that knows
  /// both tells a late action from one that may still take effect.
  func undoKey(in frame: Int) -> String? {
    guard let firing = state.firing(around: frame), let part = program.participation else { return nil }
    let reaction = part.reactions[firing.reaction]
    guard let step = reaction.undone.first else { return nil }
    return operationKey(undone(by: reaction).last ?? RecordID(step), suffix: "c")
  }

  /// A call of a reaction came to no result: nobody is in charge who could turn back, so somebody must act.
  mutating func standStill(_ active: ActiveStep, _ failure: Failure) {
    state[active.id].error = failure
    let isAnswered = failure.code != Failure.unavailable && failure.code != Failure.timedOut
    let kind = isAnswered ? "reaction_refused" : "reaction_exhausted"
    block(active.id, kind: kind, message: "\(failure.code): \(failure.message)")
  }
}
