import ArgumentParser
import Foundation
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldTesting
import SkaldValue

/// Holds the engine against what it promises, and prints the counts.
struct ProveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Hold the engine against seeds, every crash point, power cuts and random sagas.",
    discussion: """
      Runs the store on disks that fail, ends the process at every write and commit of the sample sagas, and simulates seeds,
      comparing every state with its journal. Then it draws random sagas: those in which lint finds nothing are explored, and
      some of them simulated. Prints a table, and exits with 1 where something was found: then the run is kept, and the tests
      run it from then on. A random saga is told by its seed: `skald-dev random-saga 7`.

      Example: skald-dev prove --seeds 500 --seconds 60
      """)

  @Option(help: "How many seeds are simulated.")
  var seeds = 500

  @Option(help: "The first seed.")
  var from: UInt64 = 1

  @Option(help: "For how many seconds seeds are simulated at most, and random sagas tried.")
  var seconds = 600

  @Option(help: "How many sagas each seed starts.")
  var sagas = 20

  @Option(help: "How many random sagas are drawn.")
  var random: UInt64 = 2000

  @Option(help: "The folder where failing runs are kept.")
  var keep = "Tests/Seeds"

  @Argument(help: "The files of the sagas.")
  var files = ["sagas/contracts.yaml", "sagas/place-order.saga.yaml"]

  func run() async throws {
    let proof = Proof(try programs())
    var rows = proof.disks(seeds: UInt64(max(10, seeds / 10)))
    rows += proof.crashPoints(seed: from)
    let (row, failed) = await proof.seeds(from: from, count: seeds, sagas: sagas, while: timeLimit())
    rows.append(row)
    let randomly = RandomProof(count: random, first: from)
    rows += [await randomly.verification(while: timeLimit()), await randomly.simulation(while: timeLimit())]
    for row in rows { print("\(padded(row.what, 44)) \(padded("\(row.tries)", 8)) \(row.details)") }
    let faults = rows.flatMap { row in row.faults.map { "\(row.what): \($0)" } }
    for fault in faults { print("FOUND  \(fault)") }
    if let failed { try keep(failed, row.faults) }
    if !faults.isEmpty { throw ExitCode(1) }
    print("nothing found")
  }

  /// Whether there is time left, from now on.
  private func timeLimit() -> @Sendable () -> Bool {
    let end = Date.now.addingTimeInterval(Double(seconds))
    return { Date.now < end }
  }

  private func programs() throws -> [SagaProgram] {
    let sources = try files.map { SourceText(path: $0, text: try String(contentsOfFile: $0, encoding: .utf8)) }
    return Compiler.compile(sources).sagas.compactMap(\.program)
  }

  private func keep(_ run: Simulation, _ faults: [String]) throws {
    let kept = KeptSeed(
      files: files, seed: run.seed, sagas: run.sagas, faults: run.faults, why: faults.first ?? "")
    let path = "\(keep)/seed-\(run.seed).json"
    try FileManager.default.createDirectory(atPath: keep, withIntermediateDirectories: true)
    try (kept.json.text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    print("kept as \(path)")
  }

  private func padded(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: max(0, length - text.count))
  }
}
