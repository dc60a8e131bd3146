import ArgumentParser
import FoundationEssentials
import Skald
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// `skald bench`: measures the engine.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine with full durability, beside what bare SQLite reaches here.",
    discussion: """
      Handlers do nothing, so what is measured is the engine: expressions, journal, outbox, relay. `limit_sagas_per_s` is
      a loop that writes the same rows in batches of 64 without an engine, measured right before.

      Example:
        skald bench --sagas 20000 --in-flight 64
        skald bench --sagas 100000 --workload waiting
      """)

  enum Workload: String, ExpressibleByArgument, CaseIterable {
    case success
    case mixed
    case waiting
  }

  @Option(help: "How many sagas.")
  var sagas = 20_000

  @Option(help: "How many at once.")
  var inFlight = 64

  @Option(help: "All complete (success), every fourth is undone (mixed), or all wait for an event (waiting).")
  var workload = Workload.success

  @Option(
    help: "The database file, which must not exist; without it one in the temporary folder.",
    completion: .database)
  var db: String?

  func validate() throws {
    guard sagas > 0, inFlight > 0 else { throw ValidationError("--sagas and --in-flight must be at least 1") }
  }

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "skald-bench-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = db ?? "\(folder)/bench.db"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CommandFault.misuse("`\(path)` exists; a benchmark begins with an empty database")
    }
    switch workload {
    case .success: try await measure(.success, path, folder)
    case .mixed: try await measure(.mixed, path, folder)
    case .waiting: try await measureWaiting(path)
    }
  }

  private func measure(_ workload: Bench.Workload, _ path: String, _ folder: String) async throws {
    let program = try BenchSaga.program(BenchSaga.order)
    let limit = try BenchCeiling.measure(program, path: "\(folder)/limit.db")
    let bench = Bench(workload: workload, sagas: sagas, inFlight: inFlight)
    Console.out(try await bench.run(program, store: .sqlite(path)).json(limit: limit).text)
  }

  private func measureWaiting(_ path: String) async throws {
    let program = try BenchSaga.program(BenchSaga.waiting)
    let bytes = try await Bench.waiting(program, count: sagas, inFlight: inFlight, store: .sqlite(path))
    let start = await Bench.takingUp(program, store: .sqlite(path))
    Console.out(
      JSON.object(
        JSONObject([
          ("waiting_sagas", .int(Int64(sagas))), ("rss_mb", .int(Int64(bytes / 1_000_000))),
          ("start_ms", .int(start.count)),
        ])
      ).text)
  }
}
