package import SkaldVerify

/// What `verify` finds in sagas in which lint found nothing.
package struct SagaTrial: Sendable {
  /// What was tried, as numbers, and what was found.
  package struct Counts: Sendable {
    /// How many sagas were drawn.
    package var drawn = 0
    /// How many of them lint let through: these were explored.
    package var clean = 0
    /// How many were explored in full within the bounds.
    package var complete = 0
    /// How many states there were.
    package var states = 0
    /// How many sagas made use of each feature.
    package var features: [Feature: Int] = [:]
    /// The sagas in which something was found, with what it was.
    package var findings: [(seed: UInt64, what: String)] = []
  }

  /// How far each saga is explored.
  package let bounds: VerifyBounds

  /// Prepares a trial.
  package init(bounds: VerifyBounds) { self.bounds = bounds }

  /// Draws sagas one seed after the other, and explores those that are clean.
  /// - Parameters:
  ///   - first: The first seed.
  ///   - count: How many clean sagas are explored.
  ///   - mayGoOn: Asked before each saga.
  package func run(from first: UInt64, count: Int, while mayGoOn: () -> Bool = { true }) async -> Counts {
    var counts = Counts()
    var seed = first
    while counts.clean < count, mayGoOn() {
      counts.drawn += 1
      if let clean = LintCleanSaga(seed: seed) { await explore(clean, &counts) }
      seed += 1
    }
    return counts
  }

  private func explore(_ clean: LintCleanSaga, _ counts: inout Counts) async {
    let report = await Verification(clean.program, bounds: bounds).run()
    counts.clean += 1
    counts.states += report.states
    if report.isComplete { counts.complete += 1 }
    for feature in clean.saga.features { counts.features[feature, default: 0] += 1 }
    counts.findings += report.counterexamples.map { example in
      (clean.saga.seed, "\(example.property.code) \(example.property.name): \(example.step) \(example.detail)")
    }
  }
}
