public import SkaldEngine
import SkaldRuntime
import SkaldValue
import Synchronization

/// Holds a source of events against what the engine counts on: an adapter that takes messages from a broker and gives
/// them to an engine, and acknowledges them then.
///
/// ```swift
/// @Test(arguments: SourceTrial.Rule.allCases)
/// func keeps(rule: SourceTrial.Rule) async throws {
///   try await SourceTrial { engine, use in
///     let source = BrokerSource(engine)
///     try await use { events in try await source.handle(events) }
///   }.check(rule)
/// }
/// ```
///
/// Each event begins an instance, so that one that was taken twice is seen.
public struct SourceTrial: Sendable {
  /// What must hold.
  public enum Rule: String, Sendable, CaseIterable {
    /// Every event is taken once, those of a key in their order.
    case everyEventIsTaken
    /// Events that come once more change nothing.
    case repeatsChangeNothing
    /// An event is acknowledged once it is durable, and not where the store takes nothing.
    case acknowledgesWhatIsDurable
    /// After a restart in the middle the broker brings everything once more: nothing is missing, and nothing taken twice.
    case survivesRestart
    /// An event whose data is not what its type declares is not acknowledged, and those after it are taken.
    case poisonIsRefused
  }

  /// Takes events in their order and returns once they are acknowledged; throws where one of them is not.
  public typealias Deliver = @Sendable ([TrialEvent]) async throws -> Void
  /// Opens the source before an engine that runs, and closes it once the function that it is given has returned.
  public typealias Open = @Sendable (SagaEngine, @escaping Use) async throws -> Void
  /// What is done with an open source.
  public typealias Use = @Sendable (@escaping Deliver) async throws -> Void

  private let source: String
  private let open: Open

  /// Prepares a trial.
  /// - Parameters:
  ///   - source: The CloudEvents source of the events.
  ///   - open: Opens the source before an engine.
  public init(source: String = "/trial/broker", _ open: @escaping Open) {
    self.source = source
    self.open = open
  }

  /// Tries a rule.
  /// - Throws: ``TrialFault`` where it does not hold.
  public func check(_ rule: Rule) async throws {
    let inbox = TrialInbox()
    let events = inbox.events(from: source)
    switch rule {
    case .everyEventIsTaken: try await inbox.take(open) { try await $0(events) }
    case .repeatsChangeNothing:
      try await inbox.take(open) { deliver in
        try await deliver(events)
        try await deliver(events)
      }
    case .acknowledgesWhatIsDurable: try await checkDurable(inbox, events)
    case .survivesRestart:
      try await inbox.take(open) { try await $0(Array(events.prefix(7))) }
      try await inbox.take(open) { try await $0(events) }
    case .poisonIsRefused: try await checkPoison(inbox, events)
    }
    try await inbox.demand(events)
  }

  private func checkDurable(_ inbox: TrialInbox, _ events: [TrialEvent]) async throws {
    try await inbox.take(open) { deliver in
      try await deliver(Array(events.prefix(4)))
      try inbox.demandKept(Array(events.prefix(4)))
      inbox.refusesCommits.store(true, ordering: .sequentiallyConsistent)
      let isAcknowledged = await TrialInbox.isAcknowledged(Array(events.dropFirst(4)), deliver)
      inbox.refusesCommits.store(false, ordering: .sequentiallyConsistent)
      guard !isAcknowledged else {
        throw TrialFault(description: "expected no acknowledgment while the store takes nothing")
      }
      // The engine asks the store again by itself; a broker brings the message again until it is taken.
      while await !TrialInbox.isAcknowledged(events, deliver) { await Task.yield() }
    }
  }

  private func checkPoison(_ inbox: TrialInbox, _ events: [TrialEvent]) async throws {
    var poison = events[0]
    poison.id = "poison"
    poison.data = ["key": "a", "number": "one"]
    try await inbox.take(open) { [poison] deliver in
      guard await !TrialInbox.isAcknowledged([poison], deliver) else {
        throw TrialFault(description: "expected no acknowledgment of an event whose data is not what its type declares")
      }
      try await deliver(events)
    }
  }
}
