import SkaldCore
import Testing

@Suite("The machine against an adversary")
struct AdversaryTests {
  static let seeds: UInt64 = 3000

  @Test("completed means every effect once, compensated means none, whatever goes wrong")
  func effectsAreRight() {
    var ends: [Status: Int] = [:]
    for seed in 1...Self.seeds {
      var adversary = Adversary(TestPrograms.order(), seed: seed)
      adversary.run()
      #expect(adversary.violations.isEmpty, "seed \(seed): \(adversary.violations)")
      ends[adversary.state.status, default: 0] += 1
    }
    // A suite in which nothing fails, or nothing succeeds, would prove nothing.
    #expect(ends[.completed, default: 0] > 300)
    #expect(ends[.compensated, default: 0] > 300)
  }

  @Test("a service that can tell what became of a call gives the same ends")
  func checksAreRight() {
    for seed in 1...Self.seeds / 3 {
      var adversary = Adversary(TestPrograms.order(check: true), seed: seed)
      adversary.run()
      #expect(adversary.violations.isEmpty, "seed \(seed): \(adversary.violations)")
    }
  }
}
