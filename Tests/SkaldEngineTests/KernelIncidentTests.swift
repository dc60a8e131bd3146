import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Incidents stand in one list")
struct KernelIncidentTests {
  private static func kinds(_ world: World, _ query: IncidentQuery = IncidentQuery()) throws -> [String] {
    try world.kernel.reader.incidents(query).map {
      "\($0.instance?.number ?? 0) \($0.incident.kind) \($0.incident.step)"
    }
  }

  private static func settle(_ world: World, _ number: Int64) -> Reply? {
    let ticket = world.ticket()
    world.process([.settle(SettleRequest(number: number, ticket: ticket))])
    return world.replies[ticket]
  }

  @Test("from the commit that opens them to the one that ends them, over crashes", arguments: Stores.Kind.allCases)
  func opens(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(
      mock: ["inventory.reserve=refuses:out_of_stock", "payment.refund=refuses:account_closed"], store: stores.open)
    for order in 1...3 { world.start(order: Int64(order), key: nil) }
    world.run()
    let all = ["1 undo_refused charge", "2 undo_refused charge", "3 undo_refused charge"]
    #expect(try Self.kinds(world) == all)
    try world.crash()
    #expect(try Self.kinds(world) == all)
    let rows = try world.kernel.reader.incidents(IncidentQuery())
    #expect(try Self.kinds(world, IncidentQuery(after: rows[0].number, limit: 1)) == [all[1]])
    #expect(try Self.kinds(world, IncidentQuery(saga: "other")) == [])
    #expect(try Self.kinds(world, IncidentQuery(kind: "wait_overdue")) == [])
    #expect(Self.settle(world, rows[1].number).refusal == .notPossible)
    let ticket = world.ticket()
    world.process([
      .operate(OperatorRequest(uid: "2", verb: "force", step: "charge", reason: "x", by: "ann", ticket: ticket))
    ])
    #expect(try Self.kinds(world) == [all[0], all[2]])
  }

  @Test("what an ended instance left stays until somebody has seen to it", arguments: Stores.Kind.allCases)
  func left(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=refuses:moon_phase"], store: stores.open)
    world.start(order: 1)
    world.run()
    #expect(world.ended[InstanceID(1)] == .compensated)
    let row = try #require(try world.kernel.reader.incidents(IncidentQuery()).first)
    #expect(row.incident.kind == "undeclared_refusal")
    #expect(row.saga == "order")
    guard case .decided = Self.settle(world, row.number) else {
      Issue.record("the incident was not settled")
      return
    }
    #expect(try Self.kinds(world) == [])
    #expect(Self.settle(world, row.number).refusal == .unknownIncident)
  }
}
