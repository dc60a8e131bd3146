import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine
@testable import SkaldSQLite

@Suite("Incidents of the engine itself")
struct KernelEngineIncidentTests {
  private static func list(_ world: World) throws -> [IncidentRow] {
    try world.kernel.reader.incidents(IncidentQuery())
  }

  @Test("events that wait for seven days in vain are one incident for each type", arguments: Stores.Kind.allCases)
  func unmatched(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    for order: Int64 in 1...3 { world.send("delivery.started.v1", id: "e-\(order)", order: order) }
    world.advance(.hours(1))
    world.send("delivery.started.v1", id: "e-4", order: 4)
    world.advance(.days(7) + Milliseconds(-1))
    world.process([])
    let row = try #require(try Self.list(world).first)
    #expect(try Self.list(world).count == 1)
    #expect(row.instance == nil && row.incident.kind == "event_unmatched")
    #expect(row.incident.step == "delivery.started.v1")
    #expect(row.incident.message.hasPrefix("3 events were dropped"))
    world.advance(.hours(2))
    world.process([])
    #expect(try Self.list(world).map(\.number) == [row.number])
    #expect(try Self.list(world).first?.incident.message.hasPrefix("one event was dropped") == true)
    let ticket = world.ticket()
    world.process([.settle(SettleRequest(number: row.number, by: "ann", ticket: ticket))])
    #expect(try Self.list(world).isEmpty)
  }

  @Test("an event that found its instance in time is no incident")
  func matched() throws {
    let stores = Stores(.sqlite)
    let world = try World([TestPrograms.waiting()], store: stores.open)
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.send("delivery.started.v1", id: "e-2", order: 2)
    world.advance(.days(8))
    // The batch that takes the one up does not drop the other.
    world.start(order: 1)
    #expect(try Self.list(world).isEmpty)
    world.process([])
    #expect(try Self.list(world).map(\.incident.message).first?.hasPrefix("one event was dropped") == true)
  }

  @Test("a definition that cannot be read stops its own instances alone, until it can be")
  func definition() throws {
    let stores = Stores(.sqlite)
    var other = TestPrograms.waiting()
    other.name = "other"
    let programs = [TestPrograms.waiting(), other]
    var uids: [String] = []
    do {
      let world = try World(programs, store: stores.open)
      for saga in ["order", "other"] {
        guard case .started(let uid, _) = world.start(order: 1, saga: saga) else { continue }
        uids.append(uid)
      }
      world.kernel.store.close()
    }
    try Self.execute("UPDATE definitions SET program = CAST('x' || program AS BLOB) WHERE name = 'order'", stores)
    do {
      let world = try World([other], store: stores.open)
      let row = try #require(try Self.list(world).first)
      #expect(row.incident.kind == "definition" && row.incident.blocks)
      #expect(row.incident.step == "order 1 (1)")
      #expect(row.incident.message.contains("1 live instance"))
      #expect(world.cancel(uids[0]).refusal == .notPossible)
      world.send("delivery.started.v1", id: "e-1", order: 1)
      #expect(world.ended == [InstanceID(2): .completed])
      // A second start tells of it once.
      world.kernel.store.close()
    }
    do {
      let world = try World([other], store: stores.open)
      #expect(try Self.list(world).count == 1)
      world.kernel.store.close()
    }
    try Self.execute("UPDATE definitions SET program = substr(program, 2) WHERE name = 'order'", stores)
    let world = try World(programs, store: stores.open)
    #expect(try Self.list(world).isEmpty)
    world.send("delivery.started.v1", id: "e-2", order: 1)
    #expect(world.ended == [InstanceID(1): .completed])
  }

  private static func execute(_ sql: String, _ stores: Stores) throws {
    try Connection(path: stores.path, mode: .readWrite).execute(sql)
  }
}
