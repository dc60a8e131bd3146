import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("The circuit breaker")
struct BreakerTests {
  /// Something that happens to a breaker, each at its time.
  enum Event: Sendable {
    case succeed
    case fail
    case probe
    case probeFails
    case forget
    case wait(Int64)
  }

  static let rule = CircuitBreaker(failures: 2, coolDown: .seconds(1), coolDownMax: .seconds(3))

  static func open(_ until: Int64, _ after: Int64) -> Breaker.State {
    .open(until: Timestamp(milliseconds: until), after: Milliseconds(after))
  }

  @Test(
    "from state to state",
    arguments: [
      ([.fail], .closed(failures: 1)), ([.fail, .succeed, .fail], .closed(failures: 1)),
      ([.fail, .fail], open(1000, 1000)), ([.fail, .fail, .fail], open(1000, 1000)),
      ([.fail, .fail, .succeed], .closed(failures: 0)),
      ([.fail, .fail, .wait(1000), .probe], .probing(after: Milliseconds(1000))),
      ([.fail, .fail, .wait(1000), .probe, .succeed], .closed(failures: 0)),
      ([.fail, .fail, .wait(1000), .probe, .fail], .probing(after: Milliseconds(1000))),
      ([.fail, .fail, .wait(1500), .probe, .probeFails], open(3500, 2000)),
      ([.fail, .fail, .wait(1000), .probe, .probeFails, .wait(2000), .probe, .probeFails], open(6000, 3000)),
      ([.fail, .fail, .wait(1000), .probe, .forget], open(1000, 1000)), ([.fail, .forget], .closed(failures: 1)),
      ([.fail, .fail, .forget], open(1000, 1000)),
    ] as [([Event], Breaker.State)])
  func transitions(events: [Event], expected: Breaker.State) {
    var breaker = Breaker(Self.rule)
    var now = Timestamp(milliseconds: 0)
    for event in events {
      switch event {
      case .succeed: breaker.succeed()
      case .fail: breaker.fail(isProbe: false, at: now)
      case .probe:
        #expect(breaker.opening(at: now) == .open)
        let isProbe = breaker.begin()
        #expect(isProbe)
      case .probeFails: breaker.fail(isProbe: true, at: now)
      case .forget: breaker.forgetProbe(at: now)
      case .wait(let time): now = now + Milliseconds(time)
      }
    }
    #expect(breaker.state == expected)
  }

  @Test("one call at a time finds out, and only after the wait")
  func openings() {
    var breaker = Breaker(CircuitBreaker(failures: 1, coolDown: .seconds(1)))
    let start = Timestamp(milliseconds: 0)
    #expect(breaker.opening(at: start) == .open)
    let isProbeWhileItLives = breaker.begin()
    #expect(!isProbeWhileItLives)
    breaker.fail(isProbe: false, at: start)
    let later = start + .seconds(1)
    #expect(breaker.opening(at: start + Milliseconds(999)) == .shut(until: later))
    #expect(breaker.opening(at: later) == .open)
    let isProbe = breaker.begin()
    #expect(isProbe)
    #expect(breaker.opening(at: later) == .shut(until: nil))
    breaker.succeed()
    #expect(breaker.opening(at: later) == .open)
  }
}
