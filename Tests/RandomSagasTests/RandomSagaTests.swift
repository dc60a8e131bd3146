import SkaldCore
import SkaldVerify
import Testing

@testable import RandomSagas

@Suite("Random sagas")
struct RandomSagaTests {
  /// As many as are drawn here at most.
  private static let seeds: ClosedRange<UInt64> = 1...20_000

  @Test("are the same for the same seed, and others for another")
  func followFromTheSeed() {
    #expect(RandomSaga(seed: 7).text == RandomSaga(seed: 7).text)
    #expect(RandomSaga(seed: 7).text != RandomSaga(seed: 8).text)
  }

  @Test("make use of everything that the language has where lint finds nothing in them", arguments: Feature.allCases)
  func makeUseOf(feature: Feature) {
    let seed = Self.seeds.first { seed in
      RandomSaga(seed: seed).features.contains(feature) && LintCleanSaga(seed: seed) != nil
    }
    #expect(seed != nil, "no saga without a finding has `\(feature.rawValue)`")
  }

  @Test("are without a finding more often than not")
  func areMostlyClean() {
    let clean = (1...60 as ClosedRange<UInt64>).count { LintCleanSaga(seed: $0) != nil }
    #expect(clean > 30)
  }

  @Test("without a finding of lint are without one of verification", arguments: [1, 10_001, 20_001] as [UInt64])
  func holdWhatLintSays(first: UInt64) async {
    let counts = await SagaTrial(bounds: VerifyBounds(faults: 1, states: 400)).run(first..<first + 16)
    #expect(counts.drawn == 16)
    #expect(counts.clean > 4)
    #expect(counts.findings.isEmpty, "\(counts.findings)")
  }
}
