import SkaldCore
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("The admission of calls in any order")
struct AdmissionRandomTests {
  static let limits = [
    "a": HandlerLimit(concurrency: 4, breaker: CircuitBreaker(failures: 3, coolDown: Milliseconds(50))),
    "a.x": HandlerLimit(concurrency: 2), "a.y": HandlerLimit(rate: CallRate(20, burst: 3)),
    "b": HandlerLimit(rate: CallRate(100), per: .businessKey), "b.x": HandlerLimit(concurrency: 3),
  ]
  static let operations = ["a.x", "a.y", "b.x", "b.y", "c.x"]

  /// What is known of a call.
  struct Sent {
    let operation: String
    let saga: String
    let key: String
    let deadline: Timestamp
    var isLeft = false
  }

  /// A script of arrivals, ends, gifts of time and acts of operators; it looks for what must never be.
  struct Script {
    var house = Gatehouse(AdmissionRandomTests.limits)
    var random: Random
    var sent: [Int64: Sent] = [:]

    mutating func step() {
      switch random.below(10) {
      case 0...3: arrive()
      case 4...6: finish()
      case 7: house.pass(Milliseconds(Int64(random.below(60))))
      case 8: leave()
      default: pause()
      }
      check()
    }

    mutating func arrive() {
      let number = Int64(sent.count + 1)
      let limit = Milliseconds(Int64(1 + random.below(3000)))
      let call = Sent(
        operation: AdmissionRandomTests.operations[random.below(5)], saga: "s\(random.below(3))",
        key: "k\(random.below(4))", deadline: house.now + limit)
      sent[number] = call
      house.arrive(number, call.operation, saga: call.saga, key: call.key, within: limit)
      house.look()
    }

    mutating func finish() {
      guard let number = house.inFlight.min() else { return }
      let ends: [CallResult] = [
        .ok(nil), .ok(nil), .ok(nil), .lost(message: ""), .blocked(effect: .none, message: ""),
        .retryable(effect: .none, notBefore: Milliseconds(20), message: ""),
      ]
      house.finish(number, ends[random.below(ends.count)])
    }

    mutating func leave() {
      guard !sent.isEmpty else { return }
      let number = Int64(1 + random.below(sent.count))
      if house.leave(number) { sent[number]?.isLeft = true }
    }

    mutating func pause() {
      let name = ["a", "a.x", "b", "c.x"][random.below(4)]
      _ = house.admission.set(isPaused: random.below(3) == 0, name)
      house.look()
    }

    /// What holds at any time.
    func check() {
      for (name, limit) in AdmissionRandomTests.limits {
        let known = house.inFlight.filter { number in
          guard let operation = sent[number]?.operation else { return false }
          return operation == name || operation.hasPrefix("\(name).")
        }
        #expect(known.count == house.state(name)?.inFlight ?? 0)
        if let concurrency = limit.concurrency { #expect(known.count <= concurrency) }
      }
      let keys = house.inFlight.compactMap { sent[$0] }.filter { $0.operation.hasPrefix("b.") }.map(\.key)
      #expect(Set(keys).count == keys.count)
      #expect(house.admission.nextWake().map { $0 > house.now } ?? true)
    }

    /// Lets everything come to its end: nothing is paused, and every call that begins is answered well.
    mutating func settle() {
      for name in ["a", "a.x", "b", "c.x"] { _ = house.admission.set(isPaused: false, name) }
      house.look()
      for _ in 0..<(4 * sent.count + 100) {
        if let number = house.inFlight.min() { house.finish(number) } else { house.wake() }
      }
    }
  }

  @Test("limits hold at any time, and every call begins, expires or is given up: one of them, once", arguments: 1...60)
  func invariants(seed: Int) {
    var script = Script(random: Random(seed))
    for _ in 1...400 { script.step() }
    script.settle()
    let left = script.sent.filter { $0.value.isLeft }.keys
    let ends = script.house.begun + script.house.expired + left
    #expect(ends.sorted() == script.sent.keys.sorted())
    #expect(script.house.admission.waitingCount == 0)
    #expect(script.house.admission.states.allSatisfy { $0.waiting == 0 && $0.inFlight == 0 })
  }

  @Test("in a saga the calls of an operation begin in the order of their instances", arguments: 1...20)
  func order(seed: Int) {
    var random = Random(seed)
    var house = Gatehouse(["a": HandlerLimit(concurrency: 2)])
    var sagas: [Int64: String] = [:]
    house.arrive(1, "a.x")
    house.arrive(2, "a.x")
    for number: Int64 in (3...80).shuffled(with: &random) {
      sagas[number] = "s\(random.below(3))"
      house.arrive(number, "a.x", saga: sagas[number] ?? "")
    }
    while let next = house.inFlight.max() { house.finish(next) }
    for saga in ["s0", "s1", "s2"] {
      let begun = house.begun.filter { sagas[$0] == saga }
      #expect(begun == begun.sorted())
      // While all of them have somebody waiting, each third turn is theirs.
      let first = house.begun.dropFirst(2).prefix(30).filter { sagas[$0] == saga }
      #expect(first.count == 10)
    }
    #expect(house.begun.count == 80)
  }
}

/// Numbers that are the same for the same seed.
struct Random: Sendable {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}

extension ClosedRange<Int64> {
  /// The numbers in an order that follows from the seed.
  func shuffled(with random: inout Random) -> [Int64] {
    var numbers = Array(self)
    for index in numbers.indices.dropFirst() { numbers.swapAt(index, random.below(index + 1)) }
    return numbers
  }
}
