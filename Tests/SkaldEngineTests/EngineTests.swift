import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("The engine with its threads", .timeLimit(.minutes(2)))
struct EngineTests {
  @Test("fifty sagas at once complete, each step once", arguments: Stores.Kind.allCases, [true, false])
  func completes(kind: Stores.Kind, isImmediate: Bool) async throws {
    let stores = Stores(kind)
    let services = Services(isImmediate: isImmediate)
    let engine = Self.engine(stores, services, TestPrograms.fourCalls())
    try await withEngine(engine) { engine in
      try await withThrowingTaskGroup(of: JSON.self) { group in
        for order: Int64 in 1...50 {
          group.addTask {
            let started = try await engine.start("order", input: Self.input(order))
            return try await engine.waitForEnd(started.id)
          }
        }
        for try await instance in group { #expect(instance["status"] == "completed") }
      }
    }
    #expect(services.calls.withLock { $0.count } == 200)
  }

  @Test("events are published in order for each key, also past one that is refused for a while")
  func publishes() async throws {
    let stores = Stores(.memory)
    let mailbox = Mailbox(refusals: ["2": 1])
    let engine = Self.engine(stores, Services(), TestPrograms.fourCalls(), sinks: [mailbox])
    try await withEngine(engine) { engine in
      for order: Int64 in 1...3 { _ = try await engine.start("order", input: Self.input(order)) }
      await mailbox.expect(6)
    }
    for key in ["1", "2", "3"] {
      let names = mailbox.events.filter { $0.orderingKey == key }.map(\.event.name)
      #expect(names == ["payment.completed.v1", "order.completed.v1"])
    }
    #expect(Set(mailbox.events.map(\.id)).count == 6)
  }

  @Test("what was published is not published again after an orderly end, with cursors that rode along")
  func remembersWhatWasPublished() async throws {
    let stores = Stores(.sqlite)
    for order: Int64 in 1...2 {
      let mailbox = Mailbox()
      let engine = Self.engine(stores, Services(), TestPrograms.fourCalls(), sinks: [mailbox])
      try await withEngine(engine) { engine in
        let started = try await engine.start("order", input: Self.input(order))
        _ = try await engine.waitForEnd(started.id)
      }
      #expect(mailbox.events.map(\.orderingKey) == ["\(order)", "\(order)"])
    }
  }

  @Test("a watcher sees the whole history, from its beginning and from an entry on")
  func watches() async throws {
    let stores = Stores(.memory)
    let services = Services(gated: ["delivery.request"])
    let engine = Self.engine(stores, services, TestPrograms.fourCalls())
    try await withEngine(engine) { engine in
      let started = try await engine.start("order", input: Self.input(7))
      let watch = try await engine.watch(started.id)
      let later = try await engine.watch(started.id, after: 3)
      services.gate.fulfil(())
      let seen = try await Self.collect(watch)
      #expect(seen == (try await engine.history(started.id)))
      #expect(seen.map(\.sequence) == Array(1...seen.count))
      #expect(seen.last?.type == "instance.completed")
      #expect(try await Self.collect(later) == Array(seen.dropFirst(3)))
    }
  }

  @Test("the end waits for calls in flight, and takes no new requests")
  func endsGracefully() async throws {
    let stores = Stores(.sqlite)
    let services = Services(gated: ["payment.charge"])
    let engine = Self.engine(stores, services, TestPrograms.fourCalls())
    let id = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      let started = try await engine.start("order", input: Self.input(7))
      engine.stop()
      await Self.untilRefused(engine)
      services.gate.fulfil(())
      try await group.waitForAll()
      return started.id
    }
    #expect(!engine.health.isReady)
    #expect(services.calls.withLock { $0 } == ["payment.charge"])
    // The next process goes on with the step after the one that finished.
    let next = Services()
    let instance = try await withEngine(Self.engine(stores, next, TestPrograms.fourCalls())) { engine in
      try await engine.waitForEnd(id)
    }
    #expect(instance["status"] == "completed")
    #expect(next.calls.withLock { $0 } == ["inventory.reserve", "delivery.request", "notification.send"])
  }

