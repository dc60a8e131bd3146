import SkaldCore
import SkaldRuntime
import SkaldSQLite
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("A database that was restored from a copy")
struct KernelRestoreTests {
  /// A claim that says that a copy took the database's place.
  private static func restored() throws -> (MemoryDatabase, World) {
    let database = MemoryDatabase()
    let world = try World(store: { MemoryStore(database) })
    for order: Int64 in 1...2 { world.start(order: order) }
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    world.start(order: 3)
    database.markRestored()
    try world.crash()
    return (database, world)
  }

  @Test("holds every live instance up, at rest or not, and says so once")
  func pauses() throws {
    let (_, world) = try Self.restored()
    let calls = world.calls
    world.run()
    #expect(world.calls == calls)
    for number: Int64 in 1...3 { #expect(try world.state(number).isPaused) }
    var query = InstanceQuery()
    query.isPaused = true
    #expect(try world.kernel.reader.instances(query).count == 3)
    let incidents = try world.kernel.reader.incidents(IncidentQuery(kind: "restored"))
    #expect(incidents.map(\.instance?.number) == [1, 2, 3])
    // A further start is one like any other.
    try world.crash()
    #expect(world.kernel.claim.isRestored == false)
    #expect(try world.kernel.reader.incidents(IncidentQuery(kind: "restored")).count == 3)
  }

  @Test("lets an instance go on once it is resumed, under the keys that its services know")
  func resumes() throws {
    let (_, world) = try Self.restored()
    let ticket = world.ticket()
    world.process([.operate(OperatorRequest(uid: "3", verb: "resume", reason: "compared", by: "ann", ticket: ticket))])
    while try world.state(3).steps[3].status != .waiting, world.step() {}
    world.send("delivery.started.v1", id: "e-3", order: 3)
    world.run()
    #expect(world.ended[InstanceID(3)] == .completed)
    #expect(world.effects["payment.charge"]?.count == 3)
    #expect(try world.kernel.reader.incidents(IncidentQuery(kind: "restored")).map(\.instance?.number) == [1, 2])
  }
}
