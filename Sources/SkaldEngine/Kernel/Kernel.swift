package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// The engine without threads and clocks: takes inputs, reduces them, makes them durable in one commit, and only then
/// says what may be done.
///
/// One owner uses it: a thread of the real engine, the driver of a run in virtual time, a simulation.
package final class Kernel {
  /// What can be chosen.
  package struct Options: Sendable {
    /// How public ids are made.
    package var identity = IdentityScheme.global
    /// How long after a start overdue timers are held back, so that answers that queue up go first.
    package var recoveryGrace = Milliseconds.seconds(2)
    /// Whether the handler of an operation works in this process.
    package var runsInProcess: @Sendable (String) -> Bool = { _ in false }
    /// Whether every transition is told as an ``Action/transition(_:_:_:at:)``.
    package var reportsTransitions = false
    /// Whether events that are emitted go round within the engine.
    package var hasBus = false
    /// Whether events are dropped that nobody in this engine hears.
    package var dropsUnheardEvents = false
    /// How many instances without a call in flight keep their state in memory: enough for the busy ones among them,
    /// few enough to cost some megabytes.
    package var restingMax = 1024
    /// The operations that are carried out in the kernel's own commits; nil where there are none.
    package var transactions: TransactionHandlers?
    /// The values of the secrets that their arguments need.
    package var secrets: any SecretSource = Secrets()
    /// The rules of the zones in which schedules name their times.
    package var zones: any TimeZoneSource = ZoneDirectory()

    /// The options of a real engine.
    package init() {}
  }

  /// How long an event waits for an instance that does not exist yet.
  static let parkingTime = Milliseconds.days(7)
  /// How long after a failed commit the store is tried again.
  static let storeRetryDelay = Milliseconds.seconds(1)
  /// How many timers fire in one batch; the others follow in the next.
  static let timersPerBatchMax = 4096

  /// The store as it was given; ``store`` is what everybody uses.
  let heldStore: any Store
  /// A view of the store, for whoever asks beside the owner.
  package let reader: any StoreReader
  let options: Options
  /// Makes public ids.
  package let mint: IdentityMint
  /// Makes the tokens of calls that are answered later.
  let tokens: CallbackTokens
  /// What the store held when it was taken.
  package let claim: Claim
  /// Why the last commit failed; nil once one works again.
  package internal(set) var fault: StoreError?
  /// How many transactions were committed.
  package internal(set) var commits = 0
  /// How many events came in that were known.
  var duplicateEvents = 0
  /// How many events of flows came in that were over for their participant.
  var lateFlowEvents = 0
  /// The instances that the last batch changed.
  package internal(set) var changed: [InstanceID] = []

  /// The transitions that were taken out of the last batch.
  package internal(set) var refusals: [RefusedTransition] = []
  /// What the last batch wrote to the outbox.
  package internal(set) var emitted: [OutboxRow] = []

  var definitions: [Definition] = []
  var placeOfDefinition: [DefinitionID: Int32] = [:]
  var active: [String: Definition] = [:]
  /// The key fields under which events of a name are correlated, by any definition.
  var eventKeys: [String: [String]] = [:]
  /// The names of the events that somebody in this engine hears.
  var heardEvents: Set<String> = []

  var live: [Int64: LiveInstance] = [:]
  var slots: [Int64: Slot] = [:]
  var resting = RestingQueue()
  var timers = TimerHeap()
  var timersHeldUntil: Timestamp
  var correlations = CorrelationIndex()
  var parking: Parking
  var locks = LockTable()
  /// The user's tables; nil where nothing works on them.
  var tables: (any StoreTables)?
  var transactions = TransactionQueue()
  /// What begins at recurring times.
  var schedules = ScheduleBook()

  var nextInstance: Int64
  var nextPosition: Int64
  var lastTime: Timestamp

  // The running batch.
  var isOpen = false
  var now: Timestamp
  var batch: CommitBatch
  /// What must be taken up again after a failed commit, and the inputs since.
  var again: [Input] = []
  var taken: [Input] = []
  var touched: [LiveInstance] = []
  var actions: [Action] = []
  var outgoing: [OutboxRow] = []
  var takenOut: [RefusedTransition] = []
  /// Why the running batch cannot become durable, whatever comes of the one before.
  var spoiled: StoreError?
  /// Finds keys while the store belongs to the committer.
  var finder: (any StoreReader)?
  /// The batch that is being committed meanwhile, and who does it.
  var committing: (batch: SealedBatch, by: any Committer)?
  var startedKeys: [String: [LiveInstance]] = [:]
  /// Instances that had ended before, and to whose history the running batch adds.
  var late: [Int64: LiveInstance] = [:]
  /// What must be taken up again after a failed commit: the calls have returned and will not return once more.
  var carried: [Input] = []
  /// When old requests were forgotten last.
  var requestsSweptAt: Timestamp?
  var progress: [SinkProgress] = []

  /// Takes the store and everything that lives in it.
  /// - Throws: ``StoreError`` where the store is held by another process or cannot be read.
  package init(
    store: any Store, programs: [SagaProgram], options: Options = Options(), at time: Timestamp
  ) throws(StoreError) {
    heldStore = store
    self.options = options
    claim = try store.claim(at: time)
    reader = try store.reader()
    mint = IdentityMint(scheme: options.identity, nonce: claim.nonce)
    tokens = CallbackTokens(secret: claim.secret)
    nextInstance = claim.nextInstance
    nextPosition = claim.nextPosition
    lastTime = max(claim.lastTime, time)
    now = lastTime
    batch = CommitBatch(time: lastTime)
    timersHeldUntil = lastTime + options.recoveryGrace
    parking = Parking(inherited: claim.parkedCount, at: lastTime)
    try loadDefinitions(programs)
    if options.hasBus { try openBus() }
    try loadSchedules()
    try prepareTables()
  }

  /// Takes up a batch and whatever timers are due, and makes it durable in one commit.
  ///
  /// Where the commit fails nothing of the batch is kept: requests are told so, answers of handlers are taken up again
  /// with the next batch, and ``fault`` says why.
  /// - Parameter flush: whether the progress of sinks is worth a commit of its own.
  /// - Returns: what may be done now, in order.
  package func process(_ inputs: [Input], at time: Timestamp, flush: Bool = false) -> [Action] {
    precondition(committing == nil, "the batch before is concluded first")
    let sealed: SealedBatch
    do throws(StoreError) {
      sealed = try seal(inputs, at: time, flush: flush)
    } catch {
      return void(nil, error)
    }
    do throws(StoreError) {
      return try commit(sealed)
    } catch {
      return void(sealed, error)
    }
  }

  /// Takes up a batch and whatever else is due; what follows from it is not durable yet.
  func seal(_ inputs: [Input], at time: Timestamp, flush: Bool) throws(StoreError) -> SealedBatch {
    open(at: time)
    taken += inputs
    for case .sinkProgress(let more) in inputs { progress.append(more) }
    if let spoiled { throw spoiled }
    for input in again { try take(input) }
    for input in inputs {
      try take(input)
      // At once, so that those that wait for an entity come before requests that came later.
      try startKept()
    }
    if transactions.isDue { try performTransactions() }
    try fireTimers()
    if !schedules.isEmpty { try fireSchedules() }
    try startKept()
    return try sealed(flush: flush)
  }

  /// When ``process(_:at:flush:)`` must be called again, if nothing comes before; nil where nothing is due.
  package var nextWake: Timestamp? {
    if fault != nil || !carried.isEmpty { return lastTime + Self.storeRetryDelay }
    if transactions.isDue { return lastTime }
    let timer = timers.first.map { max($0.time, timersHeldUntil) }
    guard let schedule = nextSchedule else { return timer }
    return min(timer ?? schedule, schedule)
  }

  /// Whether sinks got on since the last commit.
  package var hasUnsavedProgress: Bool { !progress.isEmpty }
  /// How many instances are live.
  package var liveCount: Int { live.count + slots.count }
  /// How many live instances keep their state in memory.
  package var loadedCount: Int { live.count }

  /// Begins a batch where none is running.
  func open(at time: Timestamp) {
    guard isOpen else { return begin(at: time) }
    advance(to: time)
  }

  func begin(at time: Timestamp) {
    advance(to: time)
    isOpen = true
    again = carried
    carried = []
    taken.removeAll(keepingCapacity: true)
    spoiled = nil
    touched.removeAll(keepingCapacity: true)
    if !takenOut.isEmpty { takenOut.removeAll() }
    if !outgoing.isEmpty { outgoing = [] }
    if !actions.isEmpty { actions = [] }
    correlations.reset()
    if !late.isEmpty { late.removeAll() }
    if !startedKeys.isEmpty { startedKeys.removeAll(keepingCapacity: true) }
  }

  private func advance(to time: Timestamp) {
    now = max(time, lastTime)
    lastTime = now
    batch.time = now
  }

  /// Takes a list out and leaves one with room for as much as this batch needed.
  static func moved<Element>(_ list: inout [Element]) -> [Element] {
    guard !list.isEmpty else { return [] }
    var next: [Element] = []
    next.reserveCapacity(list.count)
    swap(&next, &list)
    return next
  }

  func take(_ input: Input) throws(StoreError) {
    switch input {
    case .start(let request): try start(request)
    case .event(let event): try receive(event)
    case .answer(let id, let call, let result):
      guard let instance = try instance(id) else { return try noteLate(id, call, result) }
      try reduce(instance, .answered(call, result))
    case .silent(let id, let call):
      guard let instance = try instance(id) else { return }
      let commands = try reduce(instance, .answered(call, .lost(message: "no heartbeat in time")))
      if !commands.isEmpty { actions.append(.abandon(id, call)) }
    case .cancel(let request): try cancel(request)
    case .answerQuestion(let request): try answer(request)
    case .operate(let request): try operate(request)
    case .callBack(let request): try callBack(request)
    case .settle(let request): try settle(request)
    case .deploy(let request): try deploy(request)
    case .schedule(let request): try takeUp(request)
    case .definitions(let request): try answer(request)
    // The clock is the owner's.
    case .confirmClock(let request):
      audit("confirm-clock", of: "clock", by: request.by)
      actions.append(.reply(request.ticket, .decided))
    case .note(let note):
      audit(note.action, of: note.target, by: note.by, detail: note.detail)
      actions.append(.reply(note.ticket, .decided))
    case .sample(let ticket): actions.append(.reply(ticket, .sampled(sample())))
    case .archive(let request): archive(request)
    case .handlers(let request): audit(request)
    case .keepAnswer(let request): keep(request)
    case .sinkProgress(let progress): for event in progress.dropped { try note(event) }
    }
  }
}
