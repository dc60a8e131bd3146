import Skald
import SkaldTesting
import Synchronization
import Testing

@Suite("Tests of one's own sagas")
struct SagaTestTests {
  private static let order = Shop.order(7)

  @Test("without handlers and scripts everything is answered from the contracts")
  func answersFromContracts() async throws {
    let result = try await SagaTest(Shop.program()).run(input: Self.order)
    #expect(result.status == .completed)
    #expect(result.end == .ended)
    #expect(result.failure == nil)
    #expect(result.calls.map(\.operation) == ["payment.charge", "inventory.reserve", "delivery.request"])
    #expect(result.calls.allSatisfy { $0.outcome == "ok" && $0.attempt == 1 && !$0.isUndo })
    #expect(result.states == ["order": ["PENDING", "PAID", "RESERVED", "SHIPPING", "COMPLETED"]])
    #expect(result.emits.map(\.name) == ["order.completed.v1"])
    #expect(result.emits.map(\.data) == [["orderId": 7]])
    #expect(result.incidents.isEmpty)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let operation: String
    let behavior: SagaTest.Behavior
    var times: Int?
    let status: Status
    let calls: [String]
  }

  static let cases = [
    Case(
      testDescription: "refused", operation: "payment.charge", behavior: .refuses("card_declined"),
      status: .compensated, calls: ["payment.charge"]),
    Case(
      testDescription: "no answer, twice", operation: "delivery.request", behavior: .timesOut, times: 2,
      status: .completed,
      calls: ["payment.charge", "inventory.reserve", "delivery.request", "delivery.request", "delivery.request"]),
    Case(
      testDescription: "a failure, once", operation: "payment.charge", behavior: .fails, times: 1, status: .completed,
      calls: ["payment.charge", "payment.charge", "inventory.reserve", "delivery.request"]),
    Case(
      testDescription: "a result of its own", operation: "payment.charge", behavior: .returns(["paymentId": "p"]),
      status: .completed, calls: ["payment.charge", "inventory.reserve", "delivery.request"]),
  ]

  @Test("an operation does what its script says", arguments: cases)
  func followsScripts(row: Case) async throws {
    var test = SagaTest(try Shop.program())
    test.script(row.operation, row.behavior, times: row.times)
    let result = try await test.run(input: Self.order)
    #expect(result.status == row.status)
    #expect(result.calls.map(\.operation) == row.calls)
  }

  @Test("handlers are called, with the same key on every attempt")
  func callsHandlers() async throws {
    let calls = Calls()
    var test = SagaTest(try Shop.program(), handlers: calls.handlers)
    test.script("payment.charge", .timesOut, times: 1)
    let result = try await test.run(input: Self.order)
    #expect(result.status == .completed)
    #expect(calls.keys.count == 2)
    #expect(Set(calls.keys).count == 1)
    #expect(result.calls.first?.idempotencyKey == calls.keys.first)
  }

  @Test("a handler's refusal is the failure")
  func takesRefusals() async throws {
    let result = try await SagaTest(Shop.program(), handlers: Calls().handlers).run(input: Shop.order(7, amount: 5000))
    #expect(result.status == .compensated)
    #expect(result.cause == .failure)
    #expect(result.failure == Failure(code: "card_declined", step: "charge", message: ""))
  }

  @Test("a crash after any commit leads to the same end, and calls repeat under their keys", arguments: 1...5)
  func crashesOnce(commit: Int) async throws {
    let calls = Calls()
    var test = SagaTest(try Shop.program(), handlers: calls.handlers)
    test.crashes = .after(commit: commit)
    let result = try await test.run(input: Self.order)
    #expect(result.status == .completed)
    #expect(Set(calls.keys).count == 1)
    #expect(calls.keys.count == (commit == 1 ? 2 : 1))
    #expect(result.states["order"]?.last == "COMPLETED")
  }

  @Test("crashes after every commit lead to the same end, in memory and in a file", arguments: [false, true])
  func crashesAlways(isFile: Bool) async throws {
    let scratch = Scratch()
    let calls = Calls()
    var test = SagaTest(try Shop.program(), handlers: calls.handlers, store: isFile ? .sqlite(scratch.path) : nil)
    test.crashes = .afterEveryCommit
    let result = try await test.run(input: Self.order)
    #expect(result.status == .completed)
    #expect(calls.keys.count == 2)
    #expect(result.emits.map(\.name) == ["order.completed.v1"])
  }

  @Test("an event that is withheld never comes")
  func withholds() async throws {
    var test = SagaTest(try Shop.program())
    test.withhold("order.delivered.v1")
    let result = try await test.run(input: Self.order)
    #expect(result.status == .running)
    #expect(result.end != .ended)
    #expect(result.incidents.map(\.kind) == ["wait_overdue"])
  }

  @Test("an event that is sent has the data that it was given")
  func sends() async throws {
    var test = SagaTest(try Shop.program())
    test.send("order.delivered.v1", ["orderId": 7])
    #expect(try await test.run(input: Self.order).status == .completed)
    // The data belongs to another order.
    var other = SagaTest(try Shop.program())
    other.send("order.delivered.v1", ["orderId": 8])
    #expect(try await other.run(input: Self.order).status == .running)
  }

  @Test("a cancel in time undoes the saga, one behind the pivot does nothing", arguments: [(1, true), (600, false)])
  func cancels(seconds: Int, isUndone: Bool) async throws {
    var test = SagaTest(try Shop.program())
    if isUndone { test.script("inventory.reserve", .fails) } else { test.withhold("order.delivered.v1") }
    test.cancel(after: .seconds(seconds))
    let result = try await test.run(input: Self.order)
    #expect(result.status == (isUndone ? .compensated : .running))
    #expect(result.cause == (isUndone ? .cancel : nil))
  }

  @Test("an input that the saga does not take is an error")
  func refusesInput() async throws {
    await #expect(throws: EngineError.self) { try await SagaTest(Shop.program()).run(input: ["orderId": 7]) }
  }

  @Test("transactions want a file, and say so")
  func wantsAFile() async throws {
    var handlers = Handlers()
    handlers.transaction("inventory.reserve") { (_: Shop.Reserve, _, _) in Shop.Reservation(reservationId: "r") }
    let program = try Shop.program()
    let error = await #expect(throws: StoreError.self) {
      try await SagaTest(program, handlers: handlers).run(input: Self.order)
    }
    #expect(error?.code == .tablesUnusable)
    #expect(error?.message.contains("`inventory.reserve`") == true)
  }

  @Test("two runs are the same")
  func repeats() async throws {
    var test = SagaTest(try Shop.program())
    test.script("payment.charge", .timesOut)
    let (first, second) = (try await test.run(input: Self.order), try await test.run(input: Self.order))
    #expect(first.json == second.json)
  }
}

/// Handlers of the payment service that remember the keys of their calls.
private final class Calls: Sendable {
  private let seen = Mutex<[String]>([])

  var keys: [String] { seen.withLock { $0 } }

  var handlers: Handlers {
    var handlers = Handlers()
    handlers.on("payment.charge") { (order: Shop.Charge, call: Call) in
      self.seen.withLock { $0.append(call.idempotencyKey) }
      guard order.amount <= 1000 else { throw Refusal("card_declined") }
      return Shop.Receipt(paymentId: "p-\(order.orderId)")
    }
    return handlers
  }
}
