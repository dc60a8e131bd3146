import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine
@testable import SkaldSQLite

@Suite("Checking a store against its journals")
struct CheckupTests {
  /// Sagas that were tried again, wait, and completed, with a crash between.
  private static func lived(_ stores: Stores) throws -> World {
    let world = try World(mock: ["inventory.reserve=fails:2"], store: stores.open)
    for order in 1...6 { world.start(order: Int64(order)) }
    world.run()
    world.send(KernelEventTests.courier, id: "e-2", order: 2)
    try world.crash()
    world.run()
    return world
  }

  private static func check(_ world: World) async throws -> Checkup.Report {
    try await Checkup([try #require(world.kernel.reader as? any StoreInspection)]).run()
  }

  /// What a checkup finds once somebody changed the file.
  private static func findings(after change: String) async throws -> [Checkup.Finding] {
    let stores = Stores(.sqlite)
    let world = try lived(stores)
    try Connection(path: stores.path, mode: .readWrite).execute(change)
    return try await check(world).findings
  }

  @Test("what an engine wrote has no findings, also while it runs", arguments: Stores.Kind.allCases)
  func sound(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.lived(stores)

    let report = try await Self.check(world)

    #expect(report.instances == 6)
    #expect(report.findings == [])
  }

  @Test(
    "whatever sagas can do, their journals tell it again", arguments: EveryConstructTests.cases, Stores.Kind.allCases)
  func everyConstruct(row: EveryConstructTests.Case, kind: Stores.Kind) async throws {
    for crashAt in [nil, 4] {
      let world = try EveryConstructTests.run(row, kind, crashAt: crashAt).world

      #expect(try await Self.check(world).findings == [])
    }
  }

  @Test("an undo that stands still is told again as such", arguments: Stores.Kind.allCases)
  func stuck(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try World(
      mock: ["inventory.reserve=refuses:out_of_stock", "payment.refund=refuses:account_closed"], store: stores.open)
    world.start(order: 1)
    world.run()

    #expect(try world.kernel.reader.instance(InstanceID(1))?.isStuck == true)
    #expect(try await Self.check(world).findings == [])
  }

  static let changes: [(change: String, codes: [String])] = [
    ("UPDATE instances SET stuck = 1 - stuck WHERE id = 3", ["stuck_differs"]),
    ("UPDATE instances SET resting = 1 - resting, wake = NULL WHERE id = 3", ["rest_differs"]),
    (
      "DROP TRIGGER instances_status; UPDATE instances SET status = 5 WHERE id = 3",
      ["correlation_left", "status_differs"]
    ),
    ("UPDATE instances SET definition = 77 WHERE id = 3", ["unknown_definition"]),
    ("DELETE FROM journal WHERE instance = 3 AND sequence = 2", ["journal_gap"]),
    ("DELETE FROM journal WHERE instance = 3", ["journal_start"]),
    ("UPDATE journal SET event = x'7b7d' WHERE instance = 3 AND sequence = 2", ["unreadable"]),
    ("DELETE FROM correlations WHERE instance = 3", ["correlation_lost"]),
    ("DELETE FROM instances WHERE id = 3", ["correlation_left", "journal_without_instance"]),
  ]

  @Test("what does not agree with its journal is found, with the instance", arguments: changes)
  func differences(example: (change: String, codes: [String])) async throws {
    let findings = try await Self.findings(after: example.change)

    #expect(findings.map(\.code) == example.codes)
    #expect(findings.allSatisfy { $0.number == InstanceID(3) })
  }

  static let faults: [(change: String, code: String)] = [
    ("UPDATE engine SET next_instance = 4", "counter_behind"),
    ("UPDATE engine SET next_position = 4", "counter_behind"),
    ("INSERT INTO cursors VALUES ('webhook', 4000)", "cursor_ahead"),
    ("INSERT INTO held VALUES ('webhook', 1, 0, 'k')", "held_ahead"),
    ("INSERT INTO dead_letters VALUES (4000, 0, 'webhook', 'k', 1, 'e', 1, 1)", "dead_letter_lost"),
    ("DELETE FROM engine", "engine_row"),
    ("INSERT INTO inbox VALUES (99, 's', 'i', 'n', 'k', x'7b7d', 1, 9, NULL)", "inbox_row"),
  ]

  @Test("what contradicts itself beside the instances is found", arguments: faults)
  func storeFaults(example: (change: String, code: String)) async throws {
    let findings = try await Self.findings(after: example.change)

    #expect(findings.contains { $0.code == example.code && $0.number == nil }, "\(findings)")
  }

  @Test("several readers share the work, and the findings come in order")
  func parallel() async throws {
    let stores = Stores(.sqlite)
    let world = try World([TestPrograms.fourCalls()], store: stores.open)
    for order in 1...600 { world.start(order: Int64(order)) }
    world.run(limit: 100_000)
    try Connection(path: stores.path, mode: .readWrite).execute(
      "UPDATE instances SET stuck = 1 WHERE id IN (1, 255, 256, 257, 599)")

    let report = try await Checkup([SQLiteReader(path: stores.path), SQLiteReader(path: stores.path)]).run()

    #expect(report.instances == 600)
    #expect(report.findings.compactMap { $0.number?.number } == [1, 255, 256, 257, 599])
    #expect(report.findings.first?.instance == "1")
  }
}
