import SkaldCore
import SkaldRuntime
import SkaldValue
import Tracing

/// Starts the handlers of calls as soon as there is room for them, and knows which are under way. Used on the owner's
/// thread alone.
///
/// This is the only place where a task begins that is no child of another: a call lives until it is answered, not until
/// some function returns. Each is counted, and the owner does not end before it has heard from all of them. A call that
/// waits for room has no task.
struct Dispatch {
  private typealias Key = CallName

  /// A call that is under way.
  private struct Flight {
    let pass: Pass
    let deadline: Timestamp
    /// What cancels it; nil for a handler that runs in place.
    let task: Task<Void, Never>?
    /// Whether it was given up: what becomes of it says nothing any more.
    var isGivenUp = false
  }

  private let handlers: any HandlerSource
  private let secrets: any SecretSource
  private let answer: @Sendable (InstanceID, CallID, CallResult) -> Void
  private let isTracing: Bool
  private let silent: @Sendable (InstanceID, CallID) -> Void
  /// What the calls wait at.
  let admission: Admission
  private var flights: [Key: Flight] = [:]
  /// Who listens for the reports of a call; canceled with it.
  private var watches: [Key: Task<Void, Never>] = [:]
  /// The time of the last look, which is that of the transition whose calls are made.
  private var now: Timestamp
  /// How many calls were made and not answered yet; those given up count until their handler returns.
  private(set) var count = 0

  init(
    handlers: any HandlerSource, secrets: any SecretSource, admission: Admission, at time: Timestamp,
    answer: @escaping @Sendable (InstanceID, CallID, CallResult) -> Void,
    silent: @escaping @Sendable (InstanceID, CallID) -> Void
  ) {
    self.handlers = handlers
    self.secrets = secrets
    self.admission = admission
    self.silent = silent
    self.answer = answer
    now = time
    isTracing = !(InstrumentationSystem.tracer is NoOpTracer)
  }

  /// Makes a call, at once or when it is its turn; its answer comes with the function given at the beginning.
  mutating func start(_ id: InstanceID, _ call: HandlerCall) {
    guard let handler = handlers.handler(for: call.invocation.operation) else { return block(id, call) }
    let operation = admission.operation(call.invocation.operation, at: now)
    if handler.isImmediate, operation.isFree {
      // Usually over when this line is, so there is nothing to be counted.
      count += 1
      perform(id, call, handler)
      return
    }
    let key = Key(instance: id, call: call.invocation.id)
    guard let pass = admission.arrive(key, call, operation, at: now) else { return }
    make(key, call, handler, pass)
  }

  /// Makes the waiting calls whose turn it is.
  mutating func admit() {
    for (waiting, pass) in admission.admit(at: now) {
      guard let handler = handlers.handler(for: waiting.call.invocation.operation) else {
        admission.end(pass)
        block(waiting.name.instance, waiting.call)
        continue
      }
      make(waiting.name, waiting.call, handler, pass)
    }
  }

  /// Looks at the time: calls that waited too long are answered, others begin.
  /// - Returns: the answers, which must be taken up before the time limits of the calls are.
  mutating func look(at time: Timestamp) -> [Input] {
    now = time
    let answers = admission.expire(at: time).map { Input.answer($0.name.instance, $0.name.call, $0.result) }
    admit()
    return answers
  }

  private mutating func block(_ id: InstanceID, _ call: HandlerCall) {
    let message = "there is no handler for \(call.invocation.operation)"
    reply(id, call.invocation.id, .blocked(effect: .none, message: message))
  }

  /// Answers a call that was not made.
  private mutating func reply(_ id: InstanceID, _ call: CallID, _ result: CallResult) {
    count += 1
    answer(id, call, result)
  }

  private mutating func make(_ key: Key, _ call: HandlerCall, _ handler: any Handler, _ pass: Pass) {
    count += 1
    let task = perform(key.instance, call, handler)
    flights[key] = Flight(pass: pass, deadline: call.invocation.deadline, task: task)
  }

  /// Has a handler begin.
  /// - Returns: what cancels it; nil for one that runs in place.
  @discardableResult
  private mutating func perform(_ id: InstanceID, _ call: HandlerCall, _ found: any Handler) -> Task<Void, Never>? {
    let handler: any Handler = call.invocation.sealed == nil ? found : SecretKeeper(found, secrets)
    let answer = answer
    let call = watched(id, call, handler)
    if handler.isImmediate {
      // Begins right here and is usually over when this line is: no other thread has to wake up for it.
      Task.immediate { answer(id, call.invocation.id, await handler.perform(call)) }
      return nil
    }
    if isTracing { return Task { answer(id, call.invocation.id, await Self.trace(handler, call)) } }
    return Task { answer(id, call.invocation.id, await handler.perform(call)) }
  }

  /// Gives a call up: one that waits is answered as not made, the handler of another is canceled.
  mutating func abandon(_ id: InstanceID, _ call: CallID) {
    let key = Key(instance: id, call: call)
    if admission.leave(key) {
      return reply(id, call, .retryable(effect: .none, notBefore: nil, message: "given up before its turn"))
    }
    if !watches.isEmpty { watches.removeValue(forKey: key)?.cancel() }
    guard let flight = flights[key], !flight.isGivenUp else { return }
    flight.task?.cancel()
    flights[key]?.isGivenUp = true
    // Where its time is up the service was silent; otherwise its instance lost interest.
    let isOverdue = now >= flight.deadline && flight.task != nil
    admission.vote(flight.pass, CallVerdict(isOverdue ? .dead : .unknown), at: now)
  }

  /// Notes that a call was answered.
  mutating func finish(_ id: InstanceID, _ call: CallID, _ result: CallResult, at time: Timestamp) {
    now = time
    count -= 1
    let key = Key(instance: id, call: call)
    if !flights.isEmpty, let flight = flights.removeValue(forKey: key) {
      admission.end(flight.pass)
      // A handler that runs in place has no connection that could break.
      let verdict = flight.task == nil ? CallVerdict(.unknown) : CallVerdict(result)
      if !flight.isGivenUp { admission.vote(flight.pass, verdict, at: now) }
    }
    if !watches.isEmpty { watches.removeValue(forKey: key)?.cancel() }
  }

  /// Cancels all handlers.
  func cancelAll() {
    for flight in flights.values { flight.task?.cancel() }
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
