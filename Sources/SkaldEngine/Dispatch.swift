import SkaldCore
import SkaldRuntime
import SkaldValue
import Tracing

/// Starts the handlers of calls, and knows which are under way. Used on the owner's thread alone.
///
/// This is the only place where a task begins that is no child of another: a call lives until it is answered, not until
/// some function returns. Each is counted, and the owner does not end before it has heard from all of them.
struct Dispatch {
  private struct Key: Hashable {
    let instance: InstanceID
    let call: CallID
  }

  private let handlers: any HandlerSource
  private let secrets: any SecretSource
  private let answer: @Sendable (InstanceID, CallID, CallResult) -> Void
  private let isTracing: Bool
  private let silent: @Sendable (InstanceID, CallID) -> Void
  private var running: [Key: Task<Void, Never>] = [:]
  /// Who listens for the reports of a call; canceled with it.
  private var watches: [Key: Task<Void, Never>] = [:]
  /// How many calls were not answered yet; those given up count until their handler returns.
  private(set) var count = 0

  init(
    handlers: any HandlerSource, secrets: any SecretSource,
    answer: @escaping @Sendable (InstanceID, CallID, CallResult) -> Void,
    silent: @escaping @Sendable (InstanceID, CallID) -> Void
  ) {
    self.handlers = handlers
    self.secrets = secrets
    self.silent = silent
    self.answer = answer
    isTracing = !(InstrumentationSystem.tracer is NoOpTracer)
  }

  /// Makes a call; its answer comes with the function given at the beginning.
  mutating func start(_ id: InstanceID, _ call: HandlerCall) {
    count += 1
    guard let found = handlers.handler(for: call.invocation.operation) else {
      let message = "there is no handler for \(call.invocation.operation)"
      return answer(id, call.invocation.id, .blocked(effect: .none, message: message))
    }
    let handler: any Handler = call.invocation.sealed == nil ? found : SecretKeeper(found, secrets)
    let answer = answer
    let call = watched(id, call, handler)
    if handler.isImmediate {
      // Begins right here and is usually over when this line is: no other thread has to wake up for it.
      Task.immediate { answer(id, call.invocation.id, await handler.perform(call)) }
    } else if isTracing {
      running[Key(instance: id, call: call.invocation.id)] = Task {
        answer(id, call.invocation.id, await Self.trace(handler, call))
      }
    } else {
      running[Key(instance: id, call: call.invocation.id)] = Task {
        answer(id, call.invocation.id, await handler.perform(call))
      }
    }
  }

  /// Cancels the handler of a call that is given up.
  mutating func abandon(_ id: InstanceID, _ call: CallID) {
    let key = Key(instance: id, call: call)
    running[key]?.cancel()
    if !watches.isEmpty { watches.removeValue(forKey: key)?.cancel() }
  }

  /// Notes that a call was answered.
  mutating func finish(_ id: InstanceID, _ call: CallID) {
    count -= 1
    let key = Key(instance: id, call: call)
    if !running.isEmpty { running[key] = nil }
    if !watches.isEmpty { watches.removeValue(forKey: key)?.cancel() }
  }

  /// Cancels all handlers.
  func cancelAll() {
    for task in running.values { task.cancel() }
    for task in watches.values { task.cancel() }
  }

  /// Listens for the reports of a call whose step has a heartbeat: a handler that hangs is noticed before its time limit.
  private mutating func watched(_ id: InstanceID, _ call: HandlerCall, _ handler: any Handler) -> HandlerCall {
    guard let heartbeat = call.invocation.heartbeat, handler.reports, !handler.isImmediate else { return call }
    let pulse = Pulse()
    var call = call
    call.pulse = pulse
    let (key, silent) = (Key(instance: id, call: call.invocation.id), silent)
    watches[key] = Task {
      var known = -1
      while !Task.isCancelled, pulse.count != known {
        known = pulse.count
        try? await Task.sleep(for: .milliseconds(heartbeat.count))
      }
      if !Task.isCancelled { silent(key.instance, key.call) }
    }
    return call
  }

  private static func trace(_ handler: any Handler, _ call: HandlerCall) async -> CallResult {
    await withSpan(call.invocation.operation, ofKind: .client) { span in
      span.attributes["skald.saga"] = call.saga
      span.attributes["skald.step"] = call.step
      span.attributes["skald.instance"] = call.instance
      span.attributes["skald.attempt"] = call.invocation.id.attempt
      let result = await handler.perform(call)
      span.attributes["skald.outcome"] = result.word
      return result
    }
  }
}
