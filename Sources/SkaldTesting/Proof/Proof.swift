package import SkaldCore

/// Holds the engine against what it promises, in numbers: disks, places where the process ends, seeds.
package struct Proof: Sendable {
  /// One row of the table.
  package struct Row: Sendable {
    /// What was tried.
    package var what: String
    /// How often.
    package var tries: Int
    /// More about it, as counts.
    package var details: String
    /// What should not have happened.
    package var faults: [String]

    /// Makes a row.
    package init(what: String, tries: Int, details: String, faults: [String]) {
      self.what = what
      self.tries = tries
      self.details = details
      self.faults = faults
    }
  }

  /// The sagas that are simulated.
  package let programs: [SagaProgram]

  /// Prepares a proof.
  package init(_ programs: [SagaProgram]) { self.programs = programs }

  /// Tries the store on disks that fail, and controls that must be found out.
  package func disks(seeds: UInt64) -> [Row] {
    var rows = DiskTrial.Fault.allCases.map { fault in
      let counts = Self.counts(of: DiskTrial(fault), seeds: seeds)
      return Row(
        what: "disk: \(fault.rawValue)", tries: counts.restarts, details: counts.text,
        faults: counts.isFine ? [] : [counts.text])
    }
    let controls = [
      ("control: commits not flushed", DiskTrial(.powerCut, isFlushed: false)),
      ("control: flushes that lie", DiskTrial(.powerCut, isHonest: false)),
    ]
    for (what, trial) in controls {
      let counts = Self.counts(of: trial, seeds: seeds)
      rows.append(
        Row(
          what: what, tries: counts.restarts, details: counts.text,
          faults: counts.isFine ? ["nothing was found although something is wrong on purpose"] : []))
    }
    return rows
  }

  private static func counts(of trial: DiskTrial, seeds: UInt64) -> DiskTrial.Counts {
    var counts = DiskTrial.Counts()
    for seed in 0..<seeds { counts.add(trial.run(seed: seed)) }
    return counts
  }

  /// Ends the process, or the power, at every write, every flush and every commit of one saga of each program.
  package func crashPoints(seed: UInt64) -> [Row] {
    let survivals: [(String, FaultyDisk.Survival?)] = [
      ("kill", nil), ("power", FaultyDisk.Survival.none), ("torn", .tornPrefix),
    ]
    return programs.flatMap { program in
      survivals.map { word, survival in
        var row = Row(what: "crash points: \(program.name), \(word)", tries: 0, details: "", faults: [])
        for faults in [[], [SimulationFault.refusal, .loss]] {
          for place in [CrashPoint.Place.operation, CrashPoint.Place.commit] {
            Self.crash(everywhere: place, survival, Simulation([program], seed: seed, sagas: 1, faults: faults), &row)
          }
        }
        return row
      }
    }
  }

  private static func crash(
    everywhere place: (Int) -> CrashPoint.Place, _ survival: FaultyDisk.Survival?, _ simulation: Simulation,
    _ row: inout Row
  ) {
    var run = simulation
    run.comparesJournals = true
    for number in 1... {
      run.crashPoint = CrashPoint(place(number), survival: survival)
      let result = run.run()
      guard result.restarts > 0 || !result.findings.isEmpty else { return }
      row.tries += 1
      row.faults += result.findings.map { "\(place(number)): \($0.rule): \($0.saga): \($0.message)" }
    }
  }

  /// Runs seeds with everything that may go wrong.
  /// - Returns: the row, and the run that failed.
  package func seeds(
    from first: UInt64, count: Int, sagas: Int, while mayGoOn: @Sendable () -> Bool
  ) async -> (row: Row, failed: Simulation?) {
    var simulation = Simulation(programs, seed: first, sagas: sagas)
    simulation.comparesJournals = true
    let series = await SimulationSeries(of: simulation, seeds: count, while: mayGoOn)
    let total = series.total
    let struck = total.faults.values.reduce(0, +)
    let details =
      "\(total.sagas) sagas, \(total.commits) commits, \(total.restarts) restarts, \(struck) faults, "
      + "\(total.comparisons) states compared"
    let row = Row(
      what: "seeds from \(first) on", tries: series.runs, details: details,
      faults: total.findings.map { "seed \(series.failed?.run.seed ?? 0): \($0.rule): \($0.saga): \($0.message)" })
    return (row, series.failed?.run)
  }
}

extension DiskTrial.Counts {
  /// The numbers as a line.
  fileprivate var text: String {
    "\(acknowledged) commits, \(disk.lost) writes lost, \(disk.torn) torn, \(lost) commits lost, \(partial) partial, "
      + "\(corrupt) corrupt, \(unacknowledged) there unacknowledged"
  }
}
