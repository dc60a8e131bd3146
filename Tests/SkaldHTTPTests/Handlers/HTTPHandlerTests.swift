import Hummingbird
import SkaldCore
import SkaldHTTP
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Calls over HTTP to a service that answers")
struct HTTPHandlerTests {
  private func perform(
    _ call: HandlerCall, base: String = "", status: HTTPResponse.Status = .ok, fields: HTTPFields = [:],
    body: String = "{}"
  ) async throws -> (result: CallResult, seen: [ServiceStub.Seen]) {
    let stub = ServiceStub()
    let result = try await stub.run(status: status, fields: fields, body: body) { port in
      try await withTransport { transport in
        let service = try ServiceURL("http://127.0.0.1:\(port)\(base)")
        return await HTTPHandler(service: service, transport: transport).perform(call)
      }
    }
    return (result, stub.seen)
  }

  @Test("a call is a POST below the base with its arguments and says which call it is")
  func request() async throws {
    let call = HandlerCall.sample()
    let (result, seen) = try await perform(call, base: "/v1/", body: #"{"paymentId":"p-1"}"#)
    #expect(result == .ok(["paymentId": "p-1"]))
    let request = try #require(seen.first)
    #expect(seen.count == 1)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/charge")
    #expect(request.body == #"{"amount":100}"#)
    let expected = [
      "content-type": "application/json", "idempotency-key": "sk1:01J:charge.0:a", "skald-instance": "01J",
      "skald-saga": "place-order", "skald-step": "charge", "skald-attempt": "2", "skald-fence": "7",
      "skald-deadline": call.invocation.deadline.text,
    ]
    for (name, value) in expected { #expect(request.fields[name] == value, "\(name)") }
    #expect(request.fields["skald-outcome"] == nil)
  }

  @Test("an undo says whether the outcome of the action is known", arguments: [(true, "known"), (false, "unknown")])
  func outcome(isKnown: Bool, word: String) async throws {
    let call = HandlerCall.sample(operation: "payment.refund", phase: .undo, isOutcomeKnown: isKnown)
    let (_, seen) = try await perform(call)
    #expect(seen.first?.path == "/refund")
    #expect(seen.first?.fields["skald-outcome"] == word)
  }

  @Test("a key that is no header field arrives encoded, and no request can be smuggled in")
  func oddKey() async throws {
    let (result, seen) = try await perform(.sample(key: "Zo\u{EB} 1%\r\nX-Evil: yes"))
    #expect(result == .ok([:]))
    #expect(seen.first?.fields["idempotency-key"] == "Zo%C3%AB%201%25%0D%0AX-Evil:%20yes")
    #expect(seen.first?.fields["x-evil"] == nil)
  }

  @Test("a refusal, a wait and a pending answer arrive as such")
  func answers() async throws {
    let refused = try await perform(.sample(), status: .conflict, body: #"{"refused":"card_declined"}"#)
    #expect(refused.result == .refused(code: "card_declined", message: ""))
    let later = try await perform(.sample(), status: .tooManyRequests, fields: [.retryAfter: "3"])
    #expect(
      later.result == .retryable(effect: .none, notBefore: .seconds(3), message: "the service answered 429"))
    let pending = try await perform(.sample(), status: .accepted, body: "")
    #expect(pending.result == .pending)
  }

  @Test("a redirect is not followed")
  func redirect() async throws {
    let (result, seen) = try await perform(
      .sample(), status: .temporaryRedirect, fields: [.location: "http://169.254.169.254/latest"])
    #expect(result == .blocked(effect: .none, message: "the service answered 307"))
    #expect(seen.count == 1)
  }

  @Test("an answer up to the limit is read, a longer one blocks the step")
  func length() async throws {
    let fitting = "\"" + String(repeating: "x", count: HTTPTransport.responseLengthMax - 2) + "\""
    #expect(try await perform(.sample(), body: fitting).result == .ok(.string(String(fitting.dropFirst().dropLast()))))
    let long = try await perform(.sample(), body: fitting + " ")
    #expect(long.result == .blocked(effect: .applied, message: "the answer is longer than 256 KiB"))
  }

  @Test("a compressed answer is not unpacked")
  func compressed() async throws {
    let (result, _) = try await perform(.sample(), fields: [.contentEncoding: "gzip"], body: "\u{1F}packed")
    guard case .blocked(.applied, _) = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test("a call whose deadline has passed is not sent")
  func overdue() async throws {
    let call = HandlerCall.sample(deadline: Timestamp(milliseconds: 0))
    let (result, seen) = try await perform(call)
    guard case .retryable(.none, nil, _) = result else { return #expect(Bool(false), "got \(result)") }
    #expect(seen.isEmpty)
  }
}
