import FoundationEssentials
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// The sample choreography as it stands in its file, under each failure.
@Suite("The order flow, from YAML to its end")
struct FlowTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mock: [String]
    let status: FlowStatus
    /// The calls that took effect or were refused, repeats of one told once.
    let calls: Set<String>
    let states: [String]
    let events: [String]
  }

  private static let forward: Set = ["payment.charge", "inventory.reserve", "delivery.request"]
  private static let way = ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED"]

  static let rows = [
    Row(
      testDescription: "none", mock: [], status: .completed, calls: forward, states: way + ["COMPLETED"],
      events: ["payment.completed.v1", "stock.reserved.v1", "delivery.started.v1", "order.completed.v1"]),
    Row(
      testDescription: "charge refused", mock: ["payment.charge=refuses:card_declined"], status: .compensated,
      calls: ["payment.charge"], states: way[..<2] + ["CANCELED"],
      events: ["payment.failed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "reserve refused", mock: ["inventory.reserve=refuses:out_of_stock"], status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "payment.refund"],
      states: way[..<3] + ["CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "stock.reservation-failed.v1", "payment.refunded.v1", "order.canceled.v1"]),
    Row(
      testDescription: "delivery refused", mock: ["delivery.request=refuses:address_unserviceable"],
      status: .compensated, calls: forward.union(["inventory.release", "payment.refund"]),
      states: way + ["CANCELING", "CANCELED"],
      events: [
        "payment.completed.v1", "stock.reserved.v1", "delivery.refused.v1", "stock.released.v1", "payment.refunded.v1",
        "order.canceled.v1",
      ]),
    Row(
      testDescription: "replies lost", mock: ["payment.charge=times-out:2", "delivery.request=times-out:12"],
      status: .completed, calls: forward, states: way + ["COMPLETED"],
      events: ["payment.completed.v1", "stock.reserved.v1", "delivery.started.v1", "order.completed.v1"]),
    Row(
      testDescription: "charge never answered", mock: ["payment.charge=times-out"], status: .stuck,
      calls: ["payment.charge"], states: Array(way[..<2]), events: []),
  ]

  static let order: JSON = ["orderId": 7, "userId": 1, "amount": 5, "sku": "a", "quantity": 2]

  @Test("ends as its participants say", arguments: rows)
  func endsAsDeclared(row: Row) throws {
    try Self.expect(try Self.run(MemoryStore(), row.mock), row, "")
  }

  @Test("ends the same when the process ends after any commit", arguments: rows, Stores.Kind.allCases)
  func survives(row: Row, kind: Stores.Kind) throws {
    let whole = try Self.run(MemoryStore(), row.mock)
    for kill in 1...whole.commits {
      let stores = Stores(kind)
      var setup = VirtualRun.Setup()
      setup.crashes = { commits, crashes in crashes == 0 && commits == kill }
      var store = FlakyStore(stores.open())
      let result = try Self.run(store, row.mock, setup) { _ throws(StoreError) in
        // A killed process closes nothing.
        store.letGo()
        store = FlakyStore(stores.open())
        return store
      }
      try Self.expect(result, row, "killed after commit \(kill)")
    }
  }

  @Test("every event twice changes nothing", arguments: rows)
  func dropsRepeats(row: Row) throws {
    var flow = try VirtualFlow(Self.programs, store: MemoryStore(), mock: Self.script(row.mock))
    flow.arrivals = { _ in [Milliseconds(1), Milliseconds(1)] }
    flow.send("order.created.v1", Self.order)
    try Self.expect(try flow.run(), row, "")
  }

  private static func expect(_ result: VirtualFlow.Result, _ row: Row, _ comment: Comment) throws {
    #expect(result.status == row.status, comment)
    var calls: Set<String> = []
    for part in result.parts { calls.formUnion(part.report.calls.map(\.operation)) }
    #expect(calls == row.calls, comment)
    #expect(result.events.map(\.name) == row.events, comment)
    let order = try #require(result.parts.first { $0.program.name.hasSuffix(".order") })
    #expect(order.report.states.map(\.states) == [row.states], comment)
  }

  static func run(
    _ store: any Store, _ mock: [String], _ setup: VirtualRun.Setup = VirtualRun.Setup(),
    reopen: (Int) throws(StoreError) -> any Store = { _ throws(StoreError) in MemoryStore() }
  ) throws -> VirtualFlow.Result {
    var flow = try VirtualFlow(programs, store: store, setup: setup, mock: script(mock))
    defer { flow.close() }
    flow.send("order.created.v1", order)
    return try flow.run(reopen: reopen)
  }

  static func script(_ mock: [String]) throws -> MockScript {
    MockScript(try mock.map { try MockScript.Rule(parsing: $0) })
  }

  static let programs: [SagaProgram] = {
    do { return try compiled() } catch { preconditionFailure("the sample has errors: \(error)") }
  }()

  private static func compiled() throws -> [SagaProgram] {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sagas").standardized
    let sources = try ["contracts.yaml", "place-order.choreography.yaml"].map { name in
      SourceText(path: "sagas/" + name, bytes: Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }
    let compilation = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: false)
    return try #require(compilation.choreographies.first?.participants).map(\.program)
  }
}
