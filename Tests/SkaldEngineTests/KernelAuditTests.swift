import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine
@testable import SkaldSQLite

@Suite("What people did is kept")
struct KernelAuditTests {
  /// An instance that was paused, one that was canceled, one that was terminated; in that order.
  private static func lived(_ stores: Stores) throws -> World {
    let world = try World(store: stores.open)
    for order in 1...3 { world.start(order: Int64(order)) }
    world.run()
    for (uid, verb) in [("1", "pause"), ("3", "terminate")] {
      world.process([
        .operate(OperatorRequest(uid: uid, verb: verb, reason: "seen to", by: "ann", ticket: world.ticket()))
      ])
    }
    return world
  }

  private static func entries(_ world: World) throws -> [AuditEntry] {
    try world.kernel.reader.audit(AuditQuery(isNewestFirst: false)).map(\.entry)
  }

  @Test("with who, what and why, and what stays", arguments: Stores.Kind.allCases)
  func kept(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.lived(stores)

    let entries = try Self.entries(world)

    #expect(
      entries.map { "\($0.actor) \($0.action) \($0.target) \($0.reason)" } == [
        "ann pause 1 seen to", "ann terminate 3 seen to",
      ])
    #expect(entries.last?.detail["residue"]?.array?.contains("charge") == true)
  }

  @Test("what was refused is not kept, nor what came to nothing", arguments: Stores.Kind.allCases)
  func refused(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.lived(stores)
    let count = try Self.entries(world).count

    world.process([
      .operate(OperatorRequest(uid: "3", verb: "pause", reason: "", by: "ann", ticket: world.ticket())),
      .operate(OperatorRequest(uid: "99", verb: "pause", reason: "", by: "ann", ticket: world.ticket())),
      .handlers(HandlersRequest(wish: .set(isPaused: true, handler: "nobody", by: "ann"), ticket: world.ticket())),
      .handlers(HandlersRequest(wish: .look, ticket: world.ticket())),
    ])

    #expect(try Self.entries(world).count == count)
  }

  @Test("handlers, definitions and the clock too", arguments: Stores.Kind.allCases)
  func others(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    var changed = TestPrograms.order()
    changed.version += 1
    world.process([
      .handlers(HandlersRequest(wish: .set(isPaused: true, handler: "payment", by: "ann"), ticket: world.ticket())),
      .handlers(
        HandlersRequest(wish: .set(isPaused: false, handler: "payment.charge", by: "bob"), ticket: world.ticket())),
      .deploy(DeployRequest(programs: [changed], by: "cat", ticket: world.ticket())),
      .confirmClock(ConfirmRequest(by: "dan", ticket: world.ticket())),
    ])

    let entries = try Self.entries(world)

    #expect(
      entries.map { "\($0.actor) \($0.action) \($0.target)" } == [
        "ann pause-handler payment", "bob resume-handler payment.charge", "cat deploy order", "dan confirm-clock clock",
      ])
    #expect(entries[2].detail["version"] == .int(Int64(changed.version)))
  }

  @Test("what was not told is untouched", arguments: Stores.Kind.allCases)
  func sound(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.lived(stores)
    #expect(try await Self.findings(world) == [])
  }

  @Test(
    "a change of the log is found",
    arguments: [
      "UPDATE audit SET reason = 'none' WHERE number = 1", "UPDATE audit SET actor = 'bob' WHERE number = 2",
      "DELETE FROM audit WHERE number = 1", "DELETE FROM audit WHERE number = 2",
      "UPDATE audit SET number = number + 10", "UPDATE audit SET detail = '{' WHERE number = 2",
      "UPDATE audit SET seal = zeroblob(32) WHERE number = 2",
    ])
  func changed(statement: String) async throws {
    let stores = Stores(.sqlite)
    let world = try Self.lived(stores)
    let connection = try Connection(path: stores.path, mode: .readWrite)
    try connection.execute("DROP TRIGGER audit_stays; DROP TRIGGER audit_is_final; \(statement)")

    #expect(try await Self.findings(world).contains("audit_chain"))
  }

  private static func findings(_ world: World) async throws -> [String] {
    try await Checkup([try #require(world.kernel.reader as? any StoreInspection)]).run().findings.map(\.code)
  }
}
