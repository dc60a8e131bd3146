import FoundationEssentials
import Logging
import Skald
import SkaldTesting
import Testing

/// The tutorial's listings, with the saga as it stands on the page.
@Suite("The tutorial")
struct TutorialTests {
  struct Seat: Codable, Sendable {
    var seat: String
    var buyer: String
  }

  func seats() -> Handlers {
    var handlers = Handlers()
    handlers.prepare { db in
      try db.execute("CREATE TABLE IF NOT EXISTS seats(seat TEXT PRIMARY KEY, buyer TEXT NOT NULL) STRICT")
    }
    handlers.transaction("seats.hold") { (wish: Seat, db, _) in
      let held = try db.query("SELECT 1 FROM seats WHERE seat = ?1", [wish.seat])
      guard held.isEmpty else { throw Refusal("taken") }
      try db.execute("INSERT INTO seats VALUES (?1, ?2)", [wish.seat, wish.buyer])
    }
    handlers.transaction("seats.free") { (wish: Seat, db, _) in
      try db.execute("DELETE FROM seats WHERE seat = ?1 AND buyer = ?2", [wish.seat, wish.buyer])
    }
    return handlers
  }

  struct Charge: Codable, Sendable {
    var buyer: String
    var amount: Int
  }

  func shop() -> Handlers {
    var handlers = seats()
    handlers.on("payment.charge") { (charge: Charge, call: Call) in
      guard charge.amount <= 100 else { throw Refusal("card_declined") }
      return ["receipt": "receipt-\(call.idempotencyKey)"]
    }
    handlers.on("mail.send") { (_: JSON, call: Call) in call.logger.info("sent") }
    return handlers
  }

  private let scratch = Scratch()
  private let program: SagaProgram

  private var path: String { scratch.path }

  init() throws {
    let page = try String(
      contentsOfFile: #filePath.replacing(
        "Tests/SkaldTestingTests/TutorialTests.swift", with: "Sources/Skald/Skald.docc/Tutorial.md"), encoding: .utf8)
    let start = try #require(page.firstRange(of: "```yaml\n")).upperBound
    let end = try #require(page[start...].firstRange(of: "```")).lowerBound
    program = try Self.compiled(String(page[start..<end]))
  }

  private static func compiled(_ text: String) throws -> SagaProgram {
    let source = SourceText(path: "sell-ticket.saga.yaml", text: text)
    let program = try #require(Compiler.compile([source]).sagas.first?.program)
    return program
  }

  @Test("sells a seat to one buyer, and frees it where the card is declined")
  func sells() async throws {
    let test = SagaTest(program, handlers: shop(), store: .sqlite(path))
    let declined = try await test.run(input: ["seat": "A1", "buyer": "ann", "amount": 900])
    #expect(declined.status == .compensated)
    #expect(declined.failure?.code == "card_declined")
    let sold = try await test.run(input: ["seat": "A1", "buyer": "bob", "amount": 90])
    #expect(sold.status == .completed)
    let late = try await test.run(input: ["seat": "A1", "buyer": "eve", "amount": 90])
    #expect(late.failure?.code == "taken")
  }

  @Test("holds the seat once, though the process ends after every commit")
  func survives() async throws {
    var test = SagaTest(program, handlers: shop(), store: .sqlite(path))
    test.crashes = .afterEveryCommit
    let sold = try await test.run(input: ["seat": "A1", "buyer": "ann", "amount": 90])
    #expect(sold.status == .completed)
    #expect(sold.calls.filter { $0.operation == "seats.hold" }.count == 1)
  }

  @Test("asks for the payment again under the same key")
  func repeats() async throws {
    var test = SagaTest(program, handlers: shop(), store: .sqlite(path))
    test.script("payment.charge", .timesOut, times: 2)
    let sold = try await test.run(input: ["seat": "A1", "buyer": "ann", "amount": 90])
    #expect(sold.status == .completed)
    #expect(Set(sold.calls.filter { $0.operation == "payment.charge" }.map(\.idempotencyKey)).count == 1)
  }

  @Test("ends with an engine")
  func runs() async throws {
    let engine = SagaEngine([program], store: .sqlite(path), handlers: shop())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      let started = try await engine.start("sell-ticket", input: ["seat": "A1", "buyer": "ann", "amount": 90])
      for try await _ in try await engine.watch(started.id) {}
      #expect(try await engine.instance(started.id)["status"] == "completed")
      engine.stop()
      try await group.waitForAll()
    }
  }
}
