package import SkaldVerify

/// What verification finds in sagas in which lint found nothing.
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
    /// How many of the clean sagas made use of each feature.
    package var features: [Feature: Int] = [:]
    /// What was found, with the seed of the saga.
    package var findings: [Finding] = []

    /// Nothing was tried yet.
    package init() {}

    /// Adds what others came to.
    package mutating func add(_ other: Counts) {
      drawn += other.drawn
      clean += other.clean
      complete += other.complete
      states += other.states
      features.merge(other.features) { $0 + $1 }
      findings += other.findings
    }
  }

  /// Something that was found in a saga.
  package struct Finding: Sendable, Hashable {
    /// The seed of the saga.
    package let seed: UInt64
    /// What does not hold, and of which step.
    package let what: String

    /// Names what was found.
    package init(seed: UInt64, what: String) {
      self.seed = seed
      self.what = what
    }
  }

  /// How many seeds one task takes at once.
  private static let piece: UInt64 = 16
  /// How many tasks there are at once: more than processors bring nothing.
  private static let tasksMax = 4

  /// How far each saga is explored.
  package let bounds: VerifyBounds

  /// Prepares a trial.
  package init(bounds: VerifyBounds) { self.bounds = bounds }

  /// Draws the sagas of some seeds, and explores those that are clean, several at a time.
  /// - Parameter mayGoOn: Asked before each saga; nothing more is begun once it says no.
  package func run(
    _ seeds: Range<UInt64>, while mayGoOn: @escaping @Sendable () -> Bool = { true }
  ) async -> Counts {
    await withTaskGroup(of: Counts.self) { group in
      var pieces = stride(from: seeds.lowerBound, to: seeds.upperBound, by: Int(Self.piece)).makeIterator()
      func begin(_ group: inout TaskGroup<Counts>) {
        guard let first = pieces.next() else { return }
        group.addTask { await runPiece(first..<min(first + Self.piece, seeds.upperBound), while: mayGoOn) }
      }
      // A saga that is explored holds all of its states: only so many are under way at once.
      for _ in 0..<Self.tasksMax { begin(&group) }
      var counts = Counts()
      for await piece in group {
        counts.add(piece)
        begin(&group)
      }
      counts.findings.sort { $0.seed < $1.seed }
      return counts
    }
  }

  private func runPiece(_ seeds: Range<UInt64>, while mayGoOn: @Sendable () -> Bool) async -> Counts {
    var counts = Counts()
    for seed in seeds where mayGoOn() {
      counts.drawn += 1
      guard let clean = LintCleanSaga(seed: seed) else { continue }
      let report = await Verification(clean.program, bounds: bounds).run()
      counts.clean += 1
      counts.states += report.states
      if report.isComplete { counts.complete += 1 }
      for feature in clean.saga.features { counts.features[feature, default: 0] += 1 }
      counts.findings += report.counterexamples.map { example in
        Finding(seed: seed, what: "\(example.property.code) \(example.property.name) \(example.step) \(example.detail)")
      }
    }
    return counts
  }
}
