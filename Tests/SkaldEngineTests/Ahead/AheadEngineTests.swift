import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("The engine with a second thread that commits", .timeLimit(.minutes(2)))
struct AheadEngineTests {
  static let program = TestPrograms.fourCalls()

  /// Answers at once; notes every call whose cause others cannot read in the store.
  private final class Witness: HandlerSource {
    struct Served: Handler {
      let witness: Witness
      let result: CallResult
      var isImmediate: Bool { true }

      func perform(_ call: HandlerCall) async -> CallResult {
        if !witness.hasCause(call) { witness.early.withLock { $0.append(call.invocation.idempotencyKey) } }
        witness.keys.withLock { $0.append("\(call.instance) \(call.invocation.idempotencyKey)") }
        return result
      }
    }

    let reader: any StoreReader
    let early = Mutex<[String]>([])
    let keys = Mutex<[String]>([])

    init(_ reader: any StoreReader) { self.reader = reader }

    func handler(for operation: String) -> (any Handler)? {
      let output = TestPrograms.operations.first { $0.name == operation }?.output
      return Served(witness: self, result: .ok(output.map { SampleValue(number: 1).value(of: $0, named: "value") }))
    }

    private func hasCause(_ call: HandlerCall) -> Bool {
      guard let number = Int64(call.instance),
        let events = try? reader.journal(of: InstanceID(number)).map(\.event),
        let lineage = Lineage.of(events, following: AheadEngineTests.program, { _ in AheadEngineTests.program }),
        let fold = try? History.fold(lineage, events)
      else { return false }
      return fold.state.inFlight.contains(call.invocation.id)
    }
  }

  @Test(
    "with hundreds at once every call has its durable cause, and failing commits lose nothing", arguments: [nil, 5])
  func holds(failsEvery: Int?) async throws {
    let stores = Stores(.memory)
    let witness = Witness(try stores.open().reader())
    var options = SagaEngine.Options()
    options.countsIDs = true
    options.recoveryGrace = Milliseconds(0)
    let factory = StoreFactory { () throws(StoreError) in
      let store = FlakyStore(stores.open())
      store.failsEvery = failsEvery
      return store
    }
    let engine = SagaEngine(
      [Self.program], store: factory, handlers: witness, options: options,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withEngine(engine) { engine in
      try await withThrowingTaskGroup(of: Status?.self) { group in
        for order: Int64 in 1...300 { group.addTask { try await Self.complete(order, engine) } }
        for try await status in group { #expect(status == .completed) }
      }
    }
    #expect(witness.early.withLock { $0 } == [])
    #expect(witness.keys.withLock { Set($0).count } == 1200)
  }

  /// Begins an order until the store takes it, and waits for its end.
  private static func complete(_ order: Int64, _ engine: SagaEngine) async throws -> Status? {
    while true {
      do throws(EngineError) {
        let started = try await engine.start("order", input: ["orderId": .int(order), "amount": 5])
        return try await engine.status(afterEndOf: started.id)
      } catch {
        guard error.code == .storeFailed else { throw error }
      }
    }
  }

  @Test("a thread that commits gives each outcome to whoever waits for it, and tells that it is there")
  func commits() async throws {
    let told = OneShot<Void>()
    let thread = CommitThread { told.fulfil(()) }
    defer { thread.end() }
    let store = FlakyStore(MemoryStore())
    _ = try store.claim(at: VirtualRun.epoch)
    #expect(thread.isOver && thread.outcome() == nil)
    var rows = CommitBatch(time: VirtualRun.epoch)
    rows.parkedBefore = VirtualRun.epoch
    thread.begin(rows, in: store)
    #expect(thread.outcome() == nil && thread.isOver)
    await told.value
    store.failuresLeft = 1
    thread.begin(rows, in: store)
    #expect(thread.outcome()?.code == .full)
    #expect(thread.outcome()?.code == .full)
    thread.begin(rows, in: store)
    #expect(thread.outcome() == nil)
  }
}
