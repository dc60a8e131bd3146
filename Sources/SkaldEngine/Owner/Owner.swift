import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

/// The loop of the owner's thread: takes what is queued, has it made durable, and acts on it.
///
/// Everything in here belongs to that thread; others reach it through the queue, and hear from it through ``Desk``.
final class Owner {
  /// How many inputs share a transaction: more would make the first of them wait too long.
  private static let batchMax = 4096
  /// How many inputs a batch has at least that is committed while others are taken up: below that a second thread costs
  /// more than it saves.
  private static let aheadMin = 48
  /// How long after the last commit the progress of sinks gets one of its own.
  private static let flushDelay = Milliseconds(100)
  /// How long handlers that were canceled at the end may take to return.
  static let cancelGrace = Milliseconds.seconds(2)

  private let kernel: Kernel
  private let queue: InputQueue
  let desk: Desk
  private let relays: [RelayInbox]
  let grace: Milliseconds
  let source: any TimeSource
  private let logger: Logger
  private var clock: EngineClock
  var dispatch: Dispatch
  private let gauges = EngineMetrics()
  var stage = InputQueue.Stage.open
  var batch: [Input] = []
  private let committer: CommitThread
  /// What waits until the running commit is over.
  private var later: [Input] = []
  private var commitBegan: Duration
  private var isClockDoubted = false
  private var commitDurations = Histogram()
  private var committedInstances = 0

  init(_ kernel: Kernel, queue: InputQueue, desk: Desk, relays: [RelayInbox], setup: EngineSetup) {
    self.kernel = kernel
    self.queue = queue
    self.desk = desk
    self.relays = relays
    grace = setup.options.shutdownGrace
    source = setup.time
    logger = setup.logger
    committer = CommitThread { queue.call() }
    commitBegan = setup.time.uptime()
    var clock = EngineClock(setup.time, notBefore: kernel.claim.lastTime)
    let now = clock.now()
    self.clock = clock
    dispatch = Dispatch(
      handlers: setup.handlers, secrets: setup.secrets, admission: kernel.admission(setup.options, at: now), at: now,
      answer: { id, call, result in queue.push(.answer(id, call, result)) },
      silent: { id, call in queue.push(.silent(id, call)) })
  }

  /// Runs until the end of the engine; the store is still open then.
  func run() throws(StoreError) {
    defer { committer.end() }
    act(on: try kernel.recover(at: clock.now()))
    for relay in relays { relay.pass(to: kernel.nextPosition - 1) }
    desk.update(fault: nil, isRecovering: false)
    while stage == .open {
      if kernel.isCommitting { takeInputs(for: nil, untilCalled: true) } else { takeInputs(for: pause) }
      step()
    }
    drain()
    desk.drained.fulfil(())
    while stage < .closing {
      takeInputs(for: nil)
      step()
    }
    act(on: kernel.process([], at: clock.now(), flush: true))
  }

  /// How long nothing has to be done.
  private var pause: Milliseconds? {
    if kernel.takenCount > 0 || !later.isEmpty { return Milliseconds(0) }
    var next = kernel.nextWake
    if let turn = dispatch.admission.nextWake() { next = min(next ?? turn, turn) }
    let wake = next.map { Milliseconds(max(0, $0.milliseconds - clock.now().milliseconds)) }
    guard kernel.hasUnsavedProgress else { return wake }
    return min(Self.flushDelay, wake ?? Self.flushDelay)
  }

  func takeInputs(for limit: Milliseconds?, untilCalled: Bool = false) {
    batch.removeAll(keepingCapacity: true)
    stage = queue.take(&batch, knowing: stage, for: limit, untilCalled: untilCalled)
    // What waits is in flight for the journal, and made by the next process.
    if stage > .open { dispatch.admission.close() }
    let now = clock.now()
    for input in batch {
      switch input {
      case .answer(let id, let call, let result): dispatch.finish(id, call, result, at: now)
      case .handlers(let request): desk.reply(request.ticket, dispatch.admission.answer(request))
      case .confirmClock: clock.confirm()
      default: continue
      }
    }
    tellOfClock()
  }

  /// Tells people once when the wall clock begins to be doubted, and when that is over.
  private func tellOfClock() {
    guard (clock.doubted != nil) != isClockDoubted else { return }
    isClockDoubted = clock.doubted != nil
    desk.update(doubtedClock: clock.doubted)
    if let gap = clock.doubted {
      logger.error("the wall clock leapt ahead and is not followed", metadata: ["clock.gap_ms": "\(gap.count)"])
    } else {
      logger.notice("the wall clock is followed again")
    }
  }

  /// Processes what was taken, at most so much in one transaction.
  func step() {
    if stage > .open { return stepToEnd() }
    if kernel.isCommitting { return stepAhead() }
    let waiting = kernel.takenCount + later.count
    if !later.isEmpty {
      batch = later + batch
      later = []
    }
    if batch.count + waiting >= 2 * Self.aheadMin, kernel.mayRunAhead { return split() }
    processBatch(flush: batch.isEmpty && waiting == 0)
  }

  private func processBatch(flush: Bool) {
    guard batch.count > Self.batchMax else { return process(batch, flush: flush) }
    for start in stride(from: 0, to: batch.count, by: Self.batchMax) {
      process(Array(batch[start..<min(start + Self.batchMax, batch.count)]), flush: false)
    }
  }

