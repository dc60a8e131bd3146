import FoundationEssentials
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// The sample saga as it stands in its file, under each failure of its table.
@Suite("The order saga, from YAML to its end")
struct PlaceOrderTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mock: [String]
    let status: Status
    /// The calls, repeats of one told once; undos in capitals.
    let calls: [String]
    let states: [String]
    let events: [String]
  }

  private static let way = ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"]
  private static let forward = ["payment.charge", "inventory.reserve", "delivery.request", "notification.send"]
  private static let news = ["payment.completed.v1", "stock.reserved.v1", "order.completed.v1"]
  private static let back = ["CANCELING", "CANCELED"]

  static let rows = [
    Row(
      testDescription: "none", mock: [], status: .completed, calls: forward, states: way, events: news),
    Row(
      testDescription: "charge refused", mock: ["payment.charge=refuses:card_declined"], status: .compensated,
      calls: ["payment.charge"], states: way[..<2] + back, events: ["order.canceled.v1"]),
    Row(
      testDescription: "charge unknown", mock: ["payment.charge=times-out"], status: .compensated,
      calls: ["payment.charge", "PAYMENT.REFUND"], states: way[..<2] + back, events: ["order.canceled.v1"]),
    Row(
      testDescription: "reserve refused", mock: ["inventory.reserve=refuses:out_of_stock"], status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "PAYMENT.REFUND"], states: way[..<3] + back,
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "reserve unknown", mock: ["inventory.reserve=times-out"], status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "INVENTORY.RELEASE", "PAYMENT.REFUND"],
      states: way[..<3] + back, events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "ship refused", mock: ["delivery.request=refuses:address_unserviceable"], status: .compensated,
      calls: forward[..<3] + ["INVENTORY.RELEASE", "PAYMENT.REFUND"], states: way[..<4] + back,
      events: news[..<2] + ["order.canceled.v1"]),
    Row(
      testDescription: "ship unknown", mock: ["delivery.request=times-out:7"], status: .completed, calls: forward,
      states: way, events: news),
    Row(
      testDescription: "notify fails", mock: ["notification.send=fails"], status: .completed, calls: forward,
      states: way, events: news),
  ]

  @Test("goes as its failure table says", arguments: rows)
  func goesAsItsTableSays(row: Row) throws {
    let result = try Self.run(MemoryStore(), row.mock)
    #expect(result.end == .ended)
    #expect(result.state.status == row.status)
    #expect(Self.story(result.report) == row.calls)
    #expect(result.report.states.map(\.states) == [row.states])
    #expect(result.report.emits.map(\.name) == row.events)
  }

  @Test("a run that was killed goes on where it was and tells the whole story", arguments: rows, Stores.Kind.allCases)
  func resumes(row: Row, kind: Stores.Kind) throws {
    let whole = try Self.run(MemoryStore(), row.mock)
    for kill in 1..<whole.commits {
      let stores = Stores(kind)
      let store = FlakyStore(stores.open())
      store.commitsLeft = kill
      #expect(throws: EngineError.self) { try Self.run(store, row.mock) }
      store.letGo()
      var run = try VirtualRun(Self.program(), store: stores.open(), mock: Self.script(row.mock))
      let result = try run.run(.resume(uid: "1"))
      #expect(result.state.status == row.status, "killed after commit \(kill)")
      #expect(result.report.states.map(\.states) == [row.states], "killed after commit \(kill)")
      #expect(result.report.emits.map(\.name) == row.events, "killed after commit \(kill)")
    }
  }

  private static func run(_ store: any Store, _ mock: [String]) throws -> VirtualRun.Result {
    var run = try VirtualRun(program(), store: store, mock: script(mock))
    return try run.run(
      .start(input: ["orderId": 7, "userId": 1, "amount": 5, "sku": "a", "quantity": 2], key: nil))
  }

  private static func script(_ mock: [String]) throws -> MockScript {
    MockScript(try mock.map { try MockScript.Rule(parsing: $0) })
  }

  private static func story(_ report: RunReport) -> [String] {
    var story: [String] = []
    for call in report.calls {
      let name = call.id.phase == .undo ? call.operation.uppercased() : call.operation
      if story.last != name { story.append(name) }
    }
    return story
  }

  static func program() throws -> SagaProgram {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sagas").standardized
    let sources = try ["contracts.yaml", "place-order.saga.yaml"].map { name in
      SourceText(path: "sagas/" + name, bytes: Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }
    let compilation = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: false)
    return try #require(compilation.sagas.first?.program)
  }
}
