import SkaldCore
import SkaldValue
import Testing

@testable import SkaldHTTP

/// The table of SEMANTICS §4, row by row.
@Suite("What an answer means")
struct ResponseMappingTests {
  private static let now = Timestamp(milliseconds: 784_111_777_000)  // Sun, 06 Nov 1994 08:49:37 GMT

  private static func answer(
    _ status: Int, _ body: String = "", result: String? = nil, retryAfter: String? = nil
  ) -> Answer {
    Answer(status: status, retryAfter: retryAfter, result: result, body: .whole(Array(body.utf8)))
  }

  private func result(_ answer: Answer) -> CallResult { ResponseMapping.result(of: answer, now: Self.now) }

  @Test("2xx with JSON is done", arguments: [200, 201, 202, 203, 206, 299])
  func done(status: Int) {
    #expect(result(Self.answer(status, #"{"paymentId":"p"}"#)) == .ok(["paymentId": "p"]))
  }

  @Test("2xx without a body is done without a result", arguments: [200, 201, 204, 205])
  func empty(status: Int) { #expect(result(Self.answer(status)) == .ok(nil)) }

  @Test(
    "202 without a body, or marked pending, is pending",
    arguments: [answer(202), answer(202, "{}", result: "pending"), answer(202, "{}", result: "Pending")])
  func pending(answer: Answer) { #expect(result(answer) == .pending) }

  @Test(
    "2xx with an answer that cannot be kept is blocked, and its effect counts",
    arguments: [
      answer(200, "<html>"), answer(200, #"{"a":1,"a":2}"#), answer(200, "\u{FEFF}"),
      Answer(status: 200, body: .tooLong), Answer(status: 202, body: .tooLong),
    ])
  func unreadable(answer: Answer) {
    guard case .blocked(.applied, let message) = result(answer) else { return #expect(Bool(false)) }
    #expect(!message.contains("html"))
  }

  @Test("409 and 422 with a code are refused", arguments: [409, 422])
  func refused(status: Int) {
    #expect(
      result(Self.answer(status, #"{"refused":"card_declined","message":"no"}"#))
        == .refused(code: "card_declined", message: "no"))
  }

  @Test("409 marked tombstoned is refused as such")
  func tombstoned() {
    guard case .refused("tombstoned", _) = result(Self.answer(409, result: "tombstoned")) else {
      return #expect(Bool(false))
    }
  }

  @Test(
    "400, 409, 410 and 422 without a code are a definitive no",
    arguments: [
      answer(400), answer(400, #"{"refused":"card_declined"}"#), answer(409), answer(409, "gone"), answer(410),
      answer(410, #"{"refused":"card_declined"}"#), answer(422, #"{"refused":""}"#), answer(422, #"{"refused":1}"#),
      answer(422, "[]"), answer(410, result: "tombstoned"), Answer(status: 409, body: .tooLong),
      answer(409, #"{"refused":"\#(String(repeating: "x", count: 1000))"}"#),
    ])
  func rejected(answer: Answer) {
    #expect(result(answer) == .refused(code: nil, message: "the service answered \(answer.status)"))
  }

  @Test("a definitive no says what the service said")
  func rejectedWithWords() {
    #expect(result(Self.answer(400, #"{"detail":"amount < 0"}"#)) == .refused(code: nil, message: "amount < 0"))
  }

  @Test("408, 425 and 503 are later, and may have taken effect", arguments: [408, 425, 503])
  func later(status: Int) {
    #expect(
      result(Self.answer(status, retryAfter: "7"))
        == .retryable(effect: .unknown, notBefore: .seconds(7), message: "the service answered \(status)"))
  }

  @Test("429 is later without an effect")
  func tooMany() {
    #expect(
      result(Self.answer(429)) == .retryable(effect: .none, notBefore: nil, message: "the service answered 429"))
  }

  @Test("every other answer below 500, and 501, is a fault of the set-up")
  func blocked() {
    let others = Set(300...499).subtracting([400, 408, 409, 410, 422, 425, 429]).union([501])
    for status in others.sorted() {
      #expect(
        result(Self.answer(status, #"{"refused":"x"}"#))
          == .blocked(effect: .none, message: "the service answered \(status)"))
    }
  }

  @Test("other 5xx, and what is no status at all, is retried")
  func retried() {
    for status in Set(500...999).subtracting([501, 503]).sorted() {
      #expect(
        result(Self.answer(status, retryAfter: "7"))
          == .retryable(effect: .unknown, notBefore: nil, message: "the service answered \(status)"))
    }
  }

  @Test("what was never sent had no effect; what got no answer may have had one")
  func unanswered() {
    #expect(
      ResponseMapping.result(of: .notSent(message: "m"), now: Self.now)
        == .retryable(effect: .none, notBefore: nil, message: "m"))
    #expect(ResponseMapping.result(of: .lost(message: "m"), now: Self.now) == .lost(message: "m"))
  }

  @Test(
    "Retry-After is a number of seconds or a date in one of three forms",
    arguments: [
      ("0", 0), ("120", 120_000), ("99999999999999999999", 86_400_000), ("86401", 86_400_000),
      ("Sun, 06 Nov 1994 08:49:47 GMT", 10_000), ("Sunday, 06-Nov-94 08:49:47 GMT", 10_000),
      ("Sun Nov  6 08:49:47 1994", 10_000), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
      ("Mon, 06 Nov 1995 08:49:37 GMT", 86_400_000),
    ])
  func retryAfter(field: String, milliseconds: Int64) {
    #expect(RetryAfter.wait(field, now: Self.now) == Milliseconds(milliseconds))
  }

  @Test(
    "any other Retry-After is ignored",
    arguments: [
      "", "-1", "1.5", "soon", "Sun, 06 Now 1994 08:49:47 GMT", "Sun, 32 Nov 1994 08:49:47 GMT", "1994-11-06T08:49:47Z",
    ])
  func oddRetryAfter(field: String) { #expect(RetryAfter.wait(field, now: Self.now) == nil) }
}
