package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// A choreographed flow from its first event to its end in virtual time: all participants in one engine, or in several, and
/// their events go from one to the others.
package struct VirtualFlow {
  /// What one participant did.
  package struct Part: Sendable {
    /// The participant's program.
    package let program: SagaProgram
    /// The last state.
    package let state: SagaState
    /// What happened.
    package let report: RunReport
    /// Which parts of the program it came by.
    package let track: RunTrack
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
    /// What all participants did, in order.
    package let whole: RunReport
    /// How long it took in virtual time, until the last participant ended or one needed an operator.
    package let elapsed: Milliseconds
    /// The services, with what they know.
    package let services: MockScript

    /// Where the flow stands.
    package var status: FlowStatus {
      FlowStatus(parts.map { FlowStatus.Part(status: $0.state.status, isStuck: $0.state.isStuck) })
    }
  }

  /// The source of events that come from outside.
  static let source = "/skald/run"

  /// After how long the copies of an event arrive at an engine, by how many were delivered before: one copy, at once, unless
  /// a test wants them late, twice or out of order.
  package var arrivals: (Int) -> [Milliseconds]
  /// Whether events from outside are made up that a reaction needs together with others, once nothing else is on its way.
  package var makesUpEvents = false
  private var madeUp: Set<String> = []
  private var deliveries = 0
  private var engines: [FlowEngine]
  private let setup: VirtualRun.Setup
  private var mock: MockScript
  private let observe: (String, HistoryEntry) -> Void
  private var now: Timestamp
  private let start: Timestamp
  private var order: [Place] = []
  private var told: [Place: Told] = [:]
  private var emitted: [EmittedEvent] = []
  private var sent = 0
  private var isTakenUp = false
  private var whole = RunReport()

  /// An instance of one of the engines.
  private struct Place: Hashable {
    let engine: Int
    let instance: InstanceID
  }

  /// Prepares a run in one engine.
  /// - Parameters:
  ///   - programs: The participants.
  ///   - observe: Called with each line of a participant's history, as it becomes durable.
  /// - Throws: `StoreError` where the store cannot be taken.
  package init(
    _ programs: [SagaProgram], store: any Store, setup: VirtualRun.Setup = VirtualRun.Setup(),
    mock: MockScript = MockScript(), observe: @escaping (String, HistoryEntry) -> Void = { _, _ in }
  ) throws(StoreError) {
    try self.init(engines: [(programs, store)], setup: setup, mock: mock, observe: observe)
  }

  /// Prepares a run in several engines, each with participants and a store of its own: then an event that one of them
  /// hears late may be overtaken there by what others made of it.
  package init(
    engines: [(programs: [SagaProgram], store: any Store)], setup: VirtualRun.Setup = VirtualRun.Setup(),
    mock: MockScript = MockScript(), observe: @escaping (String, HistoryEntry) -> Void = { _, _ in }
  ) throws(StoreError) {
    var made: [FlowEngine] = []
    for (programs, store) in engines {
      made.append(try FlowEngine(programs, store, setup.kernelOptions, at: VirtualRun.epoch))
    }
    self.engines = made
    self.setup = setup
    arrivals = { _ in [setup.latency] }
    self.mock = mock
    self.observe = observe
    now = made.map(\.kernel.claim.lastTime).max().map { max(VirtualRun.epoch, $0) } ?? VirtualRun.epoch
    start = now
  }

  /// Has an event come from outside.
  package mutating func send(_ name: String, _ data: JSON, after delay: Milliseconds = Milliseconds(0)) {
    sent += 1
    deliver(ReceivedEvent(id: "run-\(sent)", name: name, data: data), from: Self.source, after: delay)
  }

  /// Has an operator do something at the first engine.
  package mutating func operate(_ request: OperatorRequest) { engines[0].agenda.plan(.operate(request), at: now) }

  /// Runs until nothing is left to be done; once more after something was sent.
  /// - Parameter reopen: Opens the store of an engine again after an end of its process.
  /// - Throws: ``EngineError`` where a store fails.
  package mutating func run(
    reopen: (_ engine: Int) throws(StoreError) -> any Store = { _ throws(StoreError) in MemoryStore() }
  ) throws(EngineError) -> Result {
    if !isTakenUp {
      for engine in engines.indices { perform(try engines[engine].recover(at: now), engine) }
    }
    if !isTakenUp {
      for arrival in setup.arrivals { send(arrival.event, arrival.data, after: arrival.time) }
    }
    isTakenUp = true
    var crashes = 0
    while true {
      // Before the time of anything runs out.
      if makesUpEvents, engines.allSatisfy({ $0.agenda.first == nil }), try makeUpEvent() { continue }
      guard let (engine, next) = nextMoment else { break }
      if let stuckSince, let stuckMax = setup.stuckMax, next - stuckSince > stuckMax,
        engines.allSatisfy({ $0.agenda.first == nil })
      {
        return try result(.stuck)
      }
      now = max(now, next)
      guard now - start <= setup.durationMax, commits < setup.commitsMax else { return try result(.outOfTime) }
      let before = engines[engine].commits
      perform(try engines[engine].step(at: now), engine)
      if engines[engine].commits > before, setup.crashes(commits, crashes) {
        crashes += 1
        try engines[engine].crash(at: now) { () throws(StoreError) in try reopen(engine) }
        perform(try engines[engine].recover(at: now), engine, isAgain: true)
      }
    }
    return try result(order.contains { engines[$0.engine].kernel.isLive($0.instance) } ? .stuck : .ended)
  }

  private var commits: Int { engines.reduce(0) { $0 + $1.commits } }

  /// The engine that has something to do first, and when.
  private var nextMoment: (engine: Int, time: Timestamp)? {
    engines.indices.compactMap { engine in engines[engine].nextMoment.map { (engine, $0) } }.min { $0.1 < $1.1 }
  }

  /// Sends the first event that a participant waits for with others, and that none of them emits.
  /// - Returns: whether there was one.
  private mutating func makeUpEvent() throws(EngineError) -> Bool {
    let emitted = Set(engines.flatMap(\.programs).flatMap { $0.emittedEvents })
    for place in order where engines[place.engine].kernel.isLive(place.instance) {
      let (state, program) = try state(of: place)
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

  private mutating func deliver(_ event: ReceivedEvent, from source: String, after delay: Milliseconds) {
    for engine in engines.indices {
      for arrival in arrivals(deliveries) {
        let incoming = IncomingEvent(source: source, event: event, ticket: Ticket(1), isOwn: true)
        engines[engine].agenda.plan(.event(incoming), at: now + delay + arrival)
      }
      deliveries += 1
    }
  }

  /// Lets the stores go.
  package func close() { for engine in engines { engine.kernel.store.close() } }

  private mutating func perform(_ actions: [Action], _ engine: Int, isAgain: Bool = false) {
    let kernel = engines[engine].kernel
    for action in actions {
      switch action {
      case .call(let id, let call):
        guard let program = kernel.program(of: id),
          let answer = mock.answer(call.invocation, program, isAgain: isAgain)
        else { continue }
        let time = answer.time(of: call.invocation, dispatched: now, latency: setup.latency)
        engines[engine].agenda.plan(.answer(id, call.invocation.id, answer.result), at: time)
      case .transition(let id, let commands, let state, let time):
        follow(Place(engine: engine, instance: id), commands, state, at: time)
      case .abandon, .reply, .ended: continue
      }
    }
    for row in kernel.emitted { publish(row, kernel.mint) }
  }

  /// The events of a commit are on their way to whoever hears them.
  private mutating func publish(_ row: OutboxRow, _ mint: IdentityMint) {
    for (index, event) in row.events.enumerated() {
      emitted.append(event)
      let id = mint.eventID(at: row.at, .init(position: row.position, index: index))
      deliver(
        ReceivedEvent(id: id, name: event.name, data: event.data), from: "/skald/\(row.saga)", after: Milliseconds(0))
    }
  }

  private mutating func follow(_ place: Place, _ commands: [Command], _ state: SagaState, at time: Timestamp) {
    guard var one = told[place] ?? (try? self.state(of: place)).map({ Told(program: $0.program) }) else { return }
    if told[place] == nil { order.append(place) }
    one.report.add(commands, one.program)
    one.track.add(commands)
    one.stuckSince = state.isStuck ? one.stuckSince ?? time : nil
    if state.status.isTerminal, one.endedAt == nil { one.endedAt = time }
    whole.add(commands, one.program)
    for entry in History.entries(one.program, state, commands, at: time, after: one.lines) {
      one.lines += 1
      observe(one.program.participation?.participant ?? one.program.name, entry)
    }
    told[place] = one
  }

  /// What was told of an instance so far.
  private struct Told {
    let program: SagaProgram
    var report = RunReport()
    var lines = 0
    var track = RunTrack()
    var stuckSince: Timestamp?
    var endedAt: Timestamp?
  }

  /// Since when a participant needs an operator; nil where none does.
  private var stuckSince: Timestamp? { told.values.compactMap { $0.stuckSince }.min() }

  private func state(of place: Place) throws(EngineError) -> (state: SagaState, program: SagaProgram) {
    do throws(StoreError) { return try engines[place.engine].kernel.state(of: place.instance) } catch {
      throw .store(error)
    }
  }

  private func result(_ end: VirtualRun.End) throws(EngineError) -> Result {
    var parts: [Part] = []
    for place in order {
      let (state, program) = try state(of: place)
      let one = told[place] ?? Told(program: program)
      parts.append(Part(program: program, state: state, report: one.report, track: one.track))
    }
    let last = stuckSince ?? (end == .ended ? told.values.compactMap { $0.endedAt }.max() : nil)
    return Result(
      parts: parts, events: emitted, end: end, commits: commits, whole: whole, elapsed: (last ?? now) - start,
      services: mock)
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
