import SkaldCore
import SkaldRuntime
import SkaldValue

/// The way of events to a sink without tasks and clocks: the relay's own machine, driven by whoever has the time.
struct VirtualRelay {
  private static let readMax = 256

  private var state: RelayState
  /// Keys that are tried again, and when.
  private var retries: [(time: Timestamp, key: String, failures: Int)] = []
  private let mint: IdentityMint

  /// Takes up where the sink was left.
  init(sink: String, reader: any StoreReader, mint: IdentityMint) throws(StoreError) {
    self.mint = mint
    state = RelayState(sink: sink, cursor: try reader.cursor(sink: sink))
    let held = try reader.held(sink: sink)
    let rows = try reader.outbox(at: Set(held.map(\.position)).sorted())
    for event in rows.flatMap({ Relay.events(of: $0, mint) }) where held.contains(event.place) { state.addHeld(event) }
  }

  /// When a key is tried again that failed; nil where none failed.
  var nextRetry: Timestamp? { retries.map(\.time).min() }

  /// Reads what is new, and delivers what may go.
  /// - Parameter deliver: Delivers one event; an error where it was not acknowledged.
  /// - Returns: what is to become durable of it; nil for nothing.
  mutating func pump(
    _ reader: any StoreReader, at now: Timestamp, _ deliver: (OutboundEvent) -> SinkError?
  ) throws(StoreError) -> SinkProgress? {
    state.now = now
    for retry in retries where retry.time <= now { state.retry(retry.key, after: retry.failures) }
    retries.removeAll { $0.time <= now }
    while state.hasRoom {
      let rows = try reader.outbox(after: state.readPosition, limit: Self.readMax)
      for row in rows { state.add(Relay.events(of: row, mint), at: row.position) }
      if rows.count < Self.readMax { break }
    }
    while let job = state.nextJob() {
      for (key, failures) in state.finish(job.keys.map { Self.outcome(of: $0.key, $0.events, deliver) }) {
        retries.append((now + Relay.backoff.waitMax(failures), key, failures))
      }
    }
    return state.takeProgress()
  }

  private static func outcome(
    of key: String, _ events: [OutboundEvent], _ deliver: (OutboundEvent) -> SinkError?
  ) -> RelayState.Outcome {
    var outcome = RelayState.Outcome(key: key, acknowledged: 0, failure: nil)
    for event in events {
      outcome.failure = deliver(event)
      guard outcome.failure == nil else { break }
      outcome.acknowledged += 1
    }
    return outcome
  }
}
