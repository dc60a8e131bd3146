public import SkaldCore

/// Many sagas in one engine, in virtual time, while seeded faults befall services, network, process, disk and clock.
///
/// ```swift
/// let result = Simulation([program], seed: 1, sagas: 50).run()
/// #expect(result.findings.isEmpty, "\(result)")
/// ```
///
/// It is the engine as it ships, on the store as it ships; only the disk is in memory. First everything goes wrong that the
/// seed has in store, then nothing more does, and every saga has to come to its end. What really happened at the services is
/// compared with what the engine says. The same seed is the same run.
public struct Simulation: Sendable {
  /// The definitions.
  public var programs: [SagaProgram]
  /// What everything follows from.
  public var seed: UInt64
  /// How many sagas are started; of each definition in turn.
  public var sagas: Int
  /// What may go wrong; nil for a choice that follows from the seed.
  public var faults: [SimulationFault]?
  /// What is wrong on purpose, for the tests of the simulation itself.
  package var flaws: Set<SimulationFlaw> = []
  /// Whether every state is compared with what its journal tells, after every commit.
  package var comparesJournals = false
  /// Where the process ends, beside what the seed has in store; nil for nowhere.
  package var crashPoint: CrashPoint?
  /// Whether the story of the run is told.
  public var tellsStory = false
  /// The only sagas that are started; nil for all.
  var ordinals: [Int]?
  /// The only faults that may strike; nil for all.
  var only: Set<FaultDice.Occurrence>?

  /// Prepares a simulation.
  public init(_ programs: [SagaProgram], seed: UInt64, sagas: Int = 50, faults: [SimulationFault]? = nil) {
    self.programs = programs
    self.seed = seed
    self.sagas = sagas
    self.faults = faults
  }

  /// What may go wrong in this run.
  public var kinds: [SimulationFault] { (faults.map(Set.init) ?? FaultDice.swarm(seed: seed)).sorted() }

  /// Runs to the end.
  public func run() -> SimulationResult {
    guard !programs.isEmpty, let disk = FaultyDisk(seed: Randomness.mixed(seed)) else {
      return SimulationResult(seed: seed)
    }
    var world = SimulatedWorld(self, disk)
    world.run()
    return world.result()
  }
}
