import SkaldCore
import SkaldRuntime
import SkaldValue

extension VirtualRun {
  mutating func begin(_ beginning: Beginning) throws(EngineError) -> InstanceID {
    switch beginning {
    case .resume(let uid): return try resume(uid)
    case .start(let input, let key):
      perform(try recovered())
      let request = StartRequest(saga: program.name, input: input, key: key, ticket: Ticket(0))
      let actions = kernel.process([.start(request)], at: now)
      let id = try started(actions)
      instance = id
      perform(actions)
      return id
    }
  }

  private func recovered() throws(EngineError) -> [Action] {
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
      case .received, .canceling: continue
      }
    }
    throw EngineError(code: .unavailable, message: "the start was not answered")
  }

  /// Takes an instance up where its journal ends: what happened before is told in the report.
  private mutating func resume(_ uid: String) throws(EngineError) -> InstanceID {
    guard let id = kernel.mint.instance(of: uid), try kernel.knows(id) else { throw Kernel.unknown(uid) }
    instance = id
    let before: [(commands: [Command], program: SagaProgram)]
    do throws(StoreError) {
      before = try kernel.transitions(of: id)
    } catch {
      throw .store(error)
    }
    for (commands, program) in before {
      report.add(commands, program)
      historyCount += History.entries(program, commands, at: now, after: 0).count
    }
    perform(try recovered())
    // A wait that began before is answered as one that begins now.
    if let state = try? kernel.state(of: id).0, let program = before.first?.program {
      for (index, step) in state.steps.enumerated() where step.status == .waiting {
        answerWait(StepID(index), id, input: state.start.input, program)
      }
    }
    return id
  }

  mutating func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call):
        let program = kernel.program(of: id) ?? program
        guard let answer = mock.answer(call.invocation, program) else { continue }
        agenda.plan(.answer(id, call.invocation.id, answer), at: now + Self.latency)
      case .transition(let id, let commands, let time): follow(id, commands, at: time)
      // A lost answer is simply never planned; replies were read where they were asked for.
      case .abandon, .reply, .ended: continue
      }
    }
  }

  private mutating func follow(_ id: InstanceID, _ commands: [Command], at time: Timestamp) {
    let program = kernel.program(of: id) ?? program
    if id == instance {
      report.add(commands, program)
      let entries = History.entries(program, commands, at: time, after: historyCount)
      historyCount += entries.count
      for entry in entries { observe(entry) }
    }
    guard let input = kernel.input(of: id) else { return }
    for case .record(.waiting(let step, _)) in commands { answerWait(step, id, input: input, program) }
  }

  /// Sends what an instance waits for: a scripted event, else one that is made up.
  private mutating func answerWait(_ step: StepID, _ id: InstanceID, input: JSON, _ program: SagaProgram) {
    guard let wait = program.wait(step) else { return }
    let type = program.event(wait.event)
    let data: JSON
    if let index = scripted.firstIndex(where: { $0.name == type.name }) {
      data = scripted.remove(at: index).data
    } else {
      data = SampleValue(number: 1).eventData(of: type.data, input: input)
    }
    // The history is longer each time, so that no id comes twice, whenever the run was resumed.
    let event = ReceivedEvent(id: "\(id.number)-\(step.index)-\(historyCount)", name: type.name, data: data)
    let incoming = IncomingEvent(source: "/skald/run", event: event, ticket: Ticket(1))
    agenda.plan(.event(incoming), at: now + Self.latency)
  }

  func result(of id: InstanceID, _ end: End) throws(EngineError) -> Result {
    do throws(StoreError) {
      let (state, pinned) = try kernel.state(of: id)
      return Result(state: state, program: pinned, report: report, end: end, commits: kernel.commits)
    } catch {
      throw .store(error)
    }
  }
}

extension SagaProgram {
  /// The wait of a step; nil where the step is something else.
  fileprivate func wait(_ step: StepID) -> Wait? {
    for node in nodes {
      if case .wait(let wait) = node.instruction, wait.step == step { return wait }
    }
    return nil
  }
}
