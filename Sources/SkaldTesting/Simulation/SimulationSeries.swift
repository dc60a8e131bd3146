import SkaldValue

/// Runs of many seeds, side by side, and what they came to in sum.
public struct SimulationSeries: Sendable {
  /// How many seeds were run.
  public private(set) var runs = 0
  /// What they came to: numbers are sums, findings those of the first seed that has any.
  public private(set) var total: SimulationResult
  /// The first run that has findings, and what it came to.
  public private(set) var failed: (run: Simulation, result: SimulationResult)?

  /// How many seeds are run before the next ones begin.
  private static let piece: UInt64 = 64

  /// Runs seeds until one fails.
  /// - Parameters:
  ///   - simulation: The run of the first seed.
  ///   - seeds: How many seeds.
  ///   - mayGoOn: Asked now and then; nothing more is begun once it says no.
  public init(
    of simulation: Simulation, seeds: Int, while mayGoOn: @Sendable () -> Bool = { true }
  ) async {
    total = SimulationResult(seed: simulation.seed)
    let end = simulation.seed &+ UInt64(max(seeds, 0))
    var next = simulation.seed
    while next != end, failed == nil, mayGoOn() {
      let count = min(Self.piece, end &- next)
      for (run, result) in await Self.results(of: simulation, from: next, count: count) where failed == nil {
        add(run, result)
      }
      next &+= count
    }
  }

  private static func results(
    of simulation: Simulation, from first: UInt64, count: UInt64
  ) async -> [(Simulation, SimulationResult)] {
    await withTaskGroup(of: (Simulation, SimulationResult).self) { group in
      for offset in 0..<count {
        var run = simulation
        run.seed = first &+ offset
        group.addTask { [run] in (run, run.run()) }
      }
      var results: [(Simulation, SimulationResult)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0.seed < $1.0.seed }
    }
  }

  private mutating func add(_ run: Simulation, _ result: SimulationResult) {
    runs += 1
    total.add(result)
    total.story = result.story
    guard !result.findings.isEmpty else { return }
    failed = (run, result)
    total.findings = result.findings
  }
}

extension SimulationResult {
  /// Adds the numbers of another run.
  package mutating func add(_ other: SimulationResult) {
    sagas += other.sagas
    refused += other.refused
    ends.merge(other.ends) { $0 + $1 }
    faults.merge(other.faults) { $0 + $1 }
    calls += other.calls
    deliveries += other.deliveries
    commits += other.commits
    restarts += other.restarts
    comparisons += other.comparisons
    interleavings += other.interleavings
    elapsed = Milliseconds(elapsed.count + other.elapsed.count)
  }
}
