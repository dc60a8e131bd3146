internal import JSONSchema
internal import SkaldRuntime
public import SkaldValue

/// Which events of the outbox to list.
public struct OutboxQuery: Sendable, Hashable {
  /// How an event stands.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// It was not acknowledged, and is tried again.
    case blocked
    /// It waits behind one of its key that is blocked, or was.
    case held
    /// Its turn has not come.
    case pending
  }

  /// Only of this sink.
  public var sink: String?
  /// Only in this state.
  public var state: State?
  /// Only those behind this place: the `next` of an earlier page.
  public var after: String?
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(sink: String? = nil, state: State? = nil, after: String? = nil, limit: Int = 50) {
    self.sink = sink
    self.state = state
    self.after = after
    self.limit = limit
  }
}

extension SagaEngine {
  /// What sinks did not acknowledge, as the API gives it: `{"events": […], "next": …}`. Sink after sink, first what is
  /// blocked or held, then what is still to be sent.
  /// - Throws: ``EngineError`` with the codes `input_invalid`, `store_failed`, `unavailable`.
  public func outbox(_ query: OutboxQuery) async throws(EngineError) -> JSON {
    let store = try await store
    let after = try query.after.map { text throws(EngineError) in try OutboxPlace(text) }
    var list = OutboxList(store: store, query: query, after: after)
    for (sink, inbox) in try relays(of: query.sink, store) where list.wants(sink.name) {
      let keys = try await heldKeys(inbox)
      do throws(StoreError) { try list.add(sink.name, keys) } catch { throw .store(error) }
    }
    return list.json
  }

  /// Has the key of an event tried now that a sink did not acknowledge; a dead letter is tried once, beside its key.
  /// - Parameters:
  ///   - event: The event's id, or that of one that waits behind it.
  ///   - sink: The sink; nil where only one holds the event.
  ///   - actor: Who does it, for the audit log.
  /// - Returns: the sink.
  /// - Throws: ``EngineError`` with the codes `unknown_event`, `input_invalid`, `store_failed`, `unavailable`.
  @discardableResult
  public func retryDelivery(
    of event: String, to sink: String? = nil, by actor: String
  ) async throws(EngineError) -> String {
    let holder = try await holder(of: event, sink)
    let detail: JSON = ["sink": .string(holder.sink)]
    let noted = await desk.ask { ticket in
      queue.push(.note(AuditNote(action: "retry-event", target: event, by: actor, detail: detail, ticket: ticket)))
    }
    if case .refused(let error) = noted { throw error }
    return try await ask(.retry(event: event), holder)
  }

  /// Gives an event up that a sink did not acknowledge: it is not sent there, and what follows it goes on. Returns once
  /// that is durable; the history of the event's instance says so.
  /// - Parameters:
  ///   - event: The event's id.
  ///   - sink: The sink; nil where only one holds the event.
  ///   - reason: Why, for the history.
  ///   - by: Who does it, for the history.
  /// - Returns: the sink.
  /// - Throws: ``EngineError`` with the codes `unknown_event`, `not_possible` while it is being delivered,
  ///   `input_invalid`, `unavailable`.
  @discardableResult
  public func dropDelivery(
    of event: String, to sink: String? = nil, reason: String, by: String
  ) async throws(EngineError) -> String {
    try await ask(.drop(event: event, reason: reason, by: by), try await holder(of: event, sink))
  }

  /// The relay that holds an event.
  private func holder(
    of event: String, _ sink: String?
  ) async throws(EngineError) -> (sink: String, inbox: RelayInbox) {
    let store = try await store
    var holders: [(sink: String, inbox: RelayInbox)] = []
    let letters = try letters(of: event, store)
    for (sink, inbox) in try relays(of: sink, store) {
      let keys = try await heldKeys(inbox)
      let isDead = letters.contains { $0.sink == sink.name }
      let isHeld = keys.contains { $0.events.contains { $0.id == event } }
      if isDead || isHeld { holders.append((sink.name, inbox)) }
    }
    guard let holder = holders.first else { throw .unknownEvent(event) }
    guard holders.count == 1 else { throw Self.ambiguous(holders.map(\.sink)) }
    return holder
  }

  /// Has a relay do something, and returns its sink.
  private func ask(
    _ wish: OutboxRequest.Wish, _ holder: (sink: String, inbox: RelayInbox)
  ) async throws(EngineError) -> String {
    switch await ask(wish, holder.inbox) {
    case .decided: return holder.sink
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  func heldKeys(_ inbox: RelayInbox) async throws(EngineError) -> [HeldKey] {
    switch await ask(.look, inbox) {
    case .heldKeys(let keys): return keys
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  private func ask(_ wish: OutboxRequest.Wish, _ inbox: RelayInbox) async -> Reply {
    await desk.ask { ticket in inbox.send(.asked(OutboxRequest(wish: wish, ticket: ticket))) }
  }

  func relays(
    of sink: String?, _ store: Opened
  ) throws(EngineError) -> [(sink: any Sink, inbox: RelayInbox)] {
    let all = zip(setup.sinks, store.relays).map { (sink: $0, inbox: $1) }
    guard let sink else { return all }
    guard let found = all.first(where: { $0.sink.name == sink }) else {
      let known = all.isEmpty ? "there are none" : "known are: \(all.map(\.sink.name).joined(separator: ", "))"
      throw Self.invalid("sink", "no sink `\(sink)`; \(known)")
    }
    return [found]
  }

  static func invalid(_ path: String, _ message: String) -> EngineError {
    EngineError(
      code: .inputInvalid, message: "\(path): \(message)", errors: [SchemaViolation(path: path, message: message)])
  }
}
