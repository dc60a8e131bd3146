package import SkaldCore
package import SkaldValue

/// A run that failed once: it is run again for ever.
package struct KeptSeed: Sendable {
  /// The files of its definitions, from the folder of the project.
  package var files: [String]
  /// The seed.
  package var seed: UInt64
  /// How many sagas it starts.
  package var sagas: Int
  /// What may go wrong; nil for the choice of the seed.
  package var faults: [SimulationFault]?
  /// What was found.
  package var why: String

  /// Describes a run.
  package init(files: [String], seed: UInt64, sagas: Int, faults: [SimulationFault]?, why: String) {
    self.files = files
    self.seed = seed
    self.sagas = sagas
    self.faults = faults
    self.why = why
  }

  /// Reads what ``json`` wrote; nil where something is missing.
  package init?(_ json: JSON) {
    guard let files = json["files"]?.array, let seed = json["seed"]?.int, let sagas = json["sagas"]?.int else {
      return nil
    }
    let faults = json["faults"]?.array?.compactMap { $0.string.flatMap { SimulationFault(rawValue: $0) } }
    self.init(
      files: files.compactMap(\.string), seed: UInt64(bitPattern: seed), sagas: Int(sagas), faults: faults,
      why: json["why"]?.string ?? "")
  }

  /// The run as a file has it.
  package var json: JSON {
    var object = JSONObject([
      ("files", .array(files.map { .string($0) })), ("seed", .int(Int64(bitPattern: seed))),
      ("sagas", .int(Int64(sagas))),
    ])
    if let faults { object["faults"] = .array(faults.map { .string($0.rawValue) }) }
    object["why"] = .string(why)
    return .object(object)
  }

  /// The run.
  package func simulation(of programs: [SagaProgram]) -> Simulation {
    Simulation(programs, seed: seed, sagas: sagas, faults: faults)
  }
}
