package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// One saga from its start to its end in virtual time: nothing sleeps, and the same run gives the same bytes.
package struct VirtualRun {
  /// What is run.
  package enum Beginning: Sendable {
    /// A new instance.
    case start(input: JSON, key: String?)
    /// An instance of the store that did not come to its end; the report tells its whole story.
    case resume(uid: String)
    /// The instance that the first of the setup's arrivals begins.
    case arrival
  }

  /// How a run ended.
  package struct Result: Sendable {
    /// The last state.
    package let state: SagaState
    /// The program that the instance follows.
    package let program: SagaProgram
    /// What happened.
    package let report: RunReport
    /// Why the run is over.
    package let end: End
    /// How many transactions were committed.
    package let commits: Int
    /// How long it took in virtual time, to its end or until it needed an operator.
    package let elapsed: Milliseconds
    /// Which parts of the program it came by.
    package let track: RunTrack
    /// The services, with what they know.
    package let services: MockScript
  }

  /// Why a run is over.
  package enum End: Sendable, Hashable {
    /// The saga came to its end.
    case ended
    /// Only an operator, or an event that nobody sends, could bring it further.
    case stuck
    /// As much virtual time went by as the run may take, or as many commits were made.
    case outOfTime
  }

  /// When virtual time begins: 2030-01-01T00:00:00Z.
  package static let epoch = Timestamp(milliseconds: 1_893_456_000_000)
  /// How long a service takes to answer.
  package static let latency = Milliseconds(1)

  var kernel: Kernel
  let setup: Setup
  /// The program given; the instance may be pinned to an older one.
  let program: SagaProgram
  /// Called with each line of the history, as it becomes durable.
  let observe: (HistoryEntry) -> Void
  var mock: MockScript
  /// Events to be sent as soon as they are waited for, oldest first.
  var scripted: [(name: String, data: JSON)]
  /// Answers to be given as soon as they are asked for, by the name of the question, oldest first.
  var answers: [(name: String, data: JSON)]
  var agenda = Agenda()
  var now: Timestamp
  let start: Timestamp
  /// The instance that is run, among those that the store may hold.
  var instance: InstanceID?
  var report = RunReport()
  var historyCount = 0
  /// Calls that are made once the batch is durable; only where there are handlers.
  var due: [(InstanceID, HandlerCall, isAgain: Bool)] = []
  /// Whether the next instance of the program is the one that is run.
  var isAwaitingStart = false
  var track = RunTrack()
  /// Since when the instance needs an operator; nil where it does not.
  var stuckSince: Timestamp?
  var endedAt: Timestamp?
  /// Commits of the processes before a crash.
  var commitsBefore = 0

  /// Prepares a run.
  /// - Throws: ``StoreError`` where the store cannot be taken.
  package init(
    _ program: SagaProgram, store: any Store, setup: Setup = Setup(), mock: MockScript = MockScript(),
    events: [(name: String, data: JSON)] = [], answers: [(name: String, data: JSON)] = [],
    observe: @escaping (HistoryEntry) -> Void = { _ in }
  ) throws(StoreError) {
    kernel = try Kernel(store: store, programs: [program], options: setup.kernelOptions, at: Self.epoch)
    self.setup = setup
    self.program = program
    self.mock = mock
    scripted = events
    self.answers = answers
    self.observe = observe
    now = max(Self.epoch, kernel.claim.lastTime)
    start = now
  }

  /// Runs to the end.
  /// - Throws: ``EngineError`` where the start is refused, or the store fails.
  package mutating func run(_ beginning: Beginning) throws(EngineError) -> Result {
    let id = try begin(beginning)
    while kernel.isLive(id) {
      if let end = try step() { return try result(of: id, end) }
    }
    return try result(of: id, .ended)
  }

  /// Takes up what is due next.
  /// - Returns: why the run is over; nil where it goes on.
  mutating func step() throws(EngineError) -> End? {
    guard let next = nextMoment else { return .stuck }
    if let stuckSince, let stuckMax = setup.stuckMax, agenda.first == nil, next - stuckSince > stuckMax {
      return .stuck
    }
    now = max(now, next)
    guard now - start <= setup.durationMax, commitsBefore + kernel.commits < setup.commitsMax else {
      return .outOfTime
    }
    let inputs = agenda.popAll(until: now)
    perform(kernel.process(inputs, at: now))
    if let fault = kernel.fault { throw .store(fault) }
    return nil
  }

  private var nextMoment: Timestamp? {
    guard let input = agenda.first, let wake = kernel.nextWake else { return agenda.first ?? kernel.nextWake }
    return min(input, wake)
  }
}
