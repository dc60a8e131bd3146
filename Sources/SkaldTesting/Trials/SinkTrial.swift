import SkaldEngine
public import SkaldRuntime
import SkaldValue

/// Holds a sink against what the engine counts on. Whoever writes an adapter for a broker runs it against his own:
///
/// ```swift
/// @Test(arguments: SinkTrial.Rule.allCases)
/// func keeps(rule: SinkTrial.Rule) async throws {
///   let topic = try await Broker.makeTopic()
///   try await SinkTrial(sink: { BrokerSink(topic) }, received: { try await topic.readAll() }).check(rule)
/// }
/// ```
///
/// An engine with a store in memory publishes to the sink, while acknowledgments are lost, keys are refused and the
/// process ends. Each rule wants a receiver of its own that is empty.
public struct SinkTrial: Sendable {
  /// What must hold.
  public enum Rule: String, Sendable, CaseIterable {
    /// An event is with the receiver once `deliver` returns.
    case acknowledgedIsKept
    /// Every event arrives as it was emitted, those of a key in their order.
    case everyEventArrives
    /// Where an acknowledgment was lost the event comes again under the same id, and nothing overtakes it.
    case repeatsHaveTheSameID
    /// A key that is not taken holds up no other, and goes on in order once it is.
    case otherKeysGoOn
    /// After a restart in the middle nothing is missing, and no key is out of order.
    case survivesRestart
    /// An event that is refused for what it is goes aside, its key goes on, and a later try brings it.
    case poisonGoesAside
  }

  let makeSink: @Sendable () async throws -> any Sink
  let received: @Sendable () async throws -> [TrialEvent]

  /// Prepares a trial.
  /// - Parameters:
  ///   - sink: Makes the sink, once more after a restart; always to the same receiver and under the same name.
  ///   - received: What the receiver has durably, in the order in which it came.
  public init(
    sink: @escaping @Sendable () async throws -> any Sink,
    received: @escaping @Sendable () async throws -> [TrialEvent]
  ) {
    makeSink = sink
    self.received = received
  }

  /// Tries a rule.
  /// - Throws: ``TrialFault`` where it does not hold.
  public func check(_ rule: Rule) async throws {
    switch rule {
    case .acknowledgedIsKept: try await checkKept()
    case .everyEventArrives: try await checkArrival { _ in .deliver }
    case .repeatsHaveTheSameID: try await checkArrival { $0.tries == 0 ? .loseAcknowledgment : .deliver }
    case .otherKeysGoOn: try await checkOtherKeys()
    case .survivesRestart: try await checkRestart()
    case .poisonGoesAside: try await checkPoison()
    }
  }

  private func checkKept() async throws {
    let sink = try await makeSink()
    for event in TrialOutbox.events(saga: TrialOutbox.saga) {
      try await sink.deliver(event)
      guard try await received().contains(where: { $0.id == event.id }) else {
        throw TrialFault(description: "expected the event \(event.id) with the receiver once it is acknowledged")
      }
    }
  }

  private func checkArrival(_ choose: @escaping TroubledSink.Choose) async throws {
    let outbox = try TrialOutbox()
    let sink = TroubledSink(try await makeSink(), choose)
    try await outbox.publish(to: sink) { engine in try await outbox.awaitEmpty(engine) }
    try await demandAll()
  }

  private func checkOtherKeys() async throws {
    let outbox = try TrialOutbox()
    let mood = TroubledSink.Mood()
    let sink = TroubledSink(try await makeSink()) { attempt in
      attempt.event.key == "b" && !mood.isBetter ? .fail(isRefused: false) : .deliver
    }
    try await outbox.publish(to: sink) { engine in
      try await outbox.await(engine) { left in left.count == TrialEvent.perKey && left.allSatisfy { $0 == "b" } }
      let early = try await received()
      guard Set(early.map(\.key)) == ["a", "c"] else {
        throw TrialFault(description: "expected the keys a and c while b is not taken, found \(early.map(\.key))")
      }
      mood.improve()
      try await outbox.awaitEmpty(engine)
    }
    try await demandAll()
  }

  private func checkRestart() async throws {
    let outbox = try TrialOutbox()
    let first = TroubledSink(try await makeSink()) { attempt in
      // The process ends between what the receiver took and the acknowledgment.
      switch attempt.before {
      case ..<5: .deliver
      case 5: .loseAcknowledgment
      default: .hang
      }
    }
    try await outbox.publish(to: first) { _ in await first.hangs() }
    let second = TroubledSink(try await makeSink()) { _ in .deliver }
    try await outbox.publish(to: second) { engine in try await outbox.awaitEmpty(engine) }
    try await demandAll()
  }

  private func checkPoison() async throws {
    let outbox = try TrialOutbox()
    let mood = TroubledSink.Mood()
    let sink = TroubledSink(try await makeSink()) { attempt in
      attempt.event.key == "b" && attempt.event.number == 2 && !mood.isBetter ? .fail(isRefused: true) : .deliver
    }
    try await outbox.publish(to: sink, onPoison: .deadLetter(.init())) { engine in
      try await outbox.awaitEmpty(engine)
      let letters = try await outbox.letters(engine)
      guard letters.count == 1 else {
        throw TrialFault(description: "expected one dead letter, found \(letters.count)")
      }
      let numbers = try await received().filter { $0.key == "b" }.map(\.number)
      guard numbers == [1, 3, 4] else {
        throw TrialFault(description: "expected the events 1, 3 and 4 of the key b, found \(numbers)")
      }
      mood.improve()
      try await engine.retryDelivery(of: letters[0], by: "trial")
      while try await !outbox.letters(engine).isEmpty { await Task.yield() }
    }
    let events = try await received()
    for key in TrialEvent.keys {
      let numbers = events.filter { $0.key == key }.map(\.number).sorted()
      guard numbers == Array<Int>(1...TrialEvent.perKey) else {
        throw TrialFault(description: "expected all events of the key \(key) in the end, found \(numbers)")
      }
    }
  }

  private func demandAll() async throws {
    let events = try await received()
    try events.demandAll(of: TrialOutbox.source, TrialEvent.name)
  }
}
