import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine
@testable import SkaldSQLite

@Suite("Events that come in")
struct KernelEventTests {
  static let courier = "delivery.started.v1"

  @Test("an event goes to the instance that waits for it, and to no other", arguments: Stores.Kind.allCases)
  func correlates(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    for order: Int64 in [7, 8] { world.start(order: order) }
    world.run(limit: 20)
    #expect(world.send(Self.courier, id: "e-1", order: 7).isDuplicate == false)
    world.run(limit: 20)
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("an event finds its instance in a database of a version that did not keep who may await what")
  func correlatesAfterAnUpgrade() throws {
    let stores = Stores(.sqlite)
    let world = try World(store: stores.open)
    for order: Int64 in [7, 8] { world.start(order: order) }
    world.run(limit: 20)
    try Connection(path: stores.path, mode: .readWrite).execute(
      "DELETE FROM correlations; UPDATE engine SET correlated = 0")
    try world.crash()
    world.send(Self.courier, id: "e-1", order: 7)
    world.run(limit: 20)
    #expect(world.ended == [InstanceID(1): .completed])
    // Once is enough: from then on the database keeps it by itself.
    try world.crash()
    #expect(world.kernel.claim.isCorrelated)
    world.send(Self.courier, id: "e-2", order: 8)
    world.run(limit: 20)
    #expect(world.ended[InstanceID(2)] == .completed)
  }

  @Test("who ended is not kept for events any more", arguments: Stores.Kind.allCases)
  func forgetsWhoEnded(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.start(order: 7)
    world.run(limit: 20)
    let hash = CorrelationIndex.hash(event: Self.courier, key: 7)
    #expect(try world.kernel.store.correlated(under: hash) == [InstanceID(1)])
    world.send(Self.courier, id: "e-1", order: 7)
    world.run(limit: 20)
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(try world.kernel.store.correlated(under: hash).isEmpty)
  }

  @Test("a repeat of an event changes nothing, also after a restart", arguments: Stores.Kind.allCases)
  func recognisesRepeats(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.start(order: 7)
    #expect(world.send(Self.courier, id: "e-1", order: 7).isDuplicate == false)
    #expect(world.send(Self.courier, id: "e-1", order: 7).isDuplicate == true)
    try world.crash()
    #expect(world.send(Self.courier, id: "e-1", order: 7).isDuplicate == true)
    #expect(try world.state(1).mailbox.count == 1)
  }

  @Test("two events with one id in the same batch are one event")
  func recognisesRepeatsInABatch() throws {
    let world = try World { MemoryStore() }
    let tickets = [world.ticket(), world.ticket()]
    world.process(tickets.map { .event(World.event(Self.courier, id: "e-1", order: 7, $0)) })
    #expect(tickets.map { world.replies[$0].isDuplicate } == [false, true])
  }

  @Test("an event before its wait is kept and taken up by it", arguments: Stores.Kind.allCases)
  func keepsEarlyEvents(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.start(order: 7)
    world.send(Self.courier, id: "e-1", order: 7)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("an event before its instance is parked and taken up by it", arguments: Stores.Kind.allCases)
  func parksEvents(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.send(Self.courier, id: "e-1", order: 7)
    try world.crash()
    world.start(order: 7)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(world.kernel.parking.isEmpty)
  }

  @Test("an event and the start of its instance may share a batch, in any order", arguments: [true, false])
  func parksEventsWithinABatch(eventFirst: Bool) throws {
    let world = try World { MemoryStore() }
    let event = Input.event(World.event(Self.courier, id: "e-1", order: 7, world.ticket()))
    let start = Input.start(KernelStartTests.request(7, world.ticket()))
    world.process(eventFirst ? [event, start] : [start, event])
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("an event that nobody takes up is dropped after seven days")
  func dropsOldEvents() throws {
    let database = MemoryDatabase()
    let world = try World { MemoryStore(database) }
    world.send(Self.courier, id: "e-1", order: 7)
    world.advance(.days(8))
    world.process([])
    #expect(world.kernel.parking.isEmpty)
    world.start(order: 7)
    world.run(limit: 20)
    #expect(world.ended.isEmpty)
  }

  @Test("an event starts a saga once for each key", arguments: Stores.Kind.allCases)
  func starts(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.order(startedBy: true)], store: stores.open)
    #expect(world.send("order.created.v1", id: "e-1", order: 7).isDuplicate == false)
    #expect(world.send("order.created.v1", id: "e-2", order: 7).isDuplicate == false)
    #expect(world.kernel.liveCount == 1)
    #expect(try world.state(1).start.trigger == "e-1")
    #expect(try world.state(1).start.input == ["orderId": 7, "amount": 5])
  }

  @Test("data that its contract does not know is refused, and the id is not used up")
  func refusesBadData() throws {
    let world = try World { MemoryStore() }
    let ticket = world.ticket()
    let event = ReceivedEvent(id: "e-1", name: Self.courier, data: ["orderId": "seven"])
    world.process([.event(IncomingEvent(source: "/test", event: event, ticket: ticket))])
    #expect(world.replies[ticket].refusal == .inputInvalid)
    #expect(world.replies[ticket].paths == ["orderId", "deliveryId"])
    #expect(world.send(Self.courier, id: "e-1", order: 7).isDuplicate == false)
  }
}
