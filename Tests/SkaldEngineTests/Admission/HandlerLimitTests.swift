import SkaldCore
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Limits of handlers")
struct HandlerLimitTests {
  @Test(
    "a rate is read as it is written",
    arguments: [
      ("100/s", 100, Milliseconds.seconds(1), 10), ("30/m", 30, .minutes(1), 1), ("5/10s", 5, .seconds(10), 1),
      ("1/1s", 1, .seconds(1), 1), ("2000/100ms", 2000, Milliseconds(100), 2000), ("7/h", 7, .hours(1), 1),
    ])
  func rates(text: String, count: Int, period: Milliseconds, burst: Int) throws {
    let rate = try #require(CallRate(text: text))
    #expect(rate.count == count)
    #expect(rate.period == period)
    #expect(rate.burst == burst)
    #expect(CallRate(text: rate.text) == rate)
  }

  @Test(
    "what is no rate is none",
    arguments: [
      "", "100", "/s", "100/", "0/s", "-1/s", "1.5/s", "100/y", "100/0s", "1/2d", "1000001/s", "1/s/s", "many/s",
      "1/ s",
    ])
  func noRates(text: String) { #expect(CallRate(text: text) == nil) }

  @Test("a rate is written as short as it can be")
  func rateText() {
    #expect(CallRate(100).text == "100/s")
    #expect(CallRate(5, per: .seconds(10)).text == "5/10s")
    #expect(CallRate(1, per: .minutes(90)).text == "1/1h30m")
  }

  @Test("what calls have in common is read as it is written", arguments: ["key", "in.customerId"])
  func keys(text: String) { #expect(CallKey(text: text)?.text == text) }

  @Test("what is nothing in common is nothing", arguments: ["", "in.", "customerId", "keys", "input.customerId"])
  func noKeys(text: String) { #expect(CallKey(text: text) == nil) }

  @Test(
    "tokens come back evenly, and at most the burst of them is kept",
    arguments: [
      (CallRate(10, burst: 2), [0, 0, 100, 200, 300]), (CallRate(1, per: .minutes(1)), [0, 60_000, 120_000]),
      (CallRate(3, burst: 1), [0, 334, 667, 1000, 1334]), (CallRate(2000, burst: 1), [0, 1, 2, 3]),
      (CallRate(1000, burst: 3), [0, 0, 0, 1, 2]),
    ] as [(CallRate, [Int64])])
  func tokens(rate: CallRate, times: [Int64]) {
    let start = Timestamp(milliseconds: 5000)
    var bucket = TokenBucket(rate, at: start)
    var now = start
    var taken: [Int64] = []
    for _ in times {
      now = bucket.next(at: now)
      let isThere = bucket.next(at: now) == now
      #expect(isThere)
      bucket.take()
      taken.append((now - start).count)
    }
    #expect(taken == times)
  }

  @Test("a long rest does not bring more than the burst")
  func rest() {
    var bucket = TokenBucket(CallRate(10, burst: 2), at: Timestamp(milliseconds: 0))
    let later = Timestamp(milliseconds: .max / 2)
    var times: [Timestamp] = []
    for _ in 1...3 {
      times.append(bucket.next(at: later))
      bucket.take()
    }
    #expect(times == [later, later, later + Milliseconds(100)])
  }

  @Test(
    "the end of a call says whether its service lives",
    arguments: [
      (.ok(nil), .alive, nil), (.refused(code: "no", message: ""), .alive, nil),
      (.refused(code: nil, message: ""), .alive, nil), (.pending, .alive, nil),
      (.retryable(effect: .none, notBefore: .seconds(2), message: ""), .alive, .seconds(2)),
      (.retryable(effect: .none, notBefore: .hours(2), message: ""), .alive, .minutes(1)),
      (.retryable(effect: .none, notBefore: nil, message: ""), .dead, nil),
      (.retryable(effect: .unknown, notBefore: nil, message: ""), .dead, nil),
      (.retryable(effect: .unknown, notBefore: .seconds(3), message: ""), .dead, .seconds(3)),
      (.lost(message: ""), .dead, nil), (.blocked(effect: .none, message: ""), .unknown, nil),
    ] as [(CallResult, CallVerdict.Kind, Milliseconds?)])
  func verdicts(result: CallResult, kind: CallVerdict.Kind, hold: Milliseconds?) {
    let verdict = CallVerdict(result)
    #expect(verdict.kind == kind)
    #expect(verdict.hold == hold)
  }
}
