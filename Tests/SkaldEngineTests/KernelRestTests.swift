import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Instances at rest")
struct KernelRestTests {
  @Test(
    "those that rest longest leave their state to the store, and wake up for an event", arguments: Stores.Kind.allCases)
  func evictsAndReloads(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.waiting()], restingMax: 2, store: stores.open)
    for order: Int64 in 1...10 { world.start(order: order) }
    #expect(world.kernel.liveCount == 10)
    #expect(world.kernel.loadedCount == 2)
    world.send(KernelEventTests.courier, id: "e-1", order: 1)
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("a timer wakes an instance whose state is in the store", arguments: Stores.Kind.allCases)
  func wakesByTimer(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.waiting()], restingMax: 0, store: stores.open)
    world.start(order: 1)
    #expect(world.kernel.loadedCount == 0)
    world.run()
    #expect(try world.state(1).incidents.map(\.kind) == ["wait_overdue"])
  }

  @Test("a restart reads no state of those at rest, and finds them for their events", arguments: Stores.Kind.allCases)
  func restartsWithSlots(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.waiting()], store: stores.open)
    for order: Int64 in 1...5 { world.start(order: order) }
    try world.crash()
    #expect(world.kernel.loadedCount == 0)
    #expect(world.kernel.liveCount == 5)
    for order: Int64 in 1...5 { world.send(KernelEventTests.courier, id: "e-\(order)", order: order) }
    #expect(world.ended.count == 5)
    #expect(world.kernel.liveCount == 0)
  }

  @Test("a cancel before the pivot undoes, a second one says so, one after the end is too late")
  func cancels() throws {
    let world = try World(mock: ["payment.refund=fails:2"]) { MemoryStore() }
    world.start(order: 7)
    #expect(world.cancel("1").isNewCancel == true)
    #expect(world.cancel("1").isNewCancel == false)
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
    #expect(world.cancel("1").isNewCancel == false)
    #expect(world.cancel("2").refusal == .unknownInstance)
    #expect(world.cancel("no such").refusal == .unknownInstance)
  }

  @Test("a cancel after the pivot is refused, and one after completion as well")
  func refusesALateCancel() throws {
    let world = try World { MemoryStore() }
    world.start(order: 7)
    world.run(limit: 10)
    #expect(world.cancel("1").refusal == .pastPivot)
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    world.run()
    #expect(world.cancel("1").refusal == .alreadyEnded)
  }

  @Test("progress of sinks rides with the next commit, and is written alone only when asked")
  func carriesProgress() throws {
    let world = try World([TestPrograms.fourCalls()]) { MemoryStore() }
    world.process([.sinkProgress(SinkProgress(sink: "s", cursor: 0))])
    #expect(world.kernel.commits == 0)
    #expect(world.kernel.hasUnsavedProgress)
    world.start(order: 7)
    #expect(world.kernel.commits == 1)
    #expect(!world.kernel.hasUnsavedProgress)
    world.process([.sinkProgress(SinkProgress(sink: "s", cursor: 1))], flush: true)
    #expect(world.kernel.commits == 2)
    #expect(try world.kernel.reader.cursor(sink: "s") == 1)
  }

  @Test("old entries of the timer heap are dropped, the others stay")
  func tidiesTimers() {
    var heap = TimerHeap()
    for number: Int64 in 0..<100 {
      heap.push(.init(time: Timestamp(milliseconds: number * 7919 % 101), instance: number))
    }
    heap.compact { $0.instance % 2 == 0 }
    var times: [Timestamp] = []
    while let entry = heap.pop() { times.append(entry.time) }
    #expect(times.count == 50)
    #expect(times == times.sorted())
  }
}
