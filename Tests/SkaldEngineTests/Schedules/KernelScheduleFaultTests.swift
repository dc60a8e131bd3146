import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Schedules that cannot be, or cannot begin anything")
struct KernelScheduleFaultTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let path: String
    let part: String
    let change: @Sendable (inout ScheduleRow.Plan) -> Void
    var testDescription: String { "\(path): \(part)" }

    init(_ path: String, _ part: String, _ change: @escaping @Sendable (inout ScheduleRow.Plan) -> Void) {
      (self.path, self.part, self.change) = (path, part, change)
    }
  }

  static let cases = [
    Case("cron", "column 1, minute: expected 0 to 59, found 61") { $0.cron = "61 * * * *" },
    Case("cron", "never occurs") { $0.cron = "0 0 31 2 *" },
    Case("zone", "`Europe/Berlim` is no zone of this computer") { $0.zone = "Europe/Berlim" },
    Case("zone", "expected a name such as `Europe/Berlin`, found `../passwd`") { $0.zone = "../passwd" },
    Case("saga", "did you mean `order`?") { $0.saga = "ordr" },
    Case("catchUp", "expected 10s to 31d, found 1s") { $0.catchUp = .seconds(1) },
    Case("catchUp", "found 32d") { $0.catchUp = .days(32) },
    Case("timeField", "the input has a value for `amount`") { $0.timeField = "amount" },
    Case("timeField", "expected the name of a field") { $0.timeField = "" },
    Case("key", "expected `{time}` in it") { $0.key = "daily" },
    Case("key", "computes its key from the input") { $0.key = "{time}" },
    Case("input.amount", "expected int, found string") { $0.input = ["orderId": 7, "amount": "many"] },
    Case("input.at", "unknown field") { $0.timeField = "at" },
  ]

  @Test("a plan that is not as it must be is refused with its place", arguments: cases)
  func refused(row: Case) throws {
    let world = try World.scheduling(Stores(.memory), more: [TestPrograms.order()])
    let reply = world.set(saga: "order", change: row.change)
    #expect(reply.refusal == .scheduleInvalid)
    #expect(reply.paths == [row.path])
    #expect(reply.error?.errors.first?.message.contains(row.part) == true, "\(reply.error?.errors ?? [])")
    #expect(try world.kernel.reader.schedules().isEmpty)
    #expect(try world.kernel.reader.audit(AuditQuery()).isEmpty)
  }

  @Test("a name is plain", arguments: ["", "a/b", "ä", String(repeating: "x", count: 65)])
  func names(name: String) throws {
    let world = try World.scheduling(Stores(.memory))
    let plan = ScheduleRow.Plan(saga: "tick", cron: "@daily")
    #expect(world.wish(.set(plan, isPaused: nil), of: name).paths == ["name"])
  }

  @Test("a saga that is gone is an incident, until an instance begins again", arguments: Stores.Kind.allCases)
  func gone(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set()
    _ = world.deploy([.slow])
    world.pass(hours: 2)
    #expect(try world.schedule().counts.all == [0, 0, 0, 2])
    let expected =
      "schedule hourly: nothing began for 2030-01-01T02:00:00.000Z: there is no saga `tick`; known are: slow (unknown_saga)"
    #expect(try world.incidents() == [expected])
    _ = world.deploy([.tick])
    world.pass(hours: 1)
    #expect(try world.schedule().counts.all == [1, 0, 0, 2])
    #expect(try world.incidents().isEmpty)
  }

  @Test("an entity that another instance holds is an incident; where starts wait for it, the instance does")
  func locked() throws {
    for waits in [false, true] {
      let stores = Stores(.memory)
      var program = KernelLockTests.saga("order")
      if waits { program.tuning.lockWaits = [LockWait("order", .hours(5))] }
      let world = try World([program, KernelLockTests.saga("refund")], store: stores.open)
      world.set(saga: "order")
      world.start(order: 7, saga: "refund")
      world.advance(.hours(1))
      world.process([])
      #expect(try world.schedule().counts.all == (waits ? [1, 0, 0, 0] : [0, 0, 0, 1]))
      #expect(
        try world.incidents().count { $0.contains("schedule hourly") && $0.contains("belongs to") } == (waits ? 0 : 1))
      if waits { #expect(try world.state(2).status == .scheduled) }
    }
  }

  @Test("one whose zone this computer does not know stands still, and the others go on")
  func unknownZone() throws {
    let stores = Stores(.sqlite)
    let world = try World.scheduling(stores)
    world.set()
    let plan = ScheduleRow.Plan(saga: "tick", cron: "0 * * * *", zone: "Mars/Olympus")
    var batch = CommitBatch(time: world.now)
    batch.schedules = [.kept(ScheduleRow(name: "martian", plan: plan, at: world.now, by: "ann"))]
    try world.close()
    let store = stores.open()
    _ = try store.claim(at: world.now)
    try store.commit(batch)
    store.close()
    try world.crash()
    #expect(try world.incidents().count == 1)
    #expect(
      try world.incidents().first?.contains("schedule martian: it stands still: `Mars/Olympus` is no zone") == true)
    world.pass(hours: 1)
    #expect(try world.keys() == ["hourly@2030-01-01T01:00:00Z"])
    world.wish(.set(.init(saga: "tick", cron: "30 * * * *", catchUp: .hours(1)), isPaused: nil), of: "martian")
    #expect(try world.incidents().isEmpty)
    world.pass(hours: 1)
    #expect(try world.keys().contains("martian@2030-01-01T01:30:00Z"))
  }
}
