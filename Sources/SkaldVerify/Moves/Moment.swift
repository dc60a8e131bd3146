import SkaldCore
import SkaldValue

/// What a move led to.
struct Moment: Sendable {
  /// The world after it.
  var world: World
  /// What the engine did, and in which of the parts.
  var acts: [(part: Int, commands: [Command])] = []
  /// What must never happen, where it happened.
  var violation: Violation?
}

extension Moment {
  /// Takes a request off the way.
  mutating func take(_ part: Int, _ id: CallID) -> World.Request? {
    guard let index = world.requests.firstIndex(where: { $0.part == part && $0.id == id }) else { return nil }
    return world.requests.remove(at: index)
  }

  /// A service decides, and its answer comes back.
  mutating func settle(_ request: World.Request, _ decision: Decision, _ model: Model) {
    let answer = world.answer(decision, to: request, model)
    violation = world.carryOut(decision, request, model)
    reduce(.answered(request.id, answer), of: request.part, model)
  }

  mutating func meet(
    _ fault: Fault, _ request: World.Request, _ decision: Decision, _ model: Model
  ) {
    let isKnown = world.isOut(request, fault)
    if isKnown { world.faults -= 1 }
    if fault.isLasting, !isKnown {
      world.outages.append(World.Outage(place: request.place, phase: request.id.phase))
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

  mutating func fire(_ timer: TimerID, of part: Int, _ model: Model) {
    guard let instance = world.instances[part] else { return }
    let due = instance.timers.first { $0.timer == timer }?.due
    world.now = max(world.now, due ?? world.now)
    if !model.bounds.allowsLateRequests { world.forgetStragglers() }
    reduce(.due(timer), of: part, model)
  }

  mutating func send(_ record: RecordID, _ value: Int, of part: Int, _ model: Model) {
    guard let event = world.event(for: record, value, of: part, model) else { return }
    reduce(.received(event), of: part, model)
  }

  mutating func hear(_ passage: World.Passage, _ model: Model) {
    let part = model.parts[passage.hearer]
    if world.instances[passage.hearer] == nil {
      guard part.program.startingEvents.contains(where: { part.program.event($0).name == passage.event.name }),
        let input = part.program.startInput(from: passage.event)
      else { return }
      let start = Start(uid: "verify\(passage.hearer)", key: "key-1", input: input, trigger: passage.event.id)
      let (state, commands) = part.machine.begin(at: world.now, start)
      world.instances[passage.hearer] = Instance(state, of: part)
      note(commands, of: passage.hearer, model)
    }
    reduce(.received(passage.event), of: passage.hearer, model)
  }

  /// All connections end; what was sent may still arrive.
  mutating func crash(_ model: Model) {
    for request in world.requests where !request.isGivenUp {
      world.requests.removeAll { $0 == request }
      giveUp(request)
    }
    for part in world.instances.indices { reduce(.recovered, of: part, model) }
  }

  /// Has the engine take an event up.
  mutating func reduce(_ kind: SagaEvent.Kind, of part: Int, _ model: Model) {
    guard var state = world.instances[part]?.state else { return }
    let new = model.parts[part].machine.reduce(&state, SagaEvent(at: world.now, kind))
    world.instances[part] = Instance(state, of: model.parts[part])
    note(new, of: part, model)
  }

  /// What the engine did becomes requests and events on their way.
  mutating func note(_ new: [Command], of part: Int, _ model: Model) {
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
