import SkaldValue
import Testing

@testable import OrderShop

@Suite("Orders and their outbox")
struct OrdersTests {
  let scratch: Scratch
  let orders: Orders
  let outbox: Outbox

  init() throws {
    scratch = try Scratch(Orders.schema)
    outbox = Outbox(database: scratch.database)
    orders = Orders(database: scratch.database, outbox: outbox)
  }

  private func request(quantity: Int64 = 1) throws -> OrderRequest {
    try OrderRequest(["userId": 7, "amount": 50, "quantity": .int(quantity), "idempotencyKey": "k"])
  }

  @Test("an order and its event are stored together, and a repeat adds neither")
  func placedOnce() async throws {
    #expect(try await orders.place(request(), at: Call.noon) == .new(1))
    #expect(try await orders.place(request(), at: Call.noon) == .known(1))

    let pending = try await outbox.pending()
    #expect(pending.map { $0.orderId } == [1])
    let event = try JSON.parse(try #require(pending.first).event)
    #expect(event["type"] == "order.created.v1")
    #expect(event["data"] == ["orderId": 1, "userId": 7, "amount": 50, "sku": "bike-1", "quantity": 1])
  }

  @Test("a key that comes again with another content is turned away")
  func mismatch() async throws {
    _ = try await orders.place(request(quantity: 1), at: Call.noon)

    #expect(try await orders.place(request(quantity: 2), at: Call.noon) == .mismatch)
  }

  @Test("an order is unsent until its event was acknowledged")
  func unsent() async throws {
    _ = try await orders.place(request(), at: Call.noon)
    #expect(try await orders.find(1)?.isUnsent == true)

    try await outbox.remove(try await outbox.pending())
    #expect(try await orders.find(1)?.isUnsent == false)
    #expect(try await orders.find(2) == nil)
  }

  @Test("a transaction that fails leaves nothing behind")
  func rollback() async throws {
    await #expect(throws: StaleVersion.self) {
      try await scratch.database.write { connection in
        try Outbox.add(
          CloudEvent(source: "/test", type: "order.created.v1", orderId: 1, time: Call.noon, data: [:]), connection)
        throw StaleVersion()
      }
    }
    #expect(try await outbox.pending().isEmpty)
  }

  @Test("a delivery and its event are stored together, and its key is remembered for ever")
  func deliveryEvent() async throws {
    let scratch = try Scratch(Delivery.schema)
    let outbox = Outbox(database: scratch.database)
    let delivery = Delivery(database: scratch.database, outbox: outbox).operations
    let input: JSON = ["orderId": 1, "reservationId": "res-1"]
    let later = Call.noon + Milliseconds.days(10_000)

    let first = try await delivery.perform(Call("request", input, key: "a"))
    #expect(try await delivery.perform(Call("request", input, key: "a", at: later)) == first)
    #expect(try await scratch.effects("request", order: 1) == 1)
    #expect(try await outbox.pending().count == 1)
  }
}
