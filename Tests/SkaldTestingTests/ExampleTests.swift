import Skald
import SkaldTesting
import Testing

private typealias Charge = Shop.Charge
private typealias Receipt = Shop.Receipt
private typealias Reserve = Shop.Reserve
private typealias Reservation = Shop.Reservation

/// The listings of the guide to handlers in Swift, as they stand there.
@Suite("Examples of the guide")
struct ExampleTests {
  private func payment() -> Handlers {
    var handlers = Handlers()
    handlers.on("payment.charge") { (order: Charge, call: Call) in
      guard order.amount <= 1000 else { throw Refusal("card_declined") }
      return Receipt(paymentId: "payment-\(call.idempotencyKey)")
    }
    return handlers
  }

  private func warehouse() -> Handlers {
    var handlers = payment()
    handlers.prepare { db in
      try db.execute(
        """
        CREATE TABLE IF NOT EXISTS stock(
          sku TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0)) STRICT
        """)
    }
    handlers.transaction("inventory.reserve") { (order: Reserve, db, call) in
      let changed = try db.execute(
        "UPDATE stock SET available = available - ?1 WHERE sku = ?2 AND available >= ?1", [order.quantity, order.sku])
      guard changed == 1 else { throw Refusal("out_of_stock") }
      return Reservation(reservationId: call.idempotencyKey)
    }
    return handlers
  }

  @Test("a test of one's own saga")
  func refunds() async throws {
    let program = try Shop.program()
    let handlers = payment()
    let order = Shop.order(7)
    var test = SagaTest(program, handlers: handlers)
    test.script("inventory.reserve", .refuses("out_of_stock"))
    let result = try await test.run(input: order)
    #expect(result.status == .compensated)
    #expect(result.failure?.code == "out_of_stock")
    #expect(result.calls.map(\.operation) == ["payment.charge", "inventory.reserve", "payment.refund"])
    #expect(result.states["order"] == ["PENDING", "PAID", "CANCELING", "CANCELED"])
  }

  @Test("a test with a crash after any commit")
  func crashes() async throws {
    let program = try Shop.program()
    let handlers = payment()
    let order = Shop.order(7)
    let whole = try await SagaTest(program, handlers: handlers).run(input: order)
    for commit in 1...whole.commits {
      var test = SagaTest(program, handlers: handlers)
      test.crashes = .after(commit: commit)
      #expect(try await test.run(input: order).status == .completed)
    }
  }

  @Test("transactions are tested on a file")
  func reserves() async throws {
    let scratch = Scratch()
    let path = scratch.path
    let program = try Shop.program()
    let handlers = warehouse()
    let order = Shop.order(7)
    let test = SagaTest(program, handlers: handlers, store: .sqlite(path))
    let result = try await test.run(input: order)
    #expect(result.failure?.code == "out_of_stock")
  }

  @Test("an engine of one's own")
  func embeds() async throws {
    let scratch = Scratch()
    let path = scratch.path
    let program = try Shop.program()
    let handlers = warehouse()
    let engine = SagaEngine([program], store: .sqlite(path), handlers: handlers)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      let started = try await engine.start("place-order", input: Shop.order(7))
      #expect(started.isNew)
      engine.stop()
      try await group.waitForAll()
    }
  }
}
