import SkaldParticipant
import SkaldValue
import Testing

/// The handler of the guide, line by line.
@Suite("The handler of the guide")
struct GuideListingTests {
  private struct Charge: Codable {
    var orderId: String
    var amount: Int64
  }

  @Test("it charges once, refuses what is too much, and tells the event of what it did")
  func charges() async throws {
    let home = try Bank()
    let (file, limit) = (home.folder + "/guide.db", Int64(1000))
    let bank = try Participant(
      path: file, schema: "CREATE TABLE IF NOT EXISTS charges (orderId TEXT NOT NULL, amount INTEGER NOT NULL)")

    @Sendable func charge(_ call: ServiceCall) async -> ServiceAnswer {
      await bank.answer(call) { db in
        let order = try call.input(as: Charge.self)
        guard order.amount <= limit else { throw Refusal("card_declined") }
        try db.execute("INSERT INTO charges VALUES (?, ?)", [.text(order.orderId), .int(order.amount)])
        try db.emit("payment.charged.v1", key: order.orderId, ["amount": .int(order.amount)])
        return ["charged": .int(order.amount)]
      }
    }
    func call(_ order: String, _ amount: Int64) throws -> ServiceCall {
      let fields = [
        "Idempotency-Key": "sk1:\(order):charge.0:a", "Skald-Instance": order, "Skald-Step": "charge",
      ]
      let body: JSON = ["orderId": .string(order), "amount": .int(amount)]
      return try ServiceCall(operation: "charge", body: body.utf8) { fields[$0] }
    }
    for _ in 1...2 { #expect(await charge(try call("7", 900)) == .done(["charged": 900])) }
    #expect(await charge(try call("8", 1001)) == .refused(Refusal("card_declined")))
    let rows = try await bank.write { db in try db.query("SELECT orderId, amount FROM charges", []) }
    #expect(rows.map(\.cells) == [[.text("7"), .int(900)]])
    let told = Told()
    try await bank.relayDue { event in
      await told.add(event)
      return .acknowledged
    }
    #expect(await told.events.map(\.type) == ["payment.charged.v1"])
    #expect(await told.events.map(\.key) == ["7"])
  }

  private actor Told {
    private(set) var events: [OutboxEvent] = []

    func add(_ event: OutboxEvent) { events.append(event) }
  }
}
