import ArgumentParser
import RandomSagas
import SkaldTesting
import SkaldVerify

/// Tells a random saga, and what is found in it.
struct RandomSagaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random-saga",
    abstract: "Print the random saga of a seed, with what lint and verification find in it.",
    discussion: """
      `skald-dev prove` names the seeds of sagas in which it found something.

      Example: skald-dev random-saga 7 --faults 2
      """)

  @Argument(help: "The seed.")
  var seed: UInt64

  @Option(help: "How many faults a story has at most.")
  var faults = 1

  @Option(help: "How many states are looked at.")
  var states = 100_000

  @Flag(help: "Simulate it, too, and tell the story of what is found.")
  var simulate = false

  func run() async throws {
    let saga = RandomSaga(seed: seed)
    print(saga.text)
    for finding in LintCleanSaga.findings(of: saga) { print(finding) }
    guard let clean = LintCleanSaga(seed: seed) else { return }
    let bounds = VerifyBounds(faults: faults, states: states)
    print(await Verification(clean.program, bounds: bounds).run().text())
    guard simulate else { return }
    let run = RandomProof.simulation(of: clean)
    let failed = run.run()
    guard !failed.findings.isEmpty else { return }
    let smallest = run.shrunk(failed)
    print(smallest)
    for line in smallest.story { print(line) }
  }
}
