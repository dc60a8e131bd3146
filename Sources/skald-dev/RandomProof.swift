import RandomSagas
import SkaldTesting
import SkaldVerify

/// Holds what lint says against what verification and the simulation find: random sagas in which lint finds nothing.
struct RandomProof {
  /// How many sagas are drawn.
  let count: UInt64
  /// The first seed.
  let first: UInt64

  /// One fault and so many states are enough for most: what is wrong shows in few moves.
  private static let bounds = VerifyBounds(faults: 1, states: 3000)
  /// Of how many sagas one is simulated, too.
  private static let simulatedShare: UInt64 = 8
  /// How many instances of each.
  private static let instances = 6

  private var seeds: Range<UInt64> { first..<first + count }

  /// Explores the sagas.
  func verification(while mayGoOn: @escaping @Sendable () -> Bool) async -> Proof.Row {
    let counts = await SagaTrial(bounds: Self.bounds).run(seeds, while: mayGoOn)
    let share = counts.drawn == 0 ? 0 : counts.clean * 100 / counts.drawn
    let missing = counts.clean < Self.enough ? [] : Feature.allCases.filter { counts.features[$0] == nil }
    return Proof.Row(
      what: "random sagas: verified", tries: counts.clean,
      details: "\(share) % of \(counts.drawn) without a finding of lint, \(counts.complete) explored in full, "
        + "\(counts.states) states",
      faults: counts.findings.map { "seed \($0.seed): \($0.what)" }
        + missing.map { "no saga has `\($0.rawValue)`" })
  }

  /// So many sagas have everything that the language has.
  private static let enough = 1000

  /// Runs some of the sagas in the engine while everything goes wrong.
  func simulation(while mayGoOn: @escaping @Sendable () -> Bool) async -> Proof.Row {
    let results = await withTaskGroup(of: SimulationResult?.self) { group in
      for seed in stride(from: first, to: first + count, by: Int(Self.simulatedShare)) {
        group.addTask { mayGoOn() ? Self.simulate(seed) : nil }
      }
      var results: [SimulationResult] = []
      for await case let result? in group { results.append(result) }
      return results.sorted { $0.seed < $1.seed }
    }
    let total = results.dropFirst().reduce(into: results.first) { $0?.add($1) }
    let struck = (total?.faults ?? [:]).values.reduce(0, +)
    return Proof.Row(
      what: "random sagas: simulated", tries: results.count,
      details:
        "\(total?.sagas ?? 0) instances, \(total?.commits ?? 0) commits, \(total?.restarts ?? 0) restarts, \(struck) faults",
      faults: results.flatMap { result in
        result.findings.map { "seed \(result.seed): \($0.rule): \($0.saga): \($0.message)" }
      })
  }

  private static func simulate(_ seed: UInt64) -> SimulationResult? {
    LintCleanSaga(seed: seed).map { simulation(of: $0).run() }
  }

  /// The run of a saga: everything follows from its seed.
  static func simulation(of clean: LintCleanSaga) -> Simulation {
    Simulation([clean.program], seed: clean.saga.seed, sagas: instances)
  }
}
