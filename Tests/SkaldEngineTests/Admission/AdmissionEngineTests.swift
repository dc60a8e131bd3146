import JSONSchema
import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("The engine and the room at handlers", .timeLimit(.minutes(2)))
struct AdmissionEngineTests {
  /// A saga of one call.
  static func single(
    _ name: String, _ operation: String, timeout: Milliseconds = .minutes(10), attempts: Int = 1
  ) -> SagaProgram {
    let call = CallPlan(
      operation: OperationID(0), arguments: .literal(.object(JSONObject())), policy: PolicyID(0))
    let retry = RetryPolicy(
      attempts: attempts, wait: Milliseconds(1), factor: 1, max: Milliseconds(1), hasJitter: false)
    return SagaProgram(
      name: name, version: 1, input: .any, key: nil, startedBy: nil, entities: [],
      operations: [SkaldCore.Operation(name: operation)], events: [], steps: [Step(name: "call", path: "call")],
      nodes: [Node(.invoke(Invoke(step: StepID(0), call: call)), next: NodeID(1)), Node(.finish)], entry: NodeID(0),
      outcome: Outcome(), output: nil, tuning: Tuning(policies: [CallPolicy(timeout: timeout, retry: retry)]))
  }

  static func engine(
    _ stores: Stores, _ handlers: any HandlerSource, _ programs: [SagaProgram],
    _ limits: [String: HandlerLimit] = [:], breaker: CircuitBreaker? = .standard
  ) -> SagaEngine {
    var options = SagaEngine.Options()
    options.recoveryGrace = Milliseconds(0)
    options.limits = limits
    options.breaker = breaker
    return SagaEngine(
      programs, store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: handlers, options: options,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  static func start(_ engine: SagaEngine, _ saga: String) async throws -> String {
    try await engine.start(saga, input: .object(JSONObject())).id
  }

  /// How an instance of a saga ends that begins now.
  static func end(_ engine: SagaEngine, _ saga: String) async throws -> JSON? {
    let id = try await start(engine, saga)
    return try await engine.waitForEnd(id)["status"]
  }

  static func state(_ engine: SagaEngine, _ name: String) async throws -> HandlerState {
    try #require(try await engine.handlers().first { $0.name == name })
  }

  /// Asks until a handler stands so; the suite's time limit bounds it.
  static func until(
    _ engine: SagaEngine, _ name: String, _ isSo: (HandlerState) -> Bool
  ) async throws {
    while !isSo(try await state(engine, name)) { await Task.yield() }
  }

  @Test(
    "a thousand sagas never call more at once than the limit allows", arguments: Stores.Kind.allCases, [true, false])
  func limit(kind: Stores.Kind, isContract: Bool) async throws {
    var program = Self.single("one", "narrow.call")
    program.operations[0].isDeclared = true
    if isContract { program.tuning.concurrency = [OperationConcurrency(OperationID(0), 3)] }
    let crowd = Crowd()
    let limits = isContract ? [:] : ["narrow": HandlerLimit(concurrency: 3)]
    try await withEngine(Self.engine(Stores(kind), crowd, [program], limits)) { engine in
      try await withThrowingTaskGroup(of: JSON?.self) { group in
        for _ in 1...1000 {
          group.addTask { try await Self.end(engine, "one") }
        }
        for try await status in group { #expect(status == "completed") }
      }
    }
    #expect(crowd.most == 3)
    #expect(crowd.calls == 1000)
  }

  @Test("a service that never answers holds nobody up that does not need it", arguments: Stores.Kind.allCases)
  func deadService(kind: Stores.Kind) async throws {
    let gate = OneShot<Void>()
    let handlers = Answering { call in
      if call.saga == "stuck" { await gate.value }
      return .ok(nil)
    }
    // The third one needs another operation of the service that is dead for the first.
    let programs = [
      Self.single("stuck", "dead.call"), Self.single("quick", "live.call"), Self.single("other", "dead.ping"),
    ]
    let limits = ["dead.call": HandlerLimit(concurrency: 2), "live": HandlerLimit(concurrency: 2)]
    try await withEngine(Self.engine(Stores(kind), handlers, programs, limits)) { engine in
      for _ in 1...100 { _ = try await Self.start(engine, "stuck") }
      for saga in ["quick", "other"] {
        for _ in 1...50 {
          let status = try await Self.end(engine, saga)
          #expect(status == "completed")
        }
      }
      let state = try await Self.state(engine, "dead.call")
      #expect(state.inFlight == 2)
      #expect(state.waiting == 98)
      gate.fulfil(())
    }
  }

  @Test("a call that finds no room in time was not made, and its step says so", arguments: Stores.Kind.allCases)
  func noRoom(kind: Stores.Kind) async throws {
    let gate = OneShot<Void>()
    let crowd = Crowd { if $0.saga == "first" { await gate.value } }
    let programs = [
      Self.single("first", "narrow.call"), Self.single("second", "narrow.call", timeout: Milliseconds(20), attempts: 2),
    ]
    let limits = ["narrow": HandlerLimit(concurrency: 1)]
    try await withEngine(Self.engine(Stores(kind), crowd, programs, limits)) { engine in
      _ = try await Self.start(engine, "first")
      let instance = try await engine.waitForEnd(try await Self.start(engine, "second"))
      #expect(instance["status"] == "compensated")
      let step = instance["steps"]?.array?.first
      #expect(step?["effect"] == "none")
      #expect(step?["attempts"] == 2)
      #expect(step?["error"]?["message"] == "no room at narrow within the time limit")
      gate.fulfil(())
    }
    #expect(crowd.calls == 1)
  }

  @Test("an instance that is canceled while its call waits never makes it")
  func canceled() async throws {
    let gate = OneShot<Void>()
    let crowd = Crowd { _ in await gate.value }
    let limits = ["narrow": HandlerLimit(concurrency: 1)]
    let engine = Self.engine(Stores(.memory), crowd, [Self.single("one", "narrow.call")], limits)
    try await withEngine(engine) { engine in
      let first = try await Self.start(engine, "one")
      let second = try await Self.start(engine, "one")
      #expect((try await Self.state(engine, "narrow")).waiting == 1)
      try await engine.cancel(second, reason: "", by: "test")
      #expect(try await engine.waitForEnd(second)["status"] == "compensated")
      #expect((try await Self.state(engine, "narrow")).waiting == 0)
      gate.fulfil(())
      #expect(try await engine.waitForEnd(first)["status"] == "completed")
    }
    #expect(crowd.calls == 1)
  }

  @Test("calls of a paused handler wait until it is resumed, in place or in tasks", arguments: [true, false])
  func pause(isImmediate: Bool) async throws {
    let handlers = Answering(isImmediate: isImmediate) { _ in .ok(nil) }
    let programs = [Self.single("one", "shop.call"), Self.single("two", "shop.other")]
    try await withEngine(Self.engine(Stores(.memory), handlers, programs)) { engine in
      #expect(try await engine.pause(handler: "shop.call", by: "ann").isPaused)
      let held = try await Self.start(engine, "one")
      #expect(try await Self.end(engine, "two") == "completed")
      #expect(try await engine.handlers().map(\.waiting) == [1, 1, 0])
      #expect(try await engine.handlers().map(\.name) == ["shop", "shop.call", "shop.other"])
      let resumed = try await engine.resume(handler: "shop.call", by: "ann")
      #expect(!resumed.isPaused)
      #expect(try await engine.waitForEnd(held)["status"] == "completed")
      try await Self.until(engine, "shop") { $0.inFlight == 0 && $0.waiting == 0 }
      let error = await #expect(throws: EngineError.self) { try await engine.pause(handler: "shops", by: "ann") }
      #expect(error?.code == .unknownHandler)
    }
  }

  @Test("after failures in a row the calls of a service wait, and are made once it answers")
  func breaker() async throws {
    let crowd = Crowd(failures: 3)
    let programs = [Self.single("one", "weak.call", attempts: 1), Self.single("two", "weak.call")]
    let breaker = CircuitBreaker(failures: 2, coolDown: Milliseconds(1))
    try await withEngine(Self.engine(Stores(.memory), crowd, programs, breaker: breaker)) { engine in
      for _ in 1...3 { _ = try await Self.end(engine, "one") }
      #expect((try await Self.state(engine, "weak")).breaker != "closed")
      #expect(try await Self.end(engine, "two") == "completed")
      #expect((try await Self.state(engine, "weak")).breaker == "closed")
    }
    #expect(crowd.calls == 4)
  }

  @Test("calls that wait at the end are made by the next process", arguments: Stores.Kind.allCases)
  func nextProcess(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let first = Crowd()
    let program = Self.single("one", "narrow.call")
    let ids = try await withEngine(Self.engine(stores, first, [program])) { engine in
      try await engine.pause(handler: "narrow", by: "ann")
      var ids: [String] = []
      for _ in 1...5 { ids.append(try await Self.start(engine, "one")) }
      try await Self.until(engine, "narrow") { $0.waiting == 5 }
      return ids
    }
    #expect(first.calls == 0)
    let second = Crowd()
    let limits = ["narrow": HandlerLimit(concurrency: 1)]
    try await withEngine(Self.engine(stores, second, [program], limits)) { engine in
      for id in ids {
        let instance = try await engine.waitForEnd(id)
        #expect(instance["status"] == "completed")
      }
    }
    #expect(second.calls == 5)
    #expect(second.most == 1)
  }
}

/// A handler of everything.
struct Answering: HandlerSource, Handler {
  var isImmediate = false
  let body: @Sendable (HandlerCall) async -> CallResult

  init(isImmediate: Bool = false, _ body: @escaping @Sendable (HandlerCall) async -> CallResult) {
    self.isImmediate = isImmediate
    self.body = body
  }

  func handler(for operation: String) -> (any Handler)? { self }

  func perform(_ call: HandlerCall) async -> CallResult { await body(call) }
}

/// A handler of everything that counts how many calls it has at once. Its first calls may fail.
final class Crowd: HandlerSource, Handler {
  private let state = Mutex((calls: 0, now: 0, most: 0))
  private let failures: Int
  private let wait: @Sendable (HandlerCall) async -> Void

  init(failures: Int = 0, _ wait: @escaping @Sendable (HandlerCall) async -> Void = { _ in await Task.yield() }) {
    self.failures = failures
    self.wait = wait
  }

  var calls: Int { state.withLock { $0.calls } }
  var most: Int { state.withLock { $0.most } }

  func handler(for operation: String) -> (any Handler)? { self }

  func perform(_ call: HandlerCall) async -> CallResult {
    let number = state.withLock { state in
      state.calls += 1
      state.now += 1
      state.most = max(state.most, state.now)
      return state.calls
    }
    await wait(call)
    state.withLock { $0.now -= 1 }
    return number <= failures ? .retryable(effect: .unknown, notBefore: nil, message: "no") : .ok(nil)
  }
}
