import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

/// Carries the events of the outbox to one sink: at least once, ordered by key, each with the same id every time.
struct Relay: Sendable {
  /// How many rows are read at once.
  private static let readMax = 256
  /// How a key is tried again.
  static let backoff = RetryPolicy(
    attempts: nil, wait: .seconds(1), factor: 2, max: .minutes(1), hasJitter: false)

  let sink: any Sink
  /// What becomes of an event that the sink does not take.
  var policy = PoisonPolicy.block
  let reader: any StoreReader
  let mint: IdentityMint
  let inbox: RelayInbox
  let logger: Logger
  /// Has progress made durable.
  let report: @Sendable (SinkProgress) -> Void
  /// Waits so long; a test's does not.
  let pause: @Sendable (Milliseconds) async -> Void
  /// The time.
  let now: @Sendable () -> Timestamp
  /// Tells somebody who asked.
  let reply: @Sendable (Ticket, Reply) -> Void

  /// Runs until it is told to finish, or canceled.
  func run() async {
    guard var state = await beginning() else { return }
    var isFinishing = false
    await withDiscardingTaskGroup { group in
      pump(&state, &group)
      for await message in inbox.messages {
        state.now = now()
        switch message {
        case .wake: inbox.takeWake()
        case .retry(let key, let failures): state.retry(key, after: failures)
        case .readAgain: state.isReadAgain = false
        case .asked(let request): answer(request, &state)
        case .finish: isFinishing = true
        case .done(let outcomes):
          for (key, failures) in state.finish(outcomes) {
            let wait = Self.backoff.waitMax(failures)
            group.addTask {
              await pause(wait)
              inbox.send(.retry(key, failures: failures))
            }
          }
        }
        pump(&state, &group)
        if isFinishing, state.isSettled { break }
      }
      group.cancelAll()
    }
  }

  /// Where the sink was left; tried again until the store can be read.
  private func beginning() async -> RelayState? {
    var failures = 0
    while !Task.isCancelled {
      do throws(StoreError) {
        var state = RelayState(sink: sink.name, cursor: try reader.cursor(sink: sink.name), policy: policy)
        let held = try reader.held(sink: sink.name)
        let rows = try reader.outbox(at: Set(held.map(\.position)).sorted())
        for event in rows.flatMap(events) where held.contains(event.place) { state.addHeld(event) }
        try takeUpIncidents(&state)
        return state
      } catch {
        failures += 1
        logger.error("the outbox cannot be read", metadata: ["sink": "\(sink.name)", "error": "\(error)"])
        await pause(Self.backoff.waitMax(failures))
      }
    }
    return nil
  }

  /// Reads what there is room for, and starts what may go.
  private func pump(_ state: inout RelayState, _ group: inout DiscardingTaskGroup) {
    while state.hasRoom {
      if let rows = inbox.takeRows(after: state.readPosition) {
        for row in rows { state.add(events(of: row), at: row.position) }
        break
      }
      do throws(StoreError) {
        try readRows(&state)
      } catch {
        logger.error("the outbox cannot be read", metadata: ["sink": "\(sink.name)", "error": "\(error)"])
        readAgain(&state, &group)
        break
      }
    }
    while let job = state.nextJob() {
      group.addTask { inbox.send(.done(await deliver(job))) }
    }
    if let progress = state.takeProgress() { report(progress) }
  }

  /// Has the store read again after a while: perhaps no commit comes any more that would wake this relay.
  private func readAgain(_ state: inout RelayState, _ group: inout DiscardingTaskGroup) {
    guard !state.isReadAgain else { return }
    state.isReadAgain = true
    group.addTask {
      await pause(Self.backoff.waitMax(1))
      inbox.send(.readAgain)
    }
  }

  /// Reads the next rows that are only in the store.
  private func readRows(_ state: inout RelayState) throws(StoreError) {
    let committed = inbox.handedSince
    let rows = try reader.outbox(after: state.readPosition, limit: Self.readMax)
    for row in rows { state.add(events(of: row), at: row.position) }
    if rows.count < Self.readMax { state.skip(to: committed) }
  }

  private func deliver(_ job: RelayState.Job) async -> [RelayState.Outcome] {
    var outcomes: [RelayState.Outcome] = []
    outcomes.reserveCapacity(job.keys.count)
    for (key, events) in job.keys {
      var outcome = RelayState.Outcome(key: key, acknowledged: 0, failure: nil)
      for event in events {
        do throws(SinkError) {
          try await sink.deliver(event)
          outcome.acknowledged += 1
          inbox.published.add(1, ordering: .relaxed)
        } catch {
          logger.warning(
            "an event was not acknowledged",
            metadata: ["sink": "\(sink.name)", "event.id": "\(event.id)", "error": "\(error)"])
          outcome.failure = error
          break
        }
      }
      outcomes.append(outcome)
    }
    return outcomes
  }

  func events(of row: OutboxRow) -> [OutboundEvent] { Self.events(of: row, mint) }

  /// The events of a row, each with the id that it has on every way.
  static func events(of row: OutboxRow, _ mint: IdentityMint) -> [OutboundEvent] {
    row.events.enumerated().map { index, event in
      let place = OutboundEvent.Place(position: row.position, index: index)
      return OutboundEvent(
        place: place, id: mint.eventID(at: row.at, place), saga: row.saga, subject: row.key, time: row.at, event: event,
        orderingKey: event.orderingKey(of: row.instance))
    }
  }
}
