import SkaldCore
import SkaldValue

extension World {
  /// How long after another thing happens that nothing is due for: it does not matter, and makes stories readable.
  private static let instant = Milliseconds(1)

  /// The world in which somebody begins a saga, or emits the event that begins a flow.
  static func beginning(_ input: JSON, _ model: Model) -> Moment {
    var step = Moment(world: World(parts: model.parts.count))
    if let starts = model.starts {
      step.world.emit(ReceivedEvent(id: "event-0", name: starts, data: input), from: nil, model)
      return step
    }
    let program = model.parts[0].program
    let key = (try? program.businessKey(input: input)) ?? "key-1"
    let start = Start(uid: "verify", key: key, input: input)
    let (state, commands) = model.parts[0].machine.begin(at: step.world.now, start)
    step.world.instances[0] = Instance(state, of: model.parts[0])
    step.note(commands, of: 0, model)
    return step
  }

  /// The world after a move.
  func after(_ move: Move, _ model: Model) -> Moment {
    var step = Moment(world: self)
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
      if let quiet = instances[part]?.quietAt(record) { step.world.now = max(step.world.now, quiet) }
      if !model.bounds.allowsLateRequests { step.world.forgetStragglers() }
      // Where no undo waits for it, as at a service with a barrier, he waits himself before he repeats what must not be.
      if model.parts[part].action(record.step)?.idempotency == .never {
        step.world.requests.removeAll { $0.isGivenUp && $0.place == Place(part: part, record: record) }
      }
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
      guard request.isGivenUp, let instance = instances[request.part],
        let operation = model.parts[request.part].operation(request.id), operation.idempotency != .never
      else { return false }
      let account = ledger[ledger.owner(of: request, model)]
      if request.id.phase == .undo { return account.undoneParts > request.id.part }
      guard instance.has(request.id.record) else { return true }
      let isOver = instance.status.isTerminal || instance.isSettled(request.id.record)
      let isKnown = account.wasApplied || account.isBarred || (account.refusal != nil && operation.remembersRefusals)
      return isOver && operation.idempotency == .key && isKnown
    }
  }

  /// A service that stays away is remembered for as long as its call goes on.
  private mutating func endOutages() {
    outages.removeAll { outage in
      !(instances[outage.place.part]?.isOpen(outage.place.record, outage.phase) ?? false)
    }
  }

  /// What an operator does who looks at the service first: what must not be repeated is not tried again where it was done.
  private func help(_ place: Place, _ model: Model) -> OperatorAct.Verb {
    let (account, part) = (ledger[place], model.part(place))
    guard account.net > 0, part.action(place.record.step)?.idempotency == .never,
      instances[place.part].map({ !$0.isTurnedBack(place.record) }) ?? false
    else { return .retry(place.record) }
    return .resolve(place.record, output: part.values[place.record.step.index][account.value])
  }

  /// Nothing arrives any more of a call after the time for which its undo waits: that is what the wait is for.
  mutating func forgetStragglers() {
    requests.removeAll { request in
      guard request.isGivenUp, request.id.phase == .action, let instance = instances[request.part],
        instance.has(request.id.record), let quiet = instance.quietAt(request.id.record)
      else { return false }
      return quiet <= now
    }
  }

  /// Sends an event to everybody who hears it.
  mutating func emit(_ event: ReceivedEvent, from source: Int?, _ model: Model) {
    for (hearer, part) in model.parts.enumerated() where part.heard.contains(event.name) {
      passages.append(Passage(source: source, hearer: hearer, event: event))
    }
  }
}

extension World {
  /// The event that a wait is for, with one of the values that it is tried with; nil where nothing waits.
  func event(for record: RecordID, _ value: Int, of part: Int, _ model: Model) -> ReceivedEvent? {
    let program = model.parts[part].program
    guard let instance = instances[part], let node = instance.node(of: record),
      case .wait(let wait) = program.node(node).instruction, let type = wait.event
    else { return nil }
    var data = model.parts[part].values[record.step.index][value]
    // What an event correlates by is the instance's own.
    if let key = program.event(type).key, var object = data.object, let known = instance.state.start.input[key] {
      object[key] = known
      data = .object(object)
    }
    return ReceivedEvent(id: "event-\(now.milliseconds)", name: program.event(type).name, data: data)
  }
}
