import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Events that would start a saga on a held entity")
struct KernelLockEventTests {
  static let programs = [
    KernelLockTests.saga("order", of: TestPrograms.order(startedBy: true)), KernelLockTests.saga("refund"),
  ]
  static let created = "order.created.v1"

  /// Ends the instance that holds order 7.
  private func end(_ world: World) {
    world.cancel("1")
    while world.ended[InstanceID(1)] == nil, world.step() {}
  }

  @Test("such an event is kept and starts its saga once the entity is free", arguments: Stores.Kind.allCases)
  func startsLater(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.programs, store: stores.open)
    world.start(order: 7, saga: "refund")
    #expect(world.send(Self.created, id: "c-1", order: 7).isDuplicate == false)
    #expect(world.send(Self.created, id: "c-1", order: 7).isDuplicate == true)
    #expect(world.kernel.liveCount == 1)
    end(world)
    #expect(world.kernel.liveCount == 1)
    #expect(try world.state(2).start.trigger == "c-1")
    try world.crash()
    #expect(world.kernel.liveCount == 1)
    #expect(world.send(Self.created, id: "c-1", order: 7).isDuplicate == true)
    #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
  }

  @Test("it is kept over a crash", arguments: Stores.Kind.allCases)
  func survivesACrash(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.programs, store: stores.open)
    world.start(order: 7, saga: "refund")
    world.send(Self.created, id: "c-1", order: 7)
    try world.crash()
    #expect(world.kernel.liveCount == 1)
    end(world)
    #expect(try world.state(2).start.trigger == "c-1")
  }

  @Test("several start one after the other, in the order in which they came, before later requests")
  func startsInOrder() throws {
    let world = try World(Self.programs) { MemoryStore() }
    world.start(order: 7, saga: "refund")
    for id in ["c-1", "c-2", "c-3"] { world.send(Self.created, id: id, order: 7) }
    for number: Int64 in 1...3 {
      world.cancel(String(number))
      while world.ended[InstanceID(number)] == nil, world.step() {}
      #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
      #expect(try world.state(number + 1).start.trigger == "c-\(number)")
    }
  }

  @Test("a key that was used meanwhile is answered by the instance that has it")
  func leavesUsedKeysAlone() throws {
    let order = KernelLockTests.saga(
      "order", of: TestPrograms.order(startedBy: true), key: TestPrograms.order().key)
    let world = try World([order, KernelLockTests.saga("refund")]) { MemoryStore() }
    world.start(order: 7, saga: "refund")
    for id in ["c-1", "c-2"] { world.send(Self.created, id: id, order: 7) }
    end(world)
    world.cancel("2")
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated, InstanceID(2): .compensated])
    #expect(try world.kernel.store.keptStarts().isEmpty)
  }

  @Test("a commit that fails loses neither the event nor its turn")
  func keepsTheTurn() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World(Self.programs) { store }
    world.start(order: 7, saga: "refund")
    world.send(Self.created, id: "c-1", order: 7)
    world.cancel("1")
    store.failuresLeft = 3
    while world.ended[InstanceID(1)] == nil, world.step() {}
    #expect(world.kernel.liveCount == 1)
    #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
    #expect(try store.keptStarts().isEmpty)
  }

  @Test("an event that an instance waits for reaches it, whatever it would start")
  func deliversMeanwhile() throws {
    var order = KernelLockTests.saga("order", of: TestPrograms.order())
    order.startedBy = EventTypeID(1)
    order.input = .openObject
    let world = try World([order, KernelLockTests.saga("refund", of: TestPrograms.waiting())]) { MemoryStore() }
    world.start(order: 7, saga: "refund")
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(try world.state(2).start.trigger == "e-1")
  }

  @Test("it waits no longer than other events", arguments: Stores.Kind.allCases)
  func givesUp(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let waiting = KernelLockTests.saga("refund", of: TestPrograms.waiting())
    let world = try World([Self.programs[0], waiting], store: stores.open)
    world.start(order: 7, saga: "refund")
    world.send(Self.created, id: "c-1", order: 7)
    world.advance(.days(8))
    world.process([])
    #expect(try world.kernel.store.keptStarts().isEmpty)
    world.cancel("1")
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
    #expect(world.kernel.liveCount == 0)
  }
}
