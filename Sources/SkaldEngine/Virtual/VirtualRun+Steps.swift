import SkaldCore
import SkaldRuntime
import SkaldValue

extension VirtualRun {
  mutating func begin(_ beginning: Beginning) throws(EngineError) -> InstanceID {
    let uid: String
    do throws(StoreError) {
      perform(try kernel.recover(at: now))
    } catch {
      throw .store(error)
    }
    switch beginning {
    case .resume(let known): uid = known
    case .start(let input, let key):
      let request = StartRequest(saga: program.name, input: input, key: key, ticket: Ticket(0))
      uid = try perform(starting: kernel.process([.start(request)], at: now))
    }
    guard let id = kernel.mint.instance(of: uid), try kernel.knows(id) else { throw Kernel.unknown(uid) }
    return id
  }

  private mutating func perform(starting actions: [Action]) throws(EngineError) -> String {
    perform(actions)
    for case .reply(_, let reply) in actions {
      switch reply {
      case .started(let uid, _): return uid
      case .refused(let error): throw error
      case .received, .canceling: continue
      }
    }
    throw EngineError(code: .unavailable, message: "the start was not answered")
  }

  mutating func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call):
        guard let answer = mock.answer(call.invocation, program) else { continue }
        agenda.plan(.answer(id, call.invocation.id, answer), at: now + Self.latency)
      case .transition(let id, let commands, let time): follow(id, commands, at: time)
      // A lost answer is simply never planned; replies were read where they were asked for.
      case .abandon, .reply, .ended: continue
      }
    }
  }

  private mutating func follow(_ id: InstanceID, _ commands: [Command], at time: Timestamp) {
    report.add(commands, program)
    let entries = History.entries(program, commands, at: time, after: historyCount)
    historyCount += entries.count
    for entry in entries { observe(entry) }
    for case .record(.waiting(let step, _)) in commands { answerWait(step, id) }
  }

  /// Sends what an instance waits for: a scripted event, else one that is made up.
  private mutating func answerWait(_ step: StepID, _ id: InstanceID) {
    guard let wait = program.wait(step), let input = kernel.input(of: id) else { return }
    let type = program.event(wait.event)
    let data: JSON
    if let index = scripted.firstIndex(where: { $0.name == type.name }) {
      data = scripted.remove(at: index).data
    } else {
      data = SampleValue(number: eventCount + 1).eventData(of: type.data, input: input)
    }
    eventCount += 1
    let event = ReceivedEvent(id: "event-\(id.number)-\(eventCount)", name: type.name, data: data)
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
