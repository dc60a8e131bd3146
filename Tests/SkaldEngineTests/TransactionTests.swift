import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("Steps on the user's own tables")
struct TransactionTests {
  private static func world(
    _ stores: Stores, _ warehouse: Warehouse = Warehouse(), mock: [String] = []
  ) throws -> World {
    try World([TestPrograms.fourCalls()], mock: mock, handlers: warehouse.handlers, store: stores.open)
  }

  @Test("the write, the result and the next call are in one commit")
  func sharesTheCommit() throws {
    let stores = Stores(.sqlite)
    let world = try Self.world(stores)
    world.start(order: 7)
    // The start, the charge's answer, and then the reservation with the dispatch of the shipment.
    while world.kernel.commits < 2, world.step() {}
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 10, reserved: 0))
    #expect(world.step())
    #expect(world.kernel.commits == 3)
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 9, reserved: 1))
    #expect(try world.state(1).steps[1].status == .succeeded)
    #expect(try world.state(1).inFlight.map(\.step.index) == [2])
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(world.effects["inventory.reserve"] == nil)
  }

  @Test("the undo is a transaction, too")
  func undoes() throws {
    let stores = Stores(.sqlite)
    let world = try Self.world(stores, mock: ["delivery.request=refuses:address_unserviceable"])
    world.start(order: 7)
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 10, reserved: 0))
  }

  @Test("a refusal takes its own writes out and no others, and has no effect")
  func refuses() throws {
    let stores = Stores(.sqlite)
    let warehouse = Warehouse { place, call, _ in
      if place == "end", call.instance == "2" { throw Refusal("out_of_stock") }
    }
    let world = try Self.world(stores, warehouse)
    for order: Int64 in 1...3 { world.start(order: order) }
    world.run()
    #expect(world.ended.values.filter { $0 == .completed }.count == 2)
    #expect(try world.state(2).status == .compensated)
    #expect(try world.state(2).steps[1].effect == .none)
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 8, reserved: 2))
  }

  @Test("any other error had no effect and is tried again", arguments: 1...3)
  func triesAgain(failures: Int) throws {
    let stores = Stores(.sqlite)
    let warehouse = Warehouse { place, call, _ in
      if place == "end", call.attempt <= failures, !call.isUndo { throw Warehouse.Fault() }
    }
    let world = try Self.world(stores, warehouse)
    world.start(order: 7)
    world.run()
    // The policy allows three attempts; after them the step has failed for certain, and there is nothing to undo.
    let isDone = failures < 3
    #expect(world.ended == [InstanceID(1): isDone ? .completed : .compensated])
    #expect(try world.state(1).steps[1].effect == (isDone ? .applied : .none))
    #expect(try world.state(1).steps[1].undoing.attempts == 0)
    let count = try Warehouse.Count(in: stores.path)
    #expect(count == (isDone ? .init(available: 9, reserved: 1) : .init(available: 10, reserved: 0)))
  }

  @Test("a result that is not as declared takes the writes back and blocks the step without effect")
  func refusesBadResults() throws {
    let stores = Stores(.sqlite)
    var handlers = Warehouse().handlers
    handlers.transaction("inventory.reserve") { (_: Warehouse.Order, db, _) in
      try db.execute("UPDATE stock SET available = 0")
      return ["reservation": "r-1"]
    }
    let world = try World([TestPrograms.fourCalls()], handlers: handlers, store: stores.open)
    world.start(order: 7)
    while try world.state(1).incidents.isEmpty, world.step() {}
    #expect(try world.state(1).incidents.map(\.kind) == ["handler_blocked"])
    #expect(try world.state(1).steps[1].effect == .none)
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 10, reserved: 0))
  }

  @Test("after a failed commit nothing of the work is kept, and it is done again", arguments: 1...4)
  func survivesFailedCommits(failures: Int) throws {
    let stores = Stores(.sqlite)
    let runs = Counter()
    let warehouse = Warehouse { place, _, _ in if place == "begin" { runs.add() } }
    let store = FlakyStore(stores.open())
    let world = try World([TestPrograms.fourCalls()], handlers: warehouse.handlers) { store }
    for order: Int64 in 1...3 { world.start(order: order) }
    while world.kernel.commits < 4, world.step() {}
    store.failuresLeft = failures
    while world.kernel.fault != nil || store.failuresLeft > 0, world.step() {
      #expect(try Warehouse.Count(in: stores.path).isConsistent)
    }
    world.run()
    #expect(world.ended.values.filter { $0 == .completed }.count == 3)
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 7, reserved: 3))
    #expect(runs.count >= 3)
  }

  @Test("a handler that ends the engine's transaction is not run again, and the others go on")
  func blocksWhoEndsTheTransaction() throws {
    let stores = Stores(.sqlite)
    let warehouse = Warehouse { place, call, db in
      guard place == "end", call.instance == "2" else { return }
      try db.execute("INSERT OR ROLLBACK INTO stock VALUES ('lamp', 3)")
    }
    let world = try Self.world(stores, warehouse)
    for order: Int64 in 1...3 { world.start(order: order) }
    while try world.state(2).incidents.isEmpty, world.step() {}
    #expect(try world.state(2).incidents.map(\.kind) == ["handler_blocked"])
    #expect(try world.state(2).steps[1].effect == .none)
    world.run()
    #expect(world.ended[InstanceID(1)] == .completed)
    #expect(world.ended[InstanceID(3)] == .completed)
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 8, reserved: 2))
  }

  @Test("a call that was given up before its turn does not happen")
  func skipsWhatIsGivenUp() throws {
    let stores = Stores(.sqlite)
    let runs = Counter()
    let warehouse = Warehouse { place, call, _ in if place == "begin", !call.isUndo { runs.add() } }
    let world = try Self.world(stores, warehouse)
    world.start(order: 7)
    while world.kernel.commits < 2, world.step() {}
    // In the same batch, but before it: the cancel.
    #expect(world.cancel("1").isNewCancel == true)
    world.run()
    #expect(runs.count == 0)
    #expect(world.ended == [InstanceID(1): .compensated])
    #expect(try Warehouse.Count(in: stores.path) == .init(available: 10, reserved: 0))
  }

  @Test("many that are due share commits, a bounded number in each")
  func boundsABatch() throws {
    let stores = Stores(.sqlite)
    let runs = Counter()
    let world = try Self.world(
      stores, Warehouse { place, _, _ in if place == "begin" { runs.add() } else { throw Refusal("out_of_stock") } })
    let count = TransactionQueue.batchMax + 5
    world.process(
      (1...Int64(count)).map { order in
        .start(StartRequest(saga: "order", input: ["orderId": .int(order), "amount": 5], ticket: world.ticket()))
      })
    #expect(world.step())
    #expect(runs.count == 0)
    #expect(world.step())
    #expect(runs.count == TransactionQueue.batchMax)
    #expect(world.step())
    #expect(runs.count == count)
  }
}
