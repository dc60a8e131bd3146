import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Finding instances by where they stand")
struct StandTests {
  private static func found(_ world: World, _ text: String) throws -> [Int64] {
    let filter = try InstanceFilter(text, at: world.now)
    var query = InstanceQuery()
    filter.narrow(&query)
    return try world.kernel.reader.search(query, within: .none) { filter.matches($0, version: 1) }.rows.map(\.id.number)
  }

  @Test("an instance fails from its first failed attempt on until the step succeeds", arguments: Stores.Kind.allCases)
  func failing(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=fails:2"], store: stores.open)
    world.start(order: 1)
    #expect(try Self.found(world, "failing") == [])

    while try world.state(1).steps[1].status != .backoff, world.step() {}

    #expect(try Self.found(world, "status == \"running\" && failing") == [1])
    #expect(try Self.found(world, "step == \"reserve\" && code == \"unavailable\"") == [1])
    world.run()
    #expect(try Self.found(world, "failing") == [])
    #expect(try Self.found(world, "code != \"\"") == [])
    #expect(try Self.found(world, "step == \"delivery.started.v1\"") == [1], "it waits")
  }

  @Test("an undo that stands still is found by the failure of its saga", arguments: Stores.Kind.allCases)
  func undo(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(
      mock: ["inventory.reserve=refuses:out_of_stock", "payment.refund=refuses:account_closed"], store: stores.open)
    world.start(order: 1)
    world.run()

    #expect(
      try Self.found(
        world, "status == \"compensating\" && failing && stuck && step == \"charge\" && code == \"out_of_stock\"")
        == [1])
  }

  @Test("what was undone keeps the code of its failure", arguments: Stores.Kind.allCases)
  func ended(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=refuses:out_of_stock"], store: stores.open)
    world.start(order: 1)
    world.run()

    #expect(try Self.found(world, "status == \"compensated\" && code == \"out_of_stock\" && step == \"\"") == [1])
    #expect(try Self.found(world, "failing") == [])
  }

  @Test("a saga that nothing goes wrong with writes its row at its start and at its end alone")
  func rowWrites() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World([TestPrograms.fourCalls()], store: { store })
    world.start(order: 1)
    world.run()

    #expect(world.ended[InstanceID(1)] == .completed)
    #expect(store.rowsCreated == 1)
    #expect(store.rowsUpdated == 1)
  }
}
