import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Swift functions as handlers")
struct HandlersTests {
  struct Charge: Codable, Sendable { var amount: Int }
  struct Receipt: Codable, Sendable { var paymentId: String }
  struct Broken: Error, CustomStringConvertible { var description: String }

  private func result(_ call: HandlerCall = .sample(), _ register: (inout Handlers) -> Void) async throws -> CallResult
  {
    var handlers = Handlers()
    register(&handlers)
    return try await #require(handlers.handler(for: call.invocation.operation)).perform(call)
  }

  @Test("arguments are decoded and the result is encoded")
  func typed() async throws {
    let result = try await result {
      $0.on("payment.charge") { (charge: Charge, call: Call) in
        Receipt(paymentId: "\(charge.amount)/\(call.idempotencyKey)/\(call.attempt)/\(call.fence)")
      }
    }
    #expect(result == .ok(["paymentId": "100/sk1:01J:charge.0:a/2/7"]))
  }

  @Test("a function without a result answers with nothing")
  func void() async throws {
    let result = try await result { $0.on("payment.charge") { (_: Charge, _: Call) in } }
    #expect(result == .ok(nil))
  }

  @Test("without types the arguments are JSON")
  func json() async throws {
    let result = try await result { $0.on("payment.charge") { arguments, _ in ["echo": arguments] } }
    #expect(result == .ok(["echo": ["amount": 100]]))
  }

  @Test("without types and without a result, too")
  func jsonVoid() async throws {
    let result = try await result { $0.on("payment.charge") { _, _ in } }
    #expect(result == .ok(nil))
  }

  @Test("a thrown refusal keeps its code and message")
  func refusal() async throws {
    let result = try await result {
      $0.on("payment.charge") { (_: Charge, _: Call) in throw Refusal("card_declined", "try another card") }
    }
    #expect(result == .refused(code: "card_declined", message: "try another card"))
  }

  @Test("without types a function may only throw")
  func jsonRefusal() async throws {
    let result = try await result { $0.on("payment.charge") { _, _ in throw Refusal("card_declined") } }
    #expect(result == .refused(code: "card_declined", message: ""))
  }

  @Test("a thrown Pending means that the answer comes later")
  func pending() async throws {
    let result = try await result { $0.on("payment.charge") { (_: Charge, _: Call) -> Receipt in throw Pending() } }
    #expect(result == .pending)
  }

  @Test("after any other error nobody knows whether it took effect")
  func otherError() async throws {
    let result = try await result {
      $0.on("payment.charge") { (_: Charge, _: Call) in throw Broken(description: "the wire broke") }
    }
    #expect(result == .retryable(effect: .unknown, notBefore: nil, message: "the wire broke"))
  }

  @Test("a long error text is cut")
  func longError() async throws {
    let result = try await result {
      $0.on("payment.charge") { (_: Charge, _: Call) in
        throw Broken(description: String(repeating: "x", count: 10_000))
      }
    }
    let cut = String(repeating: "x", count: Handlers.messageLengthMax)
    #expect(result == .retryable(effect: .unknown, notBefore: nil, message: cut))
  }

  @Test(
    "arguments of another shape block the step, and the message shows the place but not the value",
    arguments: [
      (JSON.object(JSONObject([("amount", "secret")])), "`amount` expected Int"),
      (.object(JSONObject()), "`amount` is missing"),
      (.object(JSONObject([("amount", .null)])), "`amount` expected Int"), (.string("secret"), "expected"),
    ])
  func undecodable(arguments: JSON, reason: String) async throws {
    let result = try await result(.sample(arguments: arguments)) {
      $0.on("payment.charge") { (charge: Charge, _: Call) in Receipt(paymentId: "\(charge.amount)") }
    }
    guard case .blocked(.none, let message) = result else { return #expect(Bool(false), "got \(result)") }
    #expect(message.contains(reason))
    #expect(!message.contains("secret"))
  }

  @Test("a result that cannot be encoded blocks the step, and its effect counts")
  func unencodable() async throws {
    struct Odd: Encodable, Sendable {
      func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(1, .init(codingPath: [], debugDescription: "odd"))
      }
    }
    let result = try await result { $0.on("payment.charge") { (_: Charge, _: Call) in Odd() } }
    guard case .blocked(.applied, _) = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test("an undo is told what is known of the action", arguments: [true, false])
  func undo(isOutcomeKnown: Bool) async throws {
    let call = HandlerCall.sample(operation: "payment.refund", phase: .undo, isOutcomeKnown: isOutcomeKnown)
    let result = try await result(call) {
      $0.on("payment.refund") { (_: JSON, call: Call) -> JSON in
        [.bool(call.isUndo), .bool(call.isOutcomeKnown)]
      }
    }
    #expect(result == .ok([true, .bool(isOutcomeKnown)]))
  }

  @Test("a heartbeat throws once the attempt is given up")
  func heartbeat() async throws {
    var handlers = Handlers()
    handlers.on("payment.charge") { (_: JSON, call: Call) -> Void in
      while true {
        try call.heartbeat()
        await Task.yield()
      }
    }
    let handler = try #require(handlers.handler(for: "payment.charge"))
    let result = await withTaskGroup(of: CallResult.self) { group in
      group.addTask { await handler.perform(.sample()) }
      group.cancelAll()
      return await group.next()
    }
    guard case .retryable(.unknown, nil, _) = result else { return #expect(Bool(false), "got \(result as Any)") }
  }

  @Test("only a function that says so may run in place", arguments: [true, false])
  func immediate(isNonBlocking: Bool) throws {
    var handlers = Handlers()
    handlers.on("payment.charge", isNonBlocking: isNonBlocking) { (_: JSON, _: Call) in }
    #expect(try #require(handlers.handler(for: "payment.charge")).isImmediate == isNonBlocking)
  }
}
