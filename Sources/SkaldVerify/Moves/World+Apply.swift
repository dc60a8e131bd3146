import SkaldCore
import SkaldValue

/// What a move led to.
struct Step: Sendable {
  /// The world after it.
  var world: World
  /// What the engine did, and in which of the parts.
  var acts: [(part: Int, commands: [Command])] = []
  /// What must never happen, where it happened.
  var violation: Violation?
}

extension World {
  /// How long after another thing happens that nothing is due for: it does not matter, and makes stories readable.
  private static let instant = Milliseconds(1)

  /// The world in which somebody begins a saga, or emits the event that begins a flow.
  static func beginning(_ input: JSON, _ model: Model) -> Step {
    var step = Step(world: World(parts: model.parts.count))
    if let starts = model.starts {
      step.world.emit(ReceivedEvent(id: "event-0", name: starts, data: input), from: nil, model)
      return step
    }
    let program = model.parts[0].program
    let key = (try? program.businessKey(input: input)) ?? "key-1"
    let start = Start(uid: "verify", key: key, input: input)
    let (state, commands) = model.parts[0].machine.begin(at: step.world.now, start)
    step.world.states[0] = state
    step.note(commands, of: 0, model)
    return step
  }

  /// The world after a move.
  func after(_ move: Move, _ model: Model) -> Step {
    var step = Step(world: self)
    step.world.now = now + Self.instant
    if !model.bounds.allowsLateRequests { step.world.forgetStragglers() }
    if move.isFault { step.world.faults += 1 }
    switch move {
    case .answer(let part, let id, let decision):
      guard let request = step.take(part, id) else { return step }
      step.world.outages.removeAll { $0.place == request.place && $0.phase == id.phase }
      step.settle(request, decision, model)
    case .fault(let part, let id, let fault, let decision):
      guard let request = step.take(part, id) else { return step }
      step.meet(fault, request, decision, model)
    case .land(let part, let id, let decision, let isHeard):
      guard let request = step.take(part, id) else { return step }
      let answer = answer(decision, to: request, model)
      step.violation = step.world.carryOut(decision, request, model)
      if isHeard { step.reduce(.answered(id, answer), of: part, model) }
    case .fire(let part, let timer): step.fire(timer, of: part, model)
    case .send(let part, let record, let value): step.send(record, value, of: part, model)
    case .decide(let part, let record, let value):
      let answer = model.parts[part].values[record.step.index][value]
      step.reduce(.decided(record, answer: answer, by: "somebody"), of: part, model)
    case .hear(let index): step.hear(step.world.passages.remove(at: index), model)
    case .cancel:
      step.world.isCanceled = true
      step.reduce(.cancel(reason: "somebody asked", by: "somebody"), of: 0, model)
    case .crash: step.crash(model)
    case .mend(let part, let record):
      // Nobody decides before everything has arrived that was on its way.
      if let quiet = states[part]?[record].quietAt { step.world.now = max(step.world.now, quiet) }
      if !model.bounds.allowsLateRequests { step.world.forgetStragglers() }
      let verb = help(Place(part: part, record: record), model)
      step.reduce(.operated(OperatorAct(verb, reason: "looked at the service", by: "operator")), of: part, model)
    }
    step.world.forgetHarmless(model)
    step.world.endOutages()
    return step
  }

  /// A repeat of what its service knows changes nothing, once nobody waits for its answer.
  private mutating func forgetHarmless(_ model: Model) {
    requests.removeAll { request in
      guard request.isGivenUp, let state = states[request.part],
        let operation = model.parts[request.part].operation(request.id), operation.idempotency != .never
      else { return false }
      let account = ledger[ledger.owner(of: request.key, else: request.place)]
      if request.id.phase == .undo { return account.undoneParts > request.id.part }
      guard state.has(request.id.record) else { return true }
      let isOver = state.status.isTerminal || state.isSettled(request.id.record)
      let isKnown = account.wasApplied || account.isBarred || (account.refusal != nil && operation.remembersRefusals)
      return isOver && operation.idempotency == .key && isKnown
    }
  }

  /// A service that stays away is remembered for as long as its call goes on.
  private mutating func endOutages() {
    outages.removeAll { outage in
      guard let state = states[outage.place.part], state.has(outage.place.record), !state.status.isTerminal else {
        return true
      }
      let step = state[outage.place.record]
      switch outage.phase {
      case .action: return step.action.progress == .idle
      case .undo: return step.undoing.progress == .idle
      case .check: return step.checking.progress == .idle
      }
    }
  }

  /// What an operator does who looks at the service first: what must not be repeated is not tried again where it was done.
  private func help(_ place: Place, _ model: Model) -> OperatorAct.Verb {
    let (account, part) = (ledger[place], model.part(place))
    guard account.net > 0, part.action(place.record.step)?.idempotency == .never,
      states[place.part].map({ !$0.isTurnedBack(place.record) }) ?? false
    else { return .retry(place.record) }
    return .resolve(place.record, output: part.values[place.record.step.index][account.value])
  }

  /// Nothing arrives any more of a call after the time for which its undo waits: that is what the wait is for.
  fileprivate mutating func forgetStragglers() {
    requests.removeAll { request in
      guard request.isGivenUp, request.id.phase == .action, let state = states[request.part],
        state.has(request.id.record), let quiet = state[request.id.record].quietAt
      else { return false }
      return quiet <= now
    }
  }

  /// Sends an event to everybody who hears it.
  fileprivate mutating func emit(_ event: ReceivedEvent, from source: Int?, _ model: Model) {
    for (hearer, part) in model.parts.enumerated() where part.hears(event.name) {
      passages.append(Passage(source: source, hearer: hearer, event: event))
    }
  }
}

