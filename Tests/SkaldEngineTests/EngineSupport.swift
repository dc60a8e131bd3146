import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

@testable import SkaldEngine

/// Answers everything by the contracts; may be held up, and counts.
final class Services: HandlerSource {
  struct Served: Handler {
    let services: Services
    let result: CallResult
    let isImmediate: Bool

    func perform(_ call: HandlerCall) async -> CallResult {
      services.calls.withLock { $0.append(call.invocation.operation) }
      if services.gated.contains(call.invocation.operation) { await services.gate.value }
      return Task.isCancelled ? .lost(message: "canceled") : result
    }
  }

  let calls = Mutex<[String]>([])
  /// Opened by a test to let gated operations go on.
  let gate = OneShot<Void>()
  let gated: Set<String>
  private let isImmediate: Bool
  private let missing: Set<String>

  init(gated: Set<String> = [], missing: Set<String> = [], isImmediate: Bool = false) {
    self.gated = gated
    self.missing = missing
    self.isImmediate = isImmediate
  }

  func handler(for operation: String) -> (any Handler)? {
    guard !missing.contains(operation) else { return nil }
    let output = TestPrograms.operations.first { $0.name == operation }?.output
    let value = output.map { SampleValue(number: 1).value(of: $0, named: "value") }
    return Served(services: self, result: .ok(value), isImmediate: isImmediate)
  }
}

/// Remembers what was delivered; refuses keys for a while when told to.
final class Mailbox: Sink {
  private struct State {
    var events: [OutboundEvent] = []
    var refusals: [String: Int]
    var expectations: [(count: Int, done: OneShot<Void>)] = []
  }

  let name = "mailbox"
  private let state: Mutex<State>

  /// - Parameter refusals: how many deliveries of a key are refused.
  init(refusals: [String: Int] = [:]) { state = Mutex(State(refusals: refusals)) }

  var events: [OutboundEvent] { state.withLock { $0.events } }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    let isRefused = state.withLock { state in
      if let left = state.refusals[event.orderingKey], left > 0 {
        state.refusals[event.orderingKey] = left - 1
        return true
      }
      state.events.append(event)
      for expectation in state.expectations where state.events.count >= expectation.count {
        expectation.done.fulfil(())
      }
      return false
    }
    if isRefused { throw SinkError(message: "not now") }
  }

  /// Refuses a key no longer.
  func accept(_ key: String) { state.withLock { $0.refusals[key] = nil } }

  /// Returns once so many events were delivered.
  func expect(_ count: Int) async {
    let done = OneShot<Void>()
    state.withLock { state in
      if state.events.count >= count { done.fulfil(()) } else { state.expectations.append((count, done)) }
    }
    await done.value
  }
}

/// Runs an engine while a test talks to it, and ends it in order.
func withEngine<Result: Sendable>(
  _ engine: SagaEngine, _ body: @Sendable @escaping (SagaEngine) async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await engine.run() }
    let result: Result
    do {
      result = try await body(engine)
    } catch {
      engine.stop()
      throw error
    }
    engine.stop()
    try await group.waitForAll()
    return result
  }
}
