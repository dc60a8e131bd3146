import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("An engine with steps on the user's own tables")
struct TransactionEngineTests {
  /// The warehouse, and services that answer by the contracts for all else.
  private static func handlers(_ warehouse: Warehouse = Warehouse()) -> Handlers {
    var handlers = warehouse.handlers
    for operation in TestPrograms.operations where handlers.transactions?.operations[operation.name] == nil {
      let output = operation.output.map { SampleValue(number: 1).value(of: $0, named: "value") } ?? [:]
      handlers.on(operation.name) { (_: JSON, _: Call) in output }
    }
    return handlers
  }

  private static func engine(_ store: StoreFactory, _ handlers: Handlers) -> SagaEngine {
    var options = SagaEngine.Options()
    options.countsIDs = true
    options.recoveryGrace = Milliseconds(0)
    return SagaEngine([TestPrograms.fourCalls()], store: store, handlers: handlers, options: options)
  }

  @Test("sagas that run at once take a piece each, and each once")
  func runsMany() async throws {
    let stores = Stores(.sqlite)
    let runs = Counter()
    let warehouse = Warehouse { place, _, _ in if place == "end" { runs.add() } }
    let engine = Self.engine(StoreFactory { stores.open() }, Self.handlers(warehouse))
    let statuses = try await withEngine(engine) { engine in
      try await withThrowingTaskGroup(of: String?.self) { group in
        for order in 1...Warehouse.stock {
          group.addTask {
            let id = try await engine.start("order", input: ["orderId": .int(order), "amount": 5]).id
            for try await _ in try await engine.watch(id) {}
            return try await engine.instance(id)["status"]?.string
          }
        }
        return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
    }
    #expect(statuses == ["completed"])
    #expect(runs.count == Int(Warehouse.stock))
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 0, reserved: Warehouse.stock))
  }

  @Test("a store without tables is refused at the start, with the operations that need them")
  func refusesMemory() async throws {
    let engine = Self.engine(StoreFactory { Stores(.memory).open() }, Self.handlers())
    let error = await #expect(throws: StoreError.self) { try await engine.run() }
    #expect(error?.code == .tablesUnusable)
    #expect(error?.message.contains("`inventory.reserve`") == true)
  }

  @Test("tables that cannot be made are told at the start")
  func refusesBadTables() async throws {
    let stores = Stores(.sqlite)
    var handlers = Self.handlers()
    handlers.prepare { db in try db.execute("CREATE TABLE journal(a)") }
    let engine = Self.engine(StoreFactory { stores.open() }, handlers)
    let error = await #expect(throws: StoreError.self) { try await engine.run() }
    #expect(error?.code == .tablesUnusable)
    #expect(error?.message.contains("`journal` is the engine's") == true)
  }

  @Test("a transaction counts as a handler, and the last one of an operation wins")
  func knowsHandlers() {
    var handlers = Warehouse().handlers
    let program = TestPrograms.fourCalls()
    #expect(!handlers.missing(for: [program]).contains("inventory.reserve"))
    #expect(handlers.names == ["inventory.release", "inventory.reserve"])
    #expect(handlers.handler(for: "inventory.reserve") == nil)
    handlers.on("inventory.reserve") { (_: JSON, _: Call) in ["reservationId": "r"] }
    #expect(handlers.handler(for: "inventory.reserve") != nil)
    #expect(handlers.transactions?.operations["inventory.reserve"] == nil)
    #expect(handlers.names == ["inventory.release", "inventory.reserve"])
  }
}