extension Step {
  /// Takes a request off the way.
  fileprivate mutating func take(_ part: Int, _ id: CallID) -> World.Request? {
    guard let index = world.requests.firstIndex(where: { $0.part == part && $0.id == id }) else { return nil }
    return world.requests.remove(at: index)
  }

  /// A service decides, and its answer comes back.
  fileprivate mutating func settle(_ request: World.Request, _ decision: Decision, _ model: Model) {
    let answer = world.answer(decision, to: request, model)
    violation = world.carryOut(decision, request, model)
    reduce(.answered(request.id, answer), of: request.part, model)
  }

  fileprivate mutating func meet(
    _ fault: Fault, _ request: World.Request, _ decision: Decision, _ model: Model
  ) {
    let isKnown = world.isOut(request, fault)
    if isKnown { world.faults -= 1 }
    if fault.isLasting, !isKnown {
      world.outages.append(World.Outage(place: request.place, phase: request.id.phase, fault: fault))
    }
    switch fault {
    case .answerLost:
      violation = world.carryOut(decision, request, model)
      expire(request, model)
    case .requestLost: expire(request, model)
    case .requestDelayed:
      giveUp(request)
      expire(request, model)
    case .requestRepeated:
      violation = world.carryOut(decision, request, model)
      let first = violation
      settle(request, decision, model)
      violation = first ?? violation
    case .unavailable:
      let answer = CallResult.retryable(effect: .unknown, notBefore: nil, message: "503")
      reduce(.answered(request.id, answer), of: request.part, model)
    case .notSetUp:
      reduce(.answered(request.id, .blocked(effect: .none, message: "401")), of: request.part, model)
    }
  }

  private mutating func giveUp(_ request: World.Request) {
    // A question changes nothing, whenever it arrives.
    guard request.id.phase != .check else { return }
    var request = request
    request.isGivenUp = true
    // At most one late copy of a call: a second one would find what the first one left.
    if !world.requests.contains(where: { $0.isGivenUp && $0.place == request.place && $0.id.phase == request.id.phase })
    {
      world.requests.append(request)
    }
  }

  /// The time of an attempt is up.
  private mutating func expire(_ request: World.Request, _ model: Model) {
    fire(.attempt(request.id), of: request.part, model)
  }

  fileprivate mutating func fire(_ timer: TimerID, of part: Int, _ model: Model) {
    guard let state = world.states[part] else { return }
    let due = state.timers(model.parts[part].program).first { $0.timer == timer }?.due
    world.now = max(world.now, due ?? world.now)
    if !model.bounds.allowsLateRequests { world.forgetStragglers() }
    reduce(.due(timer), of: part, model)
  }

  fileprivate mutating func send(_ record: RecordID, _ value: Int, of part: Int, _ model: Model) {
    let program = model.parts[part].program
    guard let state = world.states[part], let node = state.node(of: record),
      case .wait(let wait) = program.node(node).instruction, let type = wait.event
    else { return }
    var data = model.parts[part].values[record.step.index][value]
    // What an event correlates by is the instance's own.
    if let key = program.event(type).key, var object = data.object, let known = state.start.input[key] {
      object[key] = known
      data = .object(object)
    }
    let event = ReceivedEvent(id: "event-\(world.now.milliseconds)", name: program.event(type).name, data: data)
    reduce(.received(event), of: part, model)
  }

  fileprivate mutating func hear(_ passage: World.Passage, _ model: Model) {
    let part = model.parts[passage.hearer]
    if world.states[passage.hearer] == nil {
      guard part.startingEvents.contains(passage.event.name),
        let input = part.program.startInput(from: passage.event)
      else { return }
      let start = Start(uid: "verify\(passage.hearer)", key: "key-1", input: input, trigger: passage.event.id)
      let (state, commands) = part.machine.begin(at: world.now, start)
      world.states[passage.hearer] = state
      note(commands, of: passage.hearer, model)
    }
    reduce(.received(passage.event), of: passage.hearer, model)
  }

  /// All connections end; what was sent may still arrive.
  fileprivate mutating func crash(_ model: Model) {
    for request in world.requests where !request.isGivenUp {
      world.requests.removeAll { $0 == request }
      giveUp(request)
    }
    for part in world.states.indices { reduce(.recovered, of: part, model) }
  }

  /// Has the engine take an event up.
  fileprivate mutating func reduce(_ kind: SagaEvent.Kind, of part: Int, _ model: Model) {
    guard var state = world.states[part] else { return }
    world.states[part] = nil
    let new = model.parts[part].machine.reduce(&state, SagaEvent(at: world.now, kind))
    world.states[part] = state
    note(new, of: part, model)
  }

  /// What the engine did becomes requests and events on their way.
  fileprivate mutating func note(_ new: [Command], of part: Int, _ model: Model) {
    acts.append((part, new))
    for command in new {
      switch command {
      case .call(let invocation):
        let request = World.Request(part: part, id: invocation.id, key: invocation.idempotencyKey)
        violation = violation ?? world.violation(sending: request, model)
        world.requests.append(request)
      case .abandon(let id):
        if let request = take(part, id) { giveUp(request) }
      case .publish(let event):
        guard model.isFlow else { continue }
        world.emitted += 1
        world.emit(
          ReceivedEvent(id: "event-\(world.emitted)", name: event.name, data: event.data), from: part, model)
      case .record(.incidentOpened(let incident)) where incident.kind == "illegal_transition":
        violation = violation ?? Violation(.illegalTransition, nil, incident.message)
      case .record: continue
      }
    }
  }
}

extension Part {
  /// The names of the events that this participant begins with.
  var startingEvents: [String] { program.startingEvents.map { program.event($0).name } }

  /// Whether a participant takes an event of this name up.
  func hears(_ name: String) -> Bool { heard.contains(name) }
}
