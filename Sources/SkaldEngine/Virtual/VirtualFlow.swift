package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// A choreographed flow from its first event to its end in virtual time: all participants in one engine, and their events
/// go from one to the others.
package struct VirtualFlow {
  /// What one participant did.
  package struct Part: Sendable {
    /// The participant's program.
    package let program: SagaProgram
    /// The last state.
    package let state: SagaState
    /// What happened.
    package let report: RunReport
  }

  /// How a run ended.
  package struct Result: Sendable {
    /// What the participants did that took part, in the order in which they began.
    package let parts: [Part]
    /// The events, in the order in which they were emitted.
    package let events: [EmittedEvent]
    /// Why the run is over.
    package let end: VirtualRun.End
    /// How many transactions were committed.
    package let commits: Int

    /// Where the flow stands.
    package var status: FlowStatus {
      FlowStatus(parts.map { FlowStatus.Part(status: $0.state.status, isStuck: $0.state.isStuck) })
    }
  }

  /// How long an event is on its way.
  static let latency = Milliseconds(1)
  /// The source of events that come from outside.
  static let source = "/skald/run"

  /// When the copies of an event arrive that was sent, after how long, by how many were sent before it: one copy, at once,
  /// unless a test wants them late, twice or out of order.
  package var arrivals: (Int) -> [Milliseconds] = { _ in [Self.latency] }
  /// Whether events from outside are made up that a reaction needs together with others, once nothing else is on its way.
  package var makesUpEvents = false
  private var madeUp: Set<String> = []
  private var deliveries = 0
  private var kernel: Kernel
  private let setup: VirtualRun.Setup
  private let programs: [SagaProgram]
  private var mock: MockScript
  private let observe: (String, HistoryEntry) -> Void
  private var agenda = Agenda()
  private var now: Timestamp
  private let start: Timestamp
  private var order: [InstanceID] = []
  private var told: [Int64: Told] = [:]
  private var emitted: [EmittedEvent] = []
  private var sent = 0
  private var commitsBefore = 0
  private var isTakenUp = false

  /// Prepares a run.
  /// - Parameters:
  ///   - programs: The participants.
  ///   - observe: Called with each line of a participant's history, as it becomes durable.
  /// - Throws: `StoreError` where the store cannot be taken.
  package init(
    _ programs: [SagaProgram], store: any Store, setup: VirtualRun.Setup = VirtualRun.Setup(),
    mock: MockScript = MockScript(), observe: @escaping (String, HistoryEntry) -> Void = { _, _ in }
  ) throws(StoreError) {
    kernel = try Kernel(store: store, programs: programs, options: setup.kernelOptions, at: VirtualRun.epoch)
    self.setup = setup
    self.programs = programs
    self.mock = mock
    self.observe = observe
    now = max(VirtualRun.epoch, kernel.claim.lastTime)
    start = now
  }

  /// Has an event come from outside.
  package mutating func send(_ name: String, _ data: JSON, after delay: Milliseconds = Milliseconds(0)) {
    sent += 1
    deliver(ReceivedEvent(id: "run-\(sent)", name: name, data: data), from: Self.source, after: delay)
  }

  /// Has an operator do something.
  package mutating func operate(_ request: OperatorRequest) { agenda.plan(.operate(request), at: now) }

  /// Runs until nothing is left to be done; once more after something was sent.
  /// - Parameter reopen: Opens the store again after an end of the process.
  /// - Throws: ``EngineError`` where the store fails.
  package mutating func run(reopen: () throws(StoreError) -> any Store = { () throws(StoreError) in MemoryStore() })
    throws(EngineError) -> Result
  {
    if !isTakenUp { perform(try recovered()) }
    isTakenUp = true
    var (crashes, seen) = (0, kernel.commits)
    while true {
      // Before the time of anything runs out.
      if makesUpEvents, agenda.first == nil, try makeUpEvent() { continue }
      guard let next = nextMoment else { break }
      now = max(now, next)
      guard now - start <= VirtualRun.durationMax else { return try result(.outOfTime) }
      perform(kernel.process(agenda.popAll(until: now), at: now))
      if let fault = kernel.fault { throw .store(fault) }
      if kernel.commits > seen, setup.crashes(commitsBefore + kernel.commits, crashes) {
        crashes += 1
        try crash(reopen)
      }
      seen = kernel.commits
    }
    return try result(order.contains { kernel.isLive($0) } ? .stuck : .ended)
  }

  /// Sends the first event that a participant waits for with others, and that none of them emits.
  /// - Returns: whether there was one.
  private mutating func makeUpEvent() throws(EngineError) -> Bool {
    let emitted = Set(programs.flatMap { $0.emittedEvents })
    for id in order where kernel.isLive(id) {
      let (state, program): (SagaState, SagaProgram)
      do throws(StoreError) { (state, program) = try kernel.state(of: id) } catch { throw .store(error) }
      for (event, key) in state.missingEvents(program) {
        let type = program.event(event)
        guard !emitted.contains(type.name), madeUp.insert("\(type.name) \(key.text)").inserted else { continue }
        let field = program.participation?.key ?? ""
        let known = JSON.object(JSONObject([(field, key)]))
        send(type.name, SampleValue(number: 1).eventData(of: type.data, input: known))
        return true
      }
    }
    return false
  }

  private var nextMoment: Timestamp? {
    guard let input = agenda.first, let wake = kernel.nextWake else { return agenda.first ?? kernel.nextWake }
    return min(input, wake)
  }

  private mutating func deliver(_ event: ReceivedEvent, from source: String, after delay: Milliseconds) {
    for arrival in arrivals(deliveries) {
      let incoming = IncomingEvent(source: source, event: event, ticket: Ticket(1), isOwn: true)
      agenda.plan(.event(incoming), at: now + delay + arrival)
    }
    deliveries += 1
  }

  /// Lets the store go.
  package func close() { kernel.store.close() }

  private mutating func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call):
        guard let program = kernel.program(of: id), let answer = mock.answer(call.invocation, program) else { continue }
        agenda.plan(.answer(id, call.invocation.id, answer), at: now + VirtualRun.latency)
      case .transition(let id, let commands, let state, let time): follow(id, commands, state, at: time)
      case .abandon, .reply, .ended: continue
      }
    }
    for row in kernel.emitted { publish(row) }
  }

  /// The events of a commit are on their way to whoever hears them.
  private mutating func publish(_ row: OutboxRow) {
    for (index, event) in row.events.enumerated() {
      emitted.append(event)
      let id = kernel.mint.eventID(at: row.at, .init(position: row.position, index: index))
      deliver(
        ReceivedEvent(id: id, name: event.name, data: event.data), from: "/skald/\(row.saga)", after: Milliseconds(0))
    }
  }

  private mutating func follow(_ id: InstanceID, _ commands: [Command], _ state: SagaState, at time: Timestamp) {
    guard var one = told[id.number] ?? (try? kernel.state(of: id)).map({ Told(program: $0.1) }) else { return }
    if told[id.number] == nil { order.append(id) }
    one.report.add(commands, one.program)
    for entry in History.entries(one.program, state, commands, at: time, after: one.lines) {
      one.lines += 1
      observe(one.program.participation?.participant ?? one.program.name, entry)
    }
    told[id.number] = one
  }

  /// What was told of an instance so far.
  private struct Told {
    let program: SagaProgram
    var report = RunReport()
    var lines = 0
  }

  private func recovered() throws(EngineError) -> [Action] {
    do throws(StoreError) {
      return try kernel.recover(at: now)
    } catch {
      throw .store(error)
    }
  }

  /// Loses what is in memory, and goes on with what the store has; events in flight come from the outbox again.
  private mutating func crash(_ reopen: () throws(StoreError) -> any Store) throws(EngineError) {
    commitsBefore += kernel.commits
    agenda.loseAnswers()
    do throws(StoreError) {
      kernel = try Kernel(store: MemoryStore(), programs: [], options: Kernel.Options(), at: now)
      kernel = try Kernel(store: try reopen(), programs: programs, options: setup.kernelOptions, at: now)
    } catch {
      throw .store(error)
    }
    perform(try recovered())
  }

  private func result(_ end: VirtualRun.End) throws(EngineError) -> Result {
    var parts: [Part] = []
    do throws(StoreError) {
      for id in order {
        let (state, program) = try kernel.state(of: id)
        parts.append(Part(program: program, state: state, report: told[id.number]?.report ?? RunReport()))
      }
    } catch {
      throw .store(error)
    }
    return Result(parts: parts, events: emitted, end: end, commits: commitsBefore + kernel.commits)
  }
}

extension SagaProgram {
  /// The names of the events that it may emit.
  fileprivate var emittedEvents: [String] {
    var emissions: [Emission] = participation?.reactions.flatMap { $0.emissions } ?? []
    for node in nodes {
      switch node.instruction {
      case .invoke(let invoke): emissions += invoke.emissions
      case .emit(_, let emission): emissions.append(emission)
      default: continue
      }
    }
    return emissions.map { event($0.event).name }
  }
}