  /// Nothing is committed beside any more, and requests are refused.
  private func stepToEnd() {
    if kernel.isCommitting { tell(conclude()) }
    batch = later + batch
    later = []
    refuseRequests()
    processBatch(flush: batch.isEmpty)
    batch.removeAll(keepingCapacity: true)
  }

  /// Has the first half of what was taken committed, and takes up the other one meanwhile.
  private func split() {
    let half = min(batch.count - batch.count / 2, Self.batchMax)
    let atOnce = submit(Array(batch[..<half]))
    later = Array(batch[half...])
    if let atOnce { return tell(atOnce) }
    let rest = later
    later = []
    takeAhead(rest)
  }

  /// Takes up what can be while a commit is running; once that is over the next one begins before anything is done that
  /// follows from it.
  private func stepAhead() {
    takeAhead(batch)
    guard kernel.isCommitOver else { return }
    let concluded = conclude()
    var next: Outcome?
    if kernel.takenCount + later.count >= Self.aheadMin, kernel.mayRunAhead {
      let inputs = Array(later.prefix(Self.batchMax))
      later.removeFirst(inputs.count)
      next = submit(inputs)
    }
    tell(concluded)
    if let next { tell(next) }
  }

  private func takeAhead(_ inputs: [Input]) {
    let room = max(0, Self.batchMax - kernel.takenCount)
    later += kernel.takeAhead(Array(inputs.prefix(room)), at: clock.now()) + inputs.dropFirst(room)
  }

  private func process(_ inputs: [Input], flush: Bool) {
    let commits = kernel.commits
    let (inputs, now) = withOverdue(inputs)
    tell(outcome(kernel.process(inputs, at: now, flush: flush), since: commits))
  }

  /// Begins a commit.
  /// - Returns: what came of it, where that is known at once; otherwise ``conclude()`` has it.
  private func submit(_ inputs: [Input]) -> Outcome? {
    let commits = kernel.commits
    let (inputs, now) = withOverdue(inputs)
    let actions = kernel.submit(inputs, at: now, to: committer)
    return kernel.isCommitting ? nil : outcome(actions, since: commits)
  }

  /// Inputs, with the answers of calls that have waited too long now: they must be taken up before the time limits of the
  /// calls are.
  private func withOverdue(_ inputs: [Input]) -> (inputs: [Input], now: Timestamp) {
    commitBegan = source.uptime()
    let now = clock.now()
    kernel.schedules.isHeld = clock.doubted != nil
    let overdue = dispatch.look(at: now)
    return (overdue.isEmpty ? inputs : inputs + overdue, now)
  }

  private func conclude() -> Outcome {
    let commits = kernel.commits
    return outcome(kernel.conclude(), since: commits)
  }

  /// What came of a batch.
  private struct Outcome {
    let actions: [Action]
    let changed: [InstanceID]
    let emitted: [OutboxRow]
    let refusals: [RefusedTransition]
  }

  private func outcome(_ actions: [Action], since commits: Int) -> Outcome {
    if kernel.commits > commits {
      desk.commits.store(kernel.commits, ordering: .relaxed)
      let length = source.uptime() - commitBegan
      gauges.committed(kernel.changed.count, in: length)
      commitDurations.add(length.milliseconds)
      committedInstances += kernel.changed.count
    }
    desk.update(fault: kernel.fault, isRecovering: false)
    return Outcome(actions: actions, changed: kernel.changed, emitted: kernel.emitted, refusals: kernel.refusals)
  }

  private func tell(_ outcome: Outcome) {
    report(outcome.refusals)
    act(on: outcome.actions)
    desk.notify(outcome.changed)
    // The relays get what is durable from memory; where the commit failed there is nothing to publish.
    guard !outcome.emitted.isEmpty else { return }
    for relay in relays { relay.hand(outcome.emitted) }
  }

  /// What the tables of transitions rule out is a fault of the engine: somebody has to hear of it.
  private func report(_ refusals: [RefusedTransition]) {
    for refusal in refusals {
      logger.error(
        "a transition was refused",
        metadata: [
          "instance": "\(refusal.instance.number)", "from": "\(refusal.from.rawValue)",
          "to": "\(refusal.to.rawValue)",
        ])
    }
  }

  private func act(on actions: [Action]) {
    for action in actions {
      switch action {
      // At the end no call begins any more: it is in flight for the journal, and made by the next process.
      case .call(let id, let call): if stage == .open { dispatch.start(id, call) }
      case .abandon(let id, let call): dispatch.abandon(id, call)
      case .reply(let ticket, .deployed(let new)):
        kernel.teach(dispatch.admission, at: clock.now())
        desk.reply(ticket, .deployed(new: new))
      case .reply(let ticket, .sampled(let sample)): desk.reply(ticket, .sampled(completed(sample)))
      case .reply(let ticket, let reply): desk.reply(ticket, reply)
      case .ended(let id, let status):
        gauges.ended(status)
        desk.end(id, status)
      case .transition: continue
      }
    }
    dispatch.admit()
  }

  /// Adds what the owner itself counts.
  private func completed(_ sample: EngineSample) -> EngineSample {
    var sample = sample
    sample.commitDurations = commitDurations
    sample.committedInstances = committedInstances
    sample.callsUnderWay = dispatch.count
    sample.clockOffset = clock.doubted ?? Milliseconds(0)
    return sample
  }
}
