import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("What people do with schedules")
struct KernelScheduleWishTests {
  private static func uid(_ reply: Reply?) -> String? {
    guard case .scheduled(_, let uid, _) = reply else { return nil }
    return uid
  }

  private static func isNew(_ reply: Reply?) -> Bool? {
    guard case .scheduled(_, _, let isNew) = reply else { return nil }
    return isNew
  }

  @Test("the same again changes nothing; another plan keeps what was counted")
  func set() throws {
    let world = try World.scheduling(Stores(.sqlite))
    #expect(Self.isNew(world.set()) == true)
    world.pass(hours: 1)
    let before = try world.schedule()
    #expect(Self.isNew(world.set()) == false)
    #expect(try world.schedule() == before)
    world.advance(.minutes(10))
    #expect(Self.isNew(world.set("*/30 * * * *")) == false)
    let after = try world.schedule()
    #expect(after.counts == before.counts)
    #expect(after.lastInstance == before.lastInstance)
    #expect(after.nextAt == VirtualRun.epoch + .minutes(90))
    #expect(after.changedAt == world.now && after.createdAt == VirtualRun.epoch)
  }

  @Test("one that rests does not fire, and does not make up for that", arguments: Stores.Kind.allCases)
  func pause(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set(overlap: .allow, catchUp: .days(1))
    world.wish(.pause)
    #expect(world.kernel.nextWake == nil)
    world.pass(hours: 2)
    try world.crash()
    world.advance(.minutes(10))
    world.wish(.resume)
    world.pass(hours: 1)
    #expect(try world.schedule().counts.all == [1, 0, 0, 0])
    #expect(try world.keys() == ["hourly@2030-01-01T03:00:00Z"])
  }

  @Test("after a restore every schedule rests until it is resumed, and says so")
  func restored() throws {
    let database = MemoryDatabase()
    let world = try World([.tick]) { MemoryStore(database) }
    world.set(overlap: .allow, catchUp: .days(1))
    world.pass(hours: 1)
    database.markRestored()
    world.advance(.hours(2))
    try world.crash()
    world.process([])
    #expect(try world.schedule().isPaused)
    #expect(try world.schedule().counts.all == [1, 0, 0, 0])
    #expect(try world.incidents().first?.contains("it rests since the database was restored") == true)
    world.wish(.resume)
    #expect(try world.incidents().isEmpty)
    world.pass(hours: 1)
    #expect(try world.schedule().counts.all == [2, 0, 0, 0])
    // A further start is one like any other.
    try world.crash()
    #expect(try world.schedule().isPaused == false)
  }

  @Test("one that is gone does not fire; its instances go on")
  func delete() throws {
    let world = try World.scheduling(Stores(.sqlite))
    world.set(saga: "slow")
    world.pass(hours: 1)
    world.wish(.delete)
    world.pass(hours: 2)
    #expect(try world.kernel.reader.schedules().isEmpty)
    #expect(world.kernel.liveCount == 1)
    #expect(world.wish(.delete).refusal == .unknownSchedule)
    world.set()
    #expect(world.wish(.pause, of: "hurly").message == "there is no schedule `hurly`; did you mean `hourly`?")
  }

  @Test("it fires when somebody wants it, unless its last instance is live", arguments: Stores.Kind.allCases)
  func trigger(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set(saga: "slow")
    world.wish(.pause)
    world.advance(.minutes(10) + Milliseconds(5))
    #expect(Self.uid(world.wish(.trigger)) == "1")
    #expect(try world.keys() == ["hourly@2030-01-01T00:10:00.005Z"])
    #expect(world.wish(.trigger).refusal == .notPossible)
    world.set(saga: "slow", overlap: .allow)
    world.advance(.minutes(1))
    #expect(Self.uid(world.wish(.trigger)) == "2")
    #expect(try world.schedule().counts.all == [2, 0, 0, 0])
  }

  @Test("a trigger under a key is done once, also after a crash", arguments: Stores.Kind.allCases)
  func triggerOnce(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    let mark = RequestMark(key: "k", fingerprint: 1)
    world.set(overlap: .allow)
    #expect(Self.uid(world.wish(.trigger, mark: mark)) == "1")
    try world.crash()
    world.advance(.minutes(1))
    #expect(Self.uid(world.wish(.trigger, mark: mark)) == "1")
    #expect(try world.keys().count == 1)
  }

  @Test("a trigger that cannot begin says why, and is no incident")
  func triggerFails() throws {
    let world = try World.scheduling(Stores(.memory), more: [TestPrograms.fourCalls()])
    world.set(saga: "order")
    world.start(order: 7)
    #expect(world.wish(.trigger).refusal == .inputMismatch)
    #expect(try world.incidents().isEmpty)
    #expect(try world.schedule().counts.all == [0, 0, 0, 0])
  }

  @Test("everything that people did is in the audit log")
  func audited() throws {
    let world = try World.scheduling(Stores(.sqlite))
    world.set()
    world.set()
    world.wish(.pause)
    world.wish(.pause)
    world.wish(.resume)
    world.wish(.trigger)
    world.wish(.delete)
    let rows = try world.kernel.reader.audit(AuditQuery(isNewestFirst: false))
    let words = ["set", "pause", "resume", "trigger", "delete"].map { "ann \($0)-schedule hourly" }
    #expect(rows.map { "\($0.entry.actor) \($0.entry.action) \($0.entry.target)" } == words)
    #expect(rows[3].entry.detail["instance"] == "1")
  }

  @Test("a commit that fails leaves the schedule as it was")
  func failedCommit() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World([.tick]) { store }
    world.set()
    store.failuresLeft = 1
    #expect(world.set("0 0 1 1 *").refusal == .storeFailed)
    #expect(world.kernel.schedules["hourly"]?.row.plan.cron == "0 * * * *")
    store.failuresLeft = 1
    #expect(world.wish(.delete).refusal == .storeFailed)
    #expect(world.kernel.schedules["hourly"] != nil)
    world.pass(hours: 1)
    #expect(try world.keys().count == 1)
  }
}
