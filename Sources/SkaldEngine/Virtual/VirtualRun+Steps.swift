package import SkaldCore
import SkaldRuntime
import SkaldValue

extension VirtualRun {
  mutating func begin(_ beginning: Beginning) throws(EngineError) -> InstanceID {
    switch beginning {
    case .resume(let uid): return try resume(uid)
    case .arrival:
      perform(try recovered())
      isAwaitingStart = true
      planArrivals()
      while instance == nil {
        guard try step() == nil else { break }
      }
      guard let instance else {
        throw EngineError(code: .unavailable, message: "no event began `\(program.name)`")
      }
      planActs(on: instance)
      return instance
    case .start(let input, let key):
      perform(try recovered())
      let request = StartRequest(saga: program.name, input: input, key: key, ticket: Ticket(0))
      let actions = kernel.process([.start(request)], at: now)
      let id = try started(actions)
      instance = id
      perform(actions)
      planArrivals()
      planActs(on: id)
      return id
    }
  }

  private mutating func planArrivals() {
    for (index, arrival) in setup.arrivals.enumerated() {
      let event = ReceivedEvent(id: "test-\(index + 1)", name: arrival.event, data: arrival.data)
      let incoming = IncomingEvent(source: "/skald/test", event: event, ticket: Ticket(1))
      agenda.plan(.event(incoming), at: start + arrival.time)
    }
  }

  /// Has an answer come when it is due.
  mutating func plan(_ answer: MockScript.Answer, to invocation: Invocation, of id: InstanceID) {
    let time = answer.time(of: invocation, dispatched: now, latency: setup.latency)
    agenda.plan(.answer(id, invocation.id, answer.result), at: time)
  }

  func recovered() throws(EngineError) -> [Action] {
    do throws(StoreError) {
      return try kernel.recover(at: now)
    } catch {
      throw .store(error)
    }
  }

  private func started(_ actions: [Action]) throws(EngineError) -> InstanceID {
    for case .reply(_, let reply) in actions {
      switch reply {
      case .refused(let error): throw error
      case .started(let uid, _):
        if let id = kernel.mint.instance(of: uid) { return id }
      default: continue
      }
    }
    throw EngineError(code: .unavailable, message: "the start was not answered")
  }

  /// Takes an instance up where its journal ends: what happened before is told in the report.
  private mutating func resume(_ uid: String) throws(EngineError) -> InstanceID {
    guard let id = kernel.mint.instance(of: uid), try kernel.knows(id) else { throw Kernel.unknown(uid) }
    instance = id
    let before: [Kernel.Told]
    do throws(StoreError) {
      before = try kernel.transitions(of: id)
    } catch {
      throw .store(error)
    }
    for told in before {
      report.add(told.commands, told.program)
      historyCount += History.entries(told.program, told.state, told.commands, at: now, after: 0).count
    }
    perform(try recovered())
    // A wait that began before is answered as one that begins now.
    if let state = try? kernel.state(of: id).0, let program = before.first?.program {
      for record in state.openWaits(program) { answerWait(record, id, state, program) }
    }
    return id
  }

  /// Does what may be done.
  /// - Parameter isAgain: Whether its calls were in flight when the engine ended.
  mutating func perform(_ actions: [Action], isAgain: Bool = false) {
    for action in actions {
      switch action {
      case .call(let id, let call) where setup.handlers != nil: due.append((id, call, isAgain))
      case .call(let id, let call):
        let program = kernel.program(of: id) ?? program
        guard let answer = mock.answer(call.invocation, program, isAgain: isAgain) else { continue }
        plan(answer, to: call.invocation, of: id)
      case .transition(let id, let commands, let state, let time): follow(id, commands, state, at: time)
      // A lost answer is simply never planned; replies were read where they were asked for.
      case .abandon, .reply, .ended: continue
      }
    }
  }

  private mutating func follow(_ id: InstanceID, _ commands: [Command], _ state: SagaState, at time: Timestamp) {
    let program = kernel.program(of: id) ?? program
    if isAwaitingStart, instance == nil, program.name == self.program.name { instance = id }
    if id == instance {
      track.add(commands)
      stuckSince = state.isStuck ? stuckSince ?? time : nil
      if state.status.isTerminal, endedAt == nil { endedAt = time }
      report.add(commands, program)
      let entries = History.entries(program, state, commands, at: time, after: historyCount)
      historyCount += entries.count
      for entry in entries { observe(entry) }
    }
    for case .record(.waiting(let record, _)) in commands { answerWait(record, id, state, program) }
  }

  /// Sends what an instance waits for: a scripted event or answer, else one that is made up.
  private mutating func answerWait(
    _ record: RecordID, _ id: InstanceID, _ state: SagaState, _ program: SagaProgram
  ) {
    guard !setup.withholdsAll, let wait = program.wait(record.step), !isWithheld(wait, program) else { return }
    switch wait.expectation {
    case .event(let type, _): sendEvent(program.event(type), for: record, id, input: state.start.input)
    case .answer(let question):
      let value = answer(to: program.step(record.step).name, question)
      let request = AnswerRequest(
        uid: state.start.uid, question: state.title(of: record, program), answer: value, by: "mock", ticket: Ticket(1))
      agenda.plan(.answerQuestion(request), at: now + setup.latency)
    }
  }

  private func isWithheld(_ wait: Wait, _ program: SagaProgram) -> Bool {
    switch wait.expectation {
    case .event(let type, _): setup.withheld.contains(program.event(type).name)
    case .answer: setup.withheld.contains(program.step(wait.step).name)
    }
  }

  /// The answer that was given for a question, else one that is made up.
  private mutating func answer(to name: String, _ question: Wait.Question) -> JSON {
    if let index = answers.firstIndex(where: { $0.name == name }) { return answers.remove(at: index).data }
    return SampleValue(number: 1).value(of: question.answer, named: name)
  }

  private mutating func sendEvent(_ type: EventType, for record: RecordID, _ id: InstanceID, input: JSON) {
    let data: JSON
    if let index = scripted.firstIndex(where: { $0.name == type.name }) {
      data = scripted.remove(at: index).data
    } else {
      data = SampleValue(number: 1).eventData(of: type.data, input: input)
    }
    // The history is longer each time, so that no id comes twice, whenever the run was resumed.
    let event = ReceivedEvent(id: "\(id.number)-\(record.step.index)-\(historyCount)", name: type.name, data: data)
    let incoming = IncomingEvent(source: "/skald/run", event: event, ticket: Ticket(1))
    agenda.plan(.event(incoming), at: now + setup.latency)
  }

  func result(of id: InstanceID, _ end: End) throws(EngineError) -> Result {
    do throws(StoreError) {
      let (state, pinned) = try kernel.state(of: id)
      return Result(
        state: state, program: pinned, report: report, end: end, commits: commitsBefore + kernel.commits,
        elapsed: (endedAt ?? stuckSince ?? now) - start, track: track, services: mock)
    } catch {
      throw .store(error)
    }
  }
}

extension SagaProgram {
  /// The wait of a step; nil where the step is something else.
  package func wait(_ step: StepID) -> Wait? {
    for node in nodes {
      if case .wait(let wait) = node.instruction, wait.step == step { return wait }
    }
    return nil
  }
}
