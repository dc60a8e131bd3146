package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// The process of an engine in virtual time: kernel, clock and relay as in a real one, without its threads. Whoever drives it
/// makes the calls, and decides when the process ends.
package struct VirtualDaemon {
  /// The name of the sink that every event goes to.
  private static let sink = "simulated"

  /// The engine.
  package let kernel: Kernel
  private var clock: EngineClock
  private var relay: VirtualRelay
  /// Whether there may be events from before that the relay has not read.
  private var isFresh = true
  /// When the outbox is read again that could not be read; nil where it could.
  private var readAgainAt: Timestamp?

  /// Takes a store.
  /// - Throws: `StoreError` where it cannot be taken.
  package init(_ programs: [SagaProgram], _ store: any Store, time: any TimeSource) throws(StoreError) {
    var options = Kernel.Options()
    options.identity = .counting
    options.reportsTransitions = true
    kernel = try Kernel(store: store, programs: programs, options: options, at: time.now())
    clock = EngineClock(time, notBefore: kernel.claim.lastTime)
    relay = try VirtualRelay(sink: Self.sink, reader: kernel.reader, mint: kernel.mint)
  }

  /// The engine's time.
  package mutating func now() -> Timestamp { clock.now() }

  /// Takes up what the store holds.
  package mutating func recover() throws(StoreError) -> [Action] { try kernel.recover(at: clock.now()) }

  /// Takes up inputs and timers that are due.
  package mutating func take(_ inputs: [Input], flush: Bool = false) -> [Action] {
    kernel.process(inputs, at: clock.now(), flush: flush)
  }

  /// How long nothing has to be done, unless something comes; nil for ever.
  package mutating func pause() -> Milliseconds? {
    let next = [kernel.nextWake, relay.nextRetry, readAgainAt].compactMap { $0 }.min()
    guard let next else { return nil }
    return max(Milliseconds(0), next - clock.now())
  }

  /// Whether no event waits to be tried again, or to be read.
  package var hasPublished: Bool { relay.nextRetry == nil && readAgainAt == nil }

  /// Delivers events that are durable.
  /// - Parameter deliver: Delivers one event; an error where it was not acknowledged.
  /// - Returns: what is to be taken up of it; nil for nothing.
  package mutating func publish(_ deliver: (OutboundEvent) -> SinkError?) throws(StoreError) -> Input? {
    let now = clock.now()
    let due = [relay.nextRetry, readAgainAt].compactMap { $0 }.contains { $0 <= now }
    guard isFresh || !kernel.emitted.isEmpty || due else { return nil }
    readAgainAt = now + Relay.backoff.waitMax(1)
    let progress = try relay.pump(kernel.reader, at: now, deliver)
    readAgainAt = nil
    isFresh = kernel.fault != nil
    return progress.map { .sinkProgress($0) }
  }

  /// What the tables of transitions ruled out in the last batch, as clauses: faults of the engine.
  package var refusedTransitions: [String] {
    kernel.refusals.map { "\($0.instance.number) would have gone from \($0.from.rawValue) to \($0.to.rawValue)" }
  }

  /// Every event that was ever emitted, in the order of the outbox.
  package func outbox() throws(StoreError) -> [OutboundEvent] {
    try kernel.reader.outbox(after: 0, limit: .max).flatMap { Relay.events(of: $0, kernel.mint) }
  }

  /// The state that the journal of an instance tells.
  package func told(_ id: InstanceID) throws(StoreError) -> SagaState? { try kernel.transitions(of: id).last?.state }

  /// Lets the store go in order.
  package func close() { kernel.store.close() }
}
