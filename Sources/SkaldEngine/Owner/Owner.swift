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
  /// How long after the last commit the progress of sinks gets one of its own.
  private static let flushDelay = Milliseconds(100)
  /// How long handlers that were canceled at the end may take to return.
  private static let cancelGrace = Milliseconds.seconds(2)

  private let kernel: Kernel
  private let queue: InputQueue
  private let desk: Desk
  private let relays: [RelayInbox]
  private let grace: Milliseconds
  private let source: any TimeSource
  private let logger: Logger
  private var clock: EngineClock
  private var dispatch: Dispatch
  private let gauges = EngineMetrics()
  private var stage = InputQueue.Stage.open
  private var batch: [Input] = []
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
    act(on: try kernel.recover(at: clock.now()))
    for relay in relays { relay.pass(to: kernel.nextPosition - 1) }
    desk.update(fault: nil, isRecovering: false)
    while stage == .open {
      takeInputs(for: pause)
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
    var next = kernel.nextWake
    if let turn = dispatch.admission.nextWake() { next = min(next ?? turn, turn) }
    let wake = next.map { Milliseconds(max(0, $0.milliseconds - clock.now().milliseconds)) }
    guard kernel.hasUnsavedProgress else { return wake }
    return min(Self.flushDelay, wake ?? Self.flushDelay)
  }

  private func takeInputs(for limit: Milliseconds?) {
    batch.removeAll(keepingCapacity: true)
    stage = queue.take(&batch, knowing: stage, for: limit)
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
  private func step() {
    if stage > .open { refuseRequests() }
    let isIdle = batch.isEmpty
    guard batch.count > Self.batchMax else { return process(batch, flush: isIdle) }
    for start in stride(from: 0, to: batch.count, by: Self.batchMax) {
      process(Array(batch[start..<min(start + Self.batchMax, batch.count)]), flush: false)
    }
  }

  private func process(_ inputs: [Input], flush: Bool) {
    let commits = kernel.commits
    let began = source.uptime()
    let now = clock.now()
    kernel.schedules.isHeld = clock.doubted != nil
    let overdue = dispatch.look(at: now)
    let actions = kernel.process(overdue.isEmpty ? inputs : inputs + overdue, at: now, flush: flush)
    if kernel.commits > commits {
      desk.commits.store(kernel.commits, ordering: .relaxed)
      let length = source.uptime() - began
      gauges.committed(kernel.changed.count, in: length)
      commitDurations.add(length.milliseconds)
      committedInstances += kernel.changed.count
    }
    desk.update(fault: kernel.fault, isRecovering: false)
    report(kernel.refusals)
    act(on: actions)
    desk.notify(kernel.changed)
    handOver()
  }

  /// The relays get what is durable from memory; where the commit failed there is nothing to publish.
  private func handOver() {
    guard kernel.fault == nil, !kernel.emitted.isEmpty else { return }
    for relay in relays { relay.hand(kernel.emitted) }
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

  private func refuseRequests() {
    let refusal = Reply.refused(EngineError(code: .unavailable, message: "the engine is about to stop"))
    batch.removeAll { input in
      switch input {
      case .answer, .silent, .sinkProgress, .handlers: return false
      case .start(let request): desk.reply(request.ticket, refusal)
      case .event(let event): desk.reply(event.ticket, refusal)
      case .cancel(let request): desk.reply(request.ticket, refusal)
      case .answerQuestion(let request): desk.reply(request.ticket, refusal)
      case .operate(let request): desk.reply(request.ticket, refusal)
      case .callBack(let request): desk.reply(request.ticket, refusal)
      case .settle(let request): desk.reply(request.ticket, refusal)
      case .definitions(let request): desk.reply(request.ticket, refusal)
      case .schedule(let request): desk.reply(request.ticket, refusal)
      case .deploy(let request): desk.reply(request.ticket, refusal)
      case .archive(let request): desk.reply(request.ticket, refusal)
      case .confirmClock(let request): desk.reply(request.ticket, refusal)
      case .sample(let ticket): desk.reply(ticket, refusal)
      case .keepAnswer(let request): desk.reply(request.ticket, refusal)
      }
      return true
    }
  }

  /// Waits for the calls in flight; those that take too long are canceled and left to the next process.
  private func drain() {
    let limit = source.uptime() + .milliseconds(grace.count)
    wait(until: limit) { step() }
    guard dispatch.count > 0 else { return }
    dispatch.cancelAll()
    wait(until: source.uptime() + .milliseconds(Self.cancelGrace.count)) { refuseRequests() }
  }

  private func wait(until limit: Duration, _ body: () -> Void) {
    body()
    while dispatch.count > 0, source.uptime() < limit, stage < .closing {
      takeInputs(for: (limit - source.uptime()).milliseconds + Milliseconds(1))
      body()
    }
  }
}
