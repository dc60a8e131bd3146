import ArgumentParser
import Foundation
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldSQLite
import SkaldValue

/// Measures searches in a database of many instances.
struct SearchBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search-bench",
    abstract: "Measure pages out of a database of many instances.",
    discussion: """
      Makes a database of its own, asks for each page several times, and prints the medians in milliseconds as JSON.

      Example: skald-dev search-bench --instances 1000000
      """)

  @Option(help: "How many instances.")
  var instances = 1_000_000

  @Option(help: "How often each page is asked for.")
  var times = 9

  /// As much as the engine looks at for one page.
  private static let bounds = SearchBounds(examined: 10_000, evaluated: 1000)

  private static let conditions = [
    "true", "saga == \"order-3\"", "status == \"running\"", "status == \"running\" && failing",
    "status == \"compensating\"", "status == \"failed\"", "status in [\"failed\", \"terminated\"]", "stuck",
    "code == \"card_declined\"", "code == \"card_declined\" && saga == \"order-3\" && status == \"failed\"",
    "saga == \"order-3\" && status == \"running\"", "key == \"key-4711\"", "step == \"step-1\"",
    "age > duration(\"100h\") && status == \"running\"", "key.endsWith(\"4711\")", "version == 9",
  ]

  func run() throws {
    guard times > 0, instances > 0 else { throw ValidationError("--times and --instances count from 1") }
    let folder = FileManager.default.temporaryDirectory.appending(path: "skald-search-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "bench.db").path
    try fill(path)
    let reader = try SQLiteReader(path: path)
    var figures = JSONObject([("instances", .int(Int64(instances)))])
    for condition in Self.conditions { figures[condition] = try measure(condition, reader) }
    print(JSON.object(figures).text)
  }

  /// The median for the newest page, and for one from the middle on.
  private func measure(_ condition: String, _ reader: SQLiteReader) throws -> JSON {
    let filter = try InstanceFilter(condition, at: Self.time(of: Int64(instances)))
    var newest = InstanceQuery()
    filter.narrow(&newest)
    var middle = newest
    middle.before = InstanceID(Int64(instances) / 2)
    let pages = try [newest, middle].map { query in
      let all = try (0..<times).map { _ in
        try milliseconds { _ = try reader.search(query, within: Self.bounds) { filter.matches($0, version: 1) } }
      }
      return JSON.double((all.sorted()[times / 2] * 100).rounded() / 100)
    }
    return .array(pages)
  }

  private func milliseconds(_ body: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .milliseconds(1)
  }

  private func fill(_ path: String) throws {
    let store = SQLiteStore(path: path)
    _ = try store.claim(at: Self.time(of: 0))
    let step: Int64 = 4096
    for start in stride(from: Int64(1), through: Int64(instances), by: Int64.Stride(step)) {
      var batch = CommitBatch(time: Self.time(of: start))
      batch.created = (start...min(start + step - 1, Int64(instances))).map { Self.row($0) }
      try store.commit(batch)
    }
    store.close()
  }

  /// A second apart.
  private static func time(of number: Int64) -> Timestamp { Timestamp(milliseconds: 1_700_000_000_000 + number * 1000) }

  /// Most completed; some live, of which a few fail; some were undone.
  private static func row(_ number: Int64) -> InstanceRow {
    var row = InstanceRow(
      id: InstanceID(number), definition: DefinitionID(1), saga: "order-\(number % 20)", key: "key-\(number)",
      inputHash: number, status: .completed, isStuck: false, startedAt: time(of: number), updatedAt: time(of: number),
      rest: nil)
    switch number % 1000 {
    case 0..<60: row.status = .running
    case 60..<62: row.status = .compensating
    case 62..<72: row.status = .compensated
    case 72: row.status = .failed
    default: break
    }
    if row.status != .completed, row.status != .running || number % 7 == 0 {
      row.code = number % 3 == 0 ? "card_declined" : "timed_out"
      row.isFailing = !row.status.isTerminal
      row.step = row.isFailing ? "step-\(number % 4)" : nil
      row.isStuck = row.isFailing && number % 11 == 0
    }
    return row
  }
}
