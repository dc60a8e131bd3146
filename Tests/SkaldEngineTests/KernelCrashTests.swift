import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Crashes and failing stores")
struct KernelCrashTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mock: [String]
    let status: Status
    /// The operations that must have taken effect, each once.
    let effects: Set<String>
  }

  static let cases = [
    Case(
      testDescription: "nothing fails", mock: [], status: .completed,
      effects: ["payment.charge", "inventory.reserve", "delivery.request", "notification.send"]),
    Case(
      testDescription: "the reservation is refused", mock: ["inventory.reserve=refuses:out_of_stock"],
      status: .compensated, effects: ["payment.charge", "payment.refund"]),
    Case(
      testDescription: "the shipment is refused", mock: ["delivery.request=refuses:address_unserviceable"],
      status: .compensated,
      effects: ["payment.charge", "inventory.reserve", "inventory.release", "payment.refund"]),
    Case(
      testDescription: "the charge's answers are lost", mock: ["payment.charge=times-out"], status: .compensated,
      effects: ["payment.charge", "payment.refund"]),
  ]

  @Test("a crash after any commit changes nothing in the end", arguments: cases, Stores.Kind.allCases)
  func survivesACrashAfterAnyCommit(row: Case, kind: Stores.Kind) throws {
    for crashAt in 1...12 {
      let stores = Stores(kind)
      let world = try World(mock: row.mock, store: stores.open)
      world.start(order: 7)
      world.send(KernelEventTests.courier, id: "e-1", order: 7)
      while world.kernel.commits < crashAt, world.step() {}
      try world.crash()
      world.run()
      #expect(try world.state(1).status == row.status, "crash after commit \(crashAt)")
      #expect(Set(world.effects.keys) == row.effects, "crash after commit \(crashAt)")
      for (operation, keys) in world.effects {
        #expect(keys.count == 1, "\(operation) took effect under \(keys) with a crash after commit \(crashAt)")
      }
    }
  }

  @Test("a crash at every commit of one saga is survived too", arguments: cases, Stores.Kind.allCases)
  func survivesACrashAfterEveryCommit(row: Case, kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: row.mock, store: stores.open)
    world.start(order: 7)
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    var crashes = 0
    while world.kernel.liveCount > 0, crashes < 60, world.step() {
      try world.crash()
      crashes += 1
    }
    world.run()
    #expect(try world.state(1).status == row.status)
    #expect(Set(world.effects.keys) == row.effects)
    #expect(world.effects.values.allSatisfy { $0.count == 1 })
  }

  @Test("events of the outbox are those of a run without a crash", arguments: Stores.Kind.allCases)
  func keepsTheOutbox(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.start(order: 7)
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    while world.kernel.commits < 4, world.step() {}
    try world.crash()
    world.run()
    let rows = try world.kernel.reader.outbox(after: 0, limit: 100)
    #expect(rows.flatMap(\.events).map(\.name) == ["payment.completed.v1", "order.completed.v1"])
  }

  @Test("a start whose commit fails starts nothing, says so, and may be repeated")
  func refusesWhatIsNotDurable() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World { store }
    store.failuresLeft = 1
    #expect(world.start(order: 7).refusal == .storeFailed)
    #expect(world.kernel.fault?.code == .full)
    #expect(world.calls == 0)
    #expect(world.kernel.liveCount == 0)
    #expect(world.start(order: 7).started == "2 new")
    #expect(world.kernel.fault == nil)
  }

  @Test("answers of a failed commit are taken up again by themselves", arguments: 1...5)
  func keepsAnswers(failures: Int) throws {
    let store = FlakyStore(MemoryStore())
    let world = try World([TestPrograms.fourCalls()]) { store }
    for order: Int64 in 1...3 { world.start(order: order) }
    store.failuresLeft = failures
    world.run()
    #expect(world.ended.count == 3)
    #expect(world.ended.values.allSatisfy { $0 == .completed })
    #expect(world.effects.values.allSatisfy { $0.count == 3 })
  }

  @Test("a failed commit does not lose a timer")
  func keepsTimers() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World(mock: ["payment.charge=times-out"]) { store }
    world.start(order: 7)
    store.failuresLeft = 1
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
  }

  @Test("the fault is over once the store works again, without a request")
  func asksTheStoreAgain() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World { store }
    store.failuresLeft = 2
    world.start(order: 7)
    #expect(world.step())
    #expect(world.kernel.fault != nil)
    #expect(world.step())
    #expect(world.kernel.fault == nil)
  }

  @Test("timers that came due during a crash fire after the grace")
  func holdsTimersBack() throws {
    let stores = Stores(.memory)
    let world = try World(
      [TestPrograms.waiting()], recoveryGrace: .seconds(2), store: stores.open)
    world.start(order: 7)
    world.advance(.hours(3))
    try world.crash()
    #expect(world.kernel.nextWake == world.now + .seconds(2))
    world.process([])
    #expect(try world.state(1).incidents.isEmpty)
    #expect(world.step())
    #expect(try world.state(1).incidents.map(\.kind) == ["wait_overdue"])
  }
}