  @Test("a call that outlives the grace is canceled and made again by the next process")
  func cancelsAtTheEnd() async throws {
    let stores = Stores(.memory)
    let engine = Self.engine(stores, Stubborn(), TestPrograms.fourCalls(), grace: Milliseconds(10))
    let id = try await withEngine(engine) { engine in
      try await engine.start("order", input: Self.input(7)).id
    }
    let services = Services()
    let instance = try await withEngine(Self.engine(stores, services, TestPrograms.fourCalls())) { engine in
      try await engine.waitForEnd(id)
    }
    #expect(instance["status"] == "completed")
    #expect(services.calls.withLock { $0.first } == "payment.charge")
  }

  @Test("an operation without a handler leaves the instance stuck, with the reason")
  func reportsAMissingHandler() async throws {
    let stores = Stores(.memory)
    let engine = Self.engine(stores, Services(missing: ["payment.charge"]), TestPrograms.fourCalls())
    try await withEngine(engine) { engine in
      let started = try await engine.start("order", input: Self.input(7))
      for try await entry in try await engine.watch(started.id) where entry.type == "incident.opened" { break }
      let instance = try await engine.instance(started.id)
      #expect(instance["stuck"] == true)
      #expect(instance["incidents"]?.array?.first?["message"]?.string?.contains("payment.charge") == true)
      let ended = try await engine.waitForEnd(started.id, timeout: .milliseconds(1))
      #expect(ended["status"] == "running")
    }
  }

  @Test("lists go through all pages, newest first")
  func lists() async throws {
    let stores = Stores(.sqlite)
    try await withEngine(Self.engine(stores, Services(), TestPrograms.waiting())) { engine in
      for order: Int64 in 1...5 { _ = try await engine.start("order", input: Self.input(order)) }
      var keys: [String?] = []
      var next: String?
      repeat {
        let page = try await engine.instances(InstanceQuery(limit: 2), where: "status == \"running\"", after: next)
        keys += page.instances.map(\.key)
        next = page.next
      } while next != nil
      #expect(keys == (1...5).reversed().map { "order-\($0)" })
    }
  }

  @Test("a second engine on the same file is refused and says who has it")
  func refusesASecondEngine() async throws {
    let stores = Stores(.sqlite)
    try await withEngine(Self.engine(stores, Services(), TestPrograms.waiting())) { engine in
      _ = try await engine.start("order", input: Self.input(1))
      let second = Self.engine(stores, Services(), TestPrograms.waiting())
      let error = await #expect(throws: StoreError.self) { try await second.run() }
      #expect(error?.code == .held)
      let refused = await #expect(throws: EngineError.self) { try await second.start("order", input: Self.input(2)) }
      #expect(refused?.code == .unavailable)
    }
  }

  @Test("unknown ids are unknown to every question")
  func refusesUnknownIDs() async throws {
    try await withEngine(Self.engine(Stores(.memory), Services(), TestPrograms.waiting())) { engine in
      for id in ["", "nonsense", "01JDXXXXXXXXXXXXXXXXXXXXXX"] {
        let codes = [
          await Self.code { try await engine.instance(id) }, await Self.code { try await engine.history(id) },
          await Self.code { try await engine.watch(id) }, await Self.code { try await engine.waitForEnd(id) },
          await Self.code { try await engine.cancel(id, reason: "", by: "") },
        ]
        #expect(codes.allSatisfy { $0 == .unknownInstance })
      }
    }
  }

