import RandomSagas
import SkaldTesting
import Testing

@Suite("Random sagas in simulations")
struct RandomSagaSimulationTests {
  @Test("keep their promises where lint finds nothing in them", arguments: 1..<UInt64(17))
  func keepTheirPromises(seed: UInt64) {
    guard let clean = LintCleanSaga(seed: seed) else { return }
    let result = Simulation([clean.program], seed: seed, sagas: 4).run()

    #expect(result.findings.isEmpty, "\(result)")
    #expect(result.sagas == 4)
  }
}
