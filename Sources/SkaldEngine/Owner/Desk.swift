import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

/// Where everybody else hears from the owner: replies, ends, changes, health.
///
/// All of it lies behind one lock, and nobody is resumed while it is held.
final class Desk: Sendable {
  private struct State {
    var nextTicket: Int64 = 1
    var replies: [Ticket: CheckedContinuation<Reply, Never>] = [:]
    var ends: [InstanceID: [Int64: CheckedContinuation<Status?, Never>]] = [:]
    var watchers: [InstanceID: [Int64: AsyncStream<Void>.Continuation]] = [:]
    var health = EngineHealth(isReady: false, reasons: ["starting"], durability: "")
    var isClosed = false
  }

  private let state = Mutex(State())
  /// How many transactions were committed.
  let commits = Atomic(0)
  /// Told once no call is in flight any more.
  let drained = OneShot<Void>()

  // MARK: Replies

  /// Queues a request and waits for its reply.
  func ask(_ request: (Ticket) -> Void) async -> Reply {
    await withCheckedContinuation { continuation in
      let ticket: Ticket? = state.withLock { state in
        guard !state.isClosed else { return nil }
        let ticket = Ticket(state.nextTicket)
        state.nextTicket += 1
        state.replies[ticket] = continuation
        return ticket
      }
      if let ticket { request(ticket) } else { continuation.resume(returning: .refused(Self.closed)) }
    }
  }

  func reply(_ ticket: Ticket, _ reply: Reply) {
    state.withLock { $0.replies.removeValue(forKey: ticket) }?.resume(returning: reply)
  }

  // MARK: Ends

  /// Waits for the end of an instance; nil where the task is canceled or the engine ends first.
  /// - Parameter isEnded: asked once the wait is registered, so that no end slips through.
  func awaitEnd(_ id: InstanceID, isEnded: () -> Status?) async -> Status? {
    let number = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          guard !state.isClosed else { return false }
          state.ends[id, default: [:]][number] = continuation
          return true
        }
        guard isOpen else { return continuation.resume(returning: isEnded()) }
        if Task.isCancelled {
          giveUp(id, number, nil)
        } else if let status = isEnded() {
          giveUp(id, number, status)
        }
      }
    } onCancel: {
      giveUp(id, number, nil)
    }
  }

  private func giveUp(_ id: InstanceID, _ number: Int64, _ status: Status?) {
    let continuation = state.withLock { state in
      let found = state.ends[id]?.removeValue(forKey: number)
      if state.ends[id]?.isEmpty == true { state.ends[id] = nil }
      return found
    }
    continuation?.resume(returning: status)
  }

  func end(_ id: InstanceID, _ status: Status) {
    let waiting = state.withLock { state in state.ends.isEmpty ? nil : state.ends.removeValue(forKey: id) }
    for (_, continuation) in waiting ?? [:] { continuation.resume(returning: status) }
  }

  // MARK: Changes

  /// A stream that has an element whenever an instance changed since the last look.
  func changes(of id: InstanceID) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number: Int64? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.nextTicket += 1
      state.watchers[id, default: [:]][state.nextTicket] = continuation
      return state.nextTicket
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.unwatch(id, number) }
    return stream
  }

  private func unwatch(_ id: InstanceID, _ number: Int64) {
    state.withLock { state in
      state.watchers[id]?[number] = nil
      if state.watchers[id]?.isEmpty == true { state.watchers[id] = nil }
    }
  }

  func notify(_ changed: [InstanceID]) {
    let watchers = state.withLock { state in
      state.watchers.isEmpty ? [] : changed.flatMap { state.watchers[$0].map { Array($0.values) } ?? [] }
    }
    for watcher in watchers { watcher.yield() }
  }

  // MARK: Health

  var health: EngineHealth { state.withLock { $0.health } }

  func update(durability: String) { state.withLock { $0.health.durability = durability } }

  func update(fault: StoreError?, isRecovering: Bool) {
    state.withLock { state in
      guard !state.isClosed else { return }
      guard fault != nil || isRecovering else {
        if !state.health.isReady {
          state.health.isReady = true
          state.health.reasons = []
        }
        return
      }
      state.health.isReady = false
      state.health.reasons = (isRecovering ? ["recovering"] : []) + (fault.map { ["the store failed: \($0)"] } ?? [])
    }
  }

  /// Tells how far the wall clock is ahead while it is doubted.
  func update(doubtedClock gap: Milliseconds?) {
    state.withLock { state in
      state.health.warnings =
        gap.map { ["clock_suspect: the wall clock is \($0.count / 1000) s ahead of the time that went by"] } ?? []
    }
  }

  /// The owner is gone: everybody who waits is told.
  func close(_ reason: String) {
    let left = state.withLock { state in
      let left = state
      state = State(nextTicket: state.nextTicket)
      state.isClosed = true
      state.health = EngineHealth(isReady: false, reasons: [reason], durability: left.health.durability)
      return left
    }
    for (_, continuation) in left.replies { continuation.resume(returning: .refused(Self.closed)) }
    for (_, waiting) in left.ends { for (_, continuation) in waiting { continuation.resume(returning: nil) } }
    for (_, watchers) in left.watchers { for (_, watcher) in watchers { watcher.finish() } }
    drained.fulfil(())
  }

  private static let closed = EngineError(code: .unavailable, message: "the engine does not run any more")
}