  @Test("the engine's time never goes back and follows the wall when it is ahead")
  func smoothsTime() {
    let source = ManualTime(now: 1000, uptime: 0)
    var clock = EngineClock(source, notBefore: Timestamp(milliseconds: 5000))
    #expect(clock.now().milliseconds == 5000)
    source.set(now: 1010, uptime: 10)
    #expect(clock.now().milliseconds == 5010)
    source.set(now: 0, uptime: 20)
    #expect(clock.now().milliseconds == 5020)
    source.set(now: 9000, uptime: 30)
    #expect(clock.now().milliseconds == 9000)
    #expect(clock.doubted == nil)
  }

  @Test("a leap of the wall clock is not followed before it is confirmed, and time goes on meanwhile")
  func doubtsALeap() {
    let hour: Int64 = 3_600_000
    let source = ManualTime(now: 0, uptime: 0)
    var clock = EngineClock(source, notBefore: Timestamp(milliseconds: 0))
    source.set(now: hour, uptime: 1000)
    #expect(clock.now().milliseconds == 1000)
    #expect(clock.doubted == Milliseconds(hour - 1000))
    source.set(now: hour + 1000, uptime: 2000)
    #expect(clock.now().milliseconds == 2000)
    clock.confirm()
    #expect(clock.doubted == nil)
    #expect(clock.now().milliseconds == hour + 1000)
  }

  @Test("a leap that is taken back is forgotten, and a sleep of the computer is none")
  func forgetsALeap() {
    let hour: Int64 = 3_600_000
    let source = ManualTime(now: 0, uptime: 0)
    var clock = EngineClock(source, notBefore: Timestamp(milliseconds: 0))
    source.set(now: hour, uptime: 1000)
    _ = clock.now()
    source.set(now: 2500, uptime: 2000)
    #expect(clock.now().milliseconds == 2500)
    #expect(clock.doubted == nil)
    source.set(now: 2500 + 10 * hour, uptime: 2000 + 10 * hour)
    #expect(clock.now().milliseconds == 2500 + 10 * hour)
    #expect(clock.doubted == nil)
  }

  // MARK: Helpers

  static func input(_ order: Int64) -> JSON { ["orderId": .int(order), "amount": 5] }

  static func engine(
    _ stores: Stores, _ handlers: any HandlerSource, _ program: SagaProgram, sinks: [any Sink] = [],
    grace: Milliseconds = .seconds(10)
  ) -> SagaEngine {
    var options = SagaEngine.Options()
    options.shutdownGrace = grace
    options.recoveryGrace = Milliseconds(0)
    return SagaEngine(
      [program], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: handlers, sinks: sinks,
      options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  static func collect(_ watch: HistoryWatch) async throws -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    for try await entry in watch { entries.append(entry) }
    return entries
  }

  static func code(_ body: () async throws -> some Any) async -> EngineError.Code? {
    do {
      _ = try await body()
      return nil
    } catch {
      return (error as? EngineError)?.code
    }
  }

  /// Asks until the engine takes nothing any more.
  static func untilRefused(_ engine: SagaEngine) async {
    while true {
      do throws(EngineError) {
        try await engine.cancel("none", reason: "", by: "")
      } catch {
        if error.code == .unavailable { return }
      }
    }
  }
}

/// A handler that ends only when it is canceled.
private struct Stubborn: HandlerSource, Handler {
  func handler(for operation: String) -> (any Handler)? { self }

  func perform(_ call: HandlerCall) async -> CallResult {
    try? await Task.sleep(for: .seconds(60))
    return .ok(nil)
  }
}

/// A clock that a test sets.
final class ManualTime: TimeSource, Sendable {
  private let state: Mutex<(now: Int64, uptime: Int64)>

  init(now: Int64, uptime: Int64) { state = Mutex((now, uptime)) }

  func set(now: Int64, uptime: Int64) { state.withLock { $0 = (now, uptime) } }
  func now() -> Timestamp { Timestamp(milliseconds: state.withLock { $0.now }) }
  func uptime() -> Duration { .milliseconds(state.withLock { $0.uptime }) }
}
