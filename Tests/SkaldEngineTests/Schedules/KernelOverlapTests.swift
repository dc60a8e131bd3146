import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Schedules whose instances take long, and engines that are down")
struct KernelOverlapTests {
  @Test("a time is skipped while the last instance is live", arguments: Stores.Kind.allCases, [true, false])
  func skip(kind: Stores.Kind, crashes: Bool) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set(saga: "slow")
    world.pass(hours: 2)
    if crashes { try world.crash() }
    world.pass(hours: 1)
    #expect(try world.schedule().counts.all == [1, 2, 0, 0])
    world.cancel("1")
    world.pass(hours: 1)
    #expect(try world.schedule().counts.all == [2, 2, 0, 0])
    #expect(try world.schedule().lastAt == VirtualRun.epoch + .hours(4))
  }

  @Test("instances may be allowed beside each other")
  func allow() throws {
    let world = try World.scheduling(Stores(.sqlite))
    world.set(saga: "slow", overlap: .allow)
    world.pass(hours: 3)
    #expect(try world.schedule().counts.all == [3, 0, 0, 0])
    #expect(world.kernel.liveCount == 3)
  }

  @Test("one time waits for the end of the last instance", arguments: Stores.Kind.allCases, [true, false])
  func buffer(kind: Stores.Kind, crashes: Bool) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set(saga: "slow", overlap: .buffer)
    world.pass(hours: 3)
    #expect(try world.schedule().counts.all == [1, 1, 0, 0])
    #expect(try world.schedule().waiting == VirtualRun.epoch + .hours(2))
    if crashes { try world.crash() }
    world.advance(.minutes(10))
    world.cancel("1")
    world.run(within: .minutes(20))
    let row = try world.schedule()
    #expect(row.waiting == nil)
    #expect(row.counts.all == [2, 1, 0, 0])
    #expect(try world.keys().last == "hourly@2030-01-01T02:00:00Z")
    #expect(try world.state(2).start.key == "hourly@2030-01-01T02:00:00Z")
  }

  @Test(
    "after an end of the engine the latest time within the window is made up for, or all where they are allowed",
    arguments: [
      (ScheduleRow.Overlap.skip, Milliseconds.minutes(5), ["05"], [1, 0, 4, 0]),
      (.skip, .hours(2), ["05"], [1, 0, 4, 0]), (.buffer, .hours(2), ["05"], [1, 0, 4, 0]),
      (.allow, .hours(2), ["03", "04", "05"], [3, 0, 2, 0]), (.allow, .minutes(5), ["05"], [1, 0, 4, 0]),
    ] as [(ScheduleRow.Overlap, Milliseconds, [String], [Int64])])
  func catchUp(overlap: ScheduleRow.Overlap, window: Milliseconds, hours: [String], counts: [Int64]) throws {
    let stores = Stores(.sqlite)
    let world = try World.scheduling(stores)
    world.set(overlap: overlap, catchUp: window)
    try world.beDown(.hours(5))
    #expect(try world.keys() == hours.map { "hourly@2030-01-01T\($0):00:00Z" })
    #expect(try world.schedule().counts.all == counts)
    world.pass(hours: 1)
    #expect(try world.schedule().counts.started == counts[0] + 1)
  }

  @Test("times beyond the window are missed, whatever the policy", arguments: ScheduleRow.Overlap.allCases)
  func missed(overlap: ScheduleRow.Overlap) throws {
    let stores = Stores(.memory)
    let world = try World.scheduling(stores)
    world.set(overlap: overlap)
    try world.beDown(.hours(5) + .minutes(6))
    #expect(try world.keys().isEmpty)
    #expect(try world.schedule().counts.all == [0, 0, 5, 0])
    #expect(try world.schedule().nextAt == VirtualRun.epoch + .hours(6))
  }

  @Test("so many that are made up for at once are bounded")
  func bounded() throws {
    let stores = Stores(.memory)
    let world = try World.scheduling(stores)
    world.set("* * * * *", overlap: .allow, catchUp: .days(1))
    world.advance(.hours(3))
    try world.crash()
    world.process([])
    #expect(try world.schedule().counts.all == [100, 0, 80, 0])
    #expect(try world.keys().last == "hourly@2030-01-01T03:00:00Z")
  }

  @Test("of a very long stretch not every time is counted")
  func veryLong() throws {
    let row = ScheduleRow(
      name: "x", plan: .init(saga: "tick", cron: "* * * * *", overlap: .allow), at: VirtualRun.epoch, by: "ann")
    let schedule = LiveSchedule(row, zones: ZoneDirectory())
    let due = schedule.due(at: VirtualRun.epoch + .days(365))
    #expect(due.times.count == 6)
    #expect(due.missed == Int64(LiveSchedule.missedMax))
  }
}
