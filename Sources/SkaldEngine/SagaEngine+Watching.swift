public import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// The history of an instance, from an entry on, and then live until the instance ends. Nothing is left out, however
  /// slowly it is read: entries come from the journal, only the news that there are more is live.
  /// - Parameter sequence: The number of the last entry that is known; 0 for none.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `store_failed`.
  public func watch(_ id: String, after sequence: Int = 0) async throws(EngineError) -> HistoryWatch {
    let row = try find(id, in: try await store)
    return HistoryWatch(engine: self, id: id, number: row.id, known: sequence)
  }

  /// Waits until an instance has come to its end.
  /// - Parameter timeout: How long to wait; nil for ever.
  /// - Returns: the instance as the API gives it, whether it has ended or the time is up.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `store_failed`.
  public func waitForEnd(_ id: String, timeout: Duration? = nil) async throws(EngineError) -> JSON {
    let store = try await store
    let row = try find(id, in: store)
    if !row.status.isTerminal { _ = await awaitEnd(row.id, store, timeout: timeout) }
    return try await instance(id)
  }

  /// How an instance ended; nil where the time was up first.
  package func status(afterEndOf id: String) async throws(EngineError) -> Status? {
    let store = try await store
    guard let number = store.mint.instance(of: id) else { throw Kernel.unknown(id) }
    return await awaitEnd(number, store, timeout: nil)
  }

  private func awaitEnd(_ id: InstanceID, _ store: Opened, timeout: Duration?) async -> Status? {
    let desk = desk
    let isEnded: @Sendable () -> Status? = {
      // A store that cannot be read is noticed by whoever asks for the instance next.
      guard let row = try? store.reader.instance(id), row.status.isTerminal else { return nil }
      return row.status
    }
    guard let timeout else { return await desk.awaitEnd(id, isEnded: isEnded) }
    return await withTaskGroup(of: Status?.self) { group in
      group.addTask { await desk.awaitEnd(id, isEnded: isEnded) }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }
}

/// The entries of an instance's history as they become durable.
public struct HistoryWatch: AsyncSequence, Sendable {
  /// What the sequence gives.
  public typealias Element = HistoryEntry

  let engine: SagaEngine
  let id: String
  let number: InstanceID
  let known: Int

  /// Begins to read.
  public func makeAsyncIterator() -> Iterator {
    Iterator(
      engine: engine, id: id, known: known, changes: engine.desk.changes(of: number).makeAsyncIterator())
  }

  /// Reads one entry after the other.
  public struct Iterator: AsyncIteratorProtocol {
    let engine: SagaEngine
    let id: String
    var known: Int
    var changes: AsyncStream<Void>.AsyncIterator
    var entries: ArraySlice<HistoryEntry> = []
    var isEnded = false

    /// The next entry; nil once the instance has ended, or the engine.
    /// - Throws: ``EngineError`` where the store fails.
    public mutating func next() async throws(EngineError) -> HistoryEntry? { try await next(isolation: nil) }

    /// The next entry; nil once the instance has ended, or the engine.
    /// - Throws: ``EngineError`` where the store fails.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(EngineError) -> HistoryEntry? {
      while true {
        if let entry = entries.popFirst() {
          known = entry.sequence
          return entry
        }
        if isEnded { return nil }
        let (state, _, all) = try await engine.replay(id)
        isEnded = state.status.isTerminal
        entries = all.drop { $0.sequence <= known }
        if entries.isEmpty, !isEnded, await changes.next(isolation: actor) == nil { return nil }
      }
    }
  }
}
