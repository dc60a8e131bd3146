import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Schedules that fire")
struct KernelFiringTests {
  private static func key(_ hour: Int, _ name: String = "hourly") -> String {
    "\(name)@2030-01-01T\(hour < 10 ? "0" : "")\(hour):00:00Z"
  }

  @Test("an instance begins at each time, under a key of it", arguments: Stores.Kind.allCases)
  func fires(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World.scheduling(stores)
    world.set()
    #expect(world.kernel.nextWake == world.now + .hours(1))
    world.pass(hours: 3)
    #expect(try world.keys() == [1, 2, 3].map { Self.key($0) })
    let row = try world.schedule()
    #expect(row.counts.all == [3, 0, 0, 0])
    #expect(row.lastAt == VirtualRun.epoch + .hours(3))
    #expect(row.lastInstance == InstanceID(3))
    #expect(row.nextAt == VirtualRun.epoch + .hours(4))
  }

  @Test("the times are those of the zone")
  func zone() throws {
    let world = try World.scheduling(Stores(.memory))
    world.set("30 2 * * *") { $0.zone = "Asia/Kathmandu" }
    // 5 h 45 min ahead of UTC.
    #expect(try world.schedule().nextAt?.text == "2030-01-01T20:45:00.000Z")
  }

  @Test(
    "a process that is killed at any commit leaves one instance for each time", arguments: 0...14,
    Stores.Kind.allCases)
  func killed(after commits: Int, kind: Stores.Kind) throws {
    let stores = Stores(kind)
    var current: FlakyStore?
    let world = try World([.tick, .slow]) {
      let store = FlakyStore(stores.open())
      current = store
      return store
    }
    world.set(catchUp: .hours(1))
    current?.commitsLeft = commits
    for _ in 0..<3 {
      world.advance(.hours(1))
      world.process([])
      while world.kernel.fault == nil, world.step(within: .minutes(20)) {}
      guard world.kernel.fault != nil else { continue }
      current?.letGo()
      try world.crash()
      world.process([])
      world.run(within: .minutes(20))
    }
    #expect(try world.keys() == [1, 2, 3].map { Self.key($0) })
    #expect(try world.schedule().counts.all == [3, 0, 0, 0])
  }

  @Test("a failed commit is made up for, once")
  func failedCommit() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World([.tick]) { store }
    world.set()
    world.advance(.hours(1))
    store.failuresLeft = 3
    world.process([])
    #expect(world.kernel.fault != nil)
    world.run(within: .minutes(20))
    #expect(try world.keys() == [Self.key(1)])
    #expect(try world.schedule().counts.all == [1, 0, 0, 0])
    #expect(world.ended.values.map(\.self) == [.completed])
  }

  @Test("while the wall clock is doubted nothing fires; what that took is made up for as after an end")
  func doubted() throws {
    let world = try World.scheduling(Stores(.memory))
    world.set(catchUp: .minutes(30))
    world.kernel.schedules.isHeld = true
    world.advance(.hours(2))
    world.process([])
    #expect(try world.keys().isEmpty)
    let wake = try #require(world.kernel.nextWake)
    #expect(wake > world.now)
    world.kernel.schedules.isHeld = false
    world.process([])
    #expect(try world.keys() == [Self.key(2)])
    #expect(try world.schedule().counts.all == [1, 0, 1, 0])
  }

  @Test("the input is given the time, where a field of it is named")
  func timeField() throws {
    let world = try World.scheduling(Stores(.sqlite))
    world.set { $0.timeField = "at" }
    world.pass(hours: 1)
    #expect(try world.state(1).start.input == ["orderId": 7, "amount": 5, "at": "2030-01-01T01:00:00Z"])
  }

  @Test("the key may be another one with the time in it, or the one that the saga computes")
  func keys() throws {
    let world = try World.scheduling(Stores(.memory), more: [TestPrograms.fourCalls()])
    world.set { $0.key = "x-{time}-{name}-{y}" }
    world.pass(hours: 1)
    #expect(try world.keys() == ["x-2030-01-01T01:00:00Z-hourly-{y}"])
    world.set(saga: "order")
    world.pass(hours: 2)
    #expect(try world.keys().dropFirst() == ["order-7"])
    #expect(try world.schedule().counts.all == [2, 0, 0, 1])
    #expect(try world.incidents().first?.contains("the key `order-7` stands for an instance that began before") == true)
  }
}
