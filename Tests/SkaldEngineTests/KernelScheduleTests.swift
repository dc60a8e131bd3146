import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Starts that wait")
struct KernelScheduleTests {
  /// Two sagas on one order; a start waits half a minute for the other.
  private static let waiting = KernelLockTests.two.map { program in
    var program = program
    program.tuning.lockWaits = [LockWait("order", .seconds(30))]
    return program
  }

  private static func world(_ stores: Stores, _ programs: [SagaProgram] = waiting) throws -> World {
    try World(programs, mock: ["payment.charge=fails"], store: stores.open)
  }

  @discardableResult
  private static func start(_ world: World, order: Int64, saga: String = "refund", at time: StartTime? = nil) -> Reply?
  {
    let ticket = world.ticket()
    let input: JSON = ["orderId": .int(order), "amount": 5]
    world.process([.start(StartRequest(saga: saga, input: input, at: time, ticket: ticket))])
    return world.replies[ticket]
  }

  private static func operate(_ world: World, _ uid: String, _ verb: String) {
    world.process([.operate(OperatorRequest(uid: uid, verb: verb, reason: "so", by: "ann", ticket: world.ticket()))])
  }

  private static func statuses(_ world: World, _ numbers: ClosedRange<Int64>) throws -> [Status] {
    try numbers.map { try world.state($0).status }
  }

  @Test(
    "those that wait for an entity begin in their order, each once it is free", arguments: Stores.Kind.allCases,
    [true, false])
  func inOrder(kind: Stores.Kind, crashes: Bool) throws {
    let stores = Stores(kind)
    let world = try Self.world(stores)
    world.start(order: 7)
    #expect(Self.start(world, order: 7).started == "2 new")
    #expect(Self.start(world, order: 7, saga: "order").started == "3 new")
    for (number, expected) in [
      (1, [Status.running, .scheduled, .scheduled]), (2, [.compensated, .running, .scheduled]),
    ] {
      if crashes { try world.crash() }
      #expect(try Self.statuses(world, 1...3) == expected)
      world.cancel("\(number)")
      while world.ended[InstanceID(Int64(number))] == nil, world.step() {}
    }
    #expect(try Self.statuses(world, 1...3) == [.compensated, .compensated, .running])
  }

  @Test("one that waits too long ends, and says what it waited for", arguments: Stores.Kind.allCases)
  func tooLong(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.world(stores)
    world.start(order: 7)
    Self.start(world, order: 7)
    try world.crash()
    world.advance(.seconds(30))
    world.process([])
    let state = try world.state(2)
    #expect(state.status == .compensated)
    #expect(state.failure?.code == Failure.entityLocked)
    // Its turn is not taken by one that is over.
    world.cancel("1")
    world.run()
    #expect(try world.state(2).status == .compensated)
  }

  @Test("one that is canceled is passed over", arguments: Stores.Kind.allCases)
  func passedOver(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.world(stores)
    world.start(order: 7)
    for _ in 2...4 { Self.start(world, order: 7) }
    world.cancel("2")
    Self.operate(world, "3", "terminate")
    #expect(try Self.statuses(world, 2...3) == [.compensated, .terminated])
    world.cancel("1")
    while world.ended[InstanceID(1)] == nil, world.step() {}
    #expect(try Self.statuses(world, 1...4) == [.compensated, .compensated, .terminated, .running])
  }

  @Test("one that is paused begins when it is resumed, if the entity is free then", arguments: Stores.Kind.allCases)
  func paused(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.world(stores)
    world.start(order: 7)
    Self.start(world, order: 7)
    Self.operate(world, "2", "pause")
    Self.operate(world, "1", "terminate")
    #expect(try world.state(2).status == .scheduled)
    Self.operate(world, "2", "resume")
    #expect(try world.state(2).status == .running)
  }

  @Test("a start for later begins then, once, also over a restart", arguments: Stores.Kind.allCases, [true, false])
  func later(kind: Stores.Kind, crashes: Bool) throws {
    let stores = Stores(kind)
    let world = try Self.world(stores)
    #expect(Self.start(world, order: 7, at: .after(.hours(2))).started == "1 new")
    #expect(try world.kernel.reader.instance(InstanceID(1))?.status == .scheduled)
    world.advance(.hours(1))
    world.process([])
    if crashes { try world.crash() }
    #expect(try world.state(1).status == .scheduled)
    #expect(world.calls == 0)
    world.advance(.hours(1))
    world.process([])
    #expect(try world.state(1).status == .running)
    #expect(try world.kernel.reader.instance(InstanceID(1))?.status == .running)
    #expect(world.calls == 1)
  }

  @Test("a time that is over is now, one that is too far away is refused")
  func times() throws {
    let world = try Self.world(Stores(.memory))
    #expect(Self.start(world, order: 1, at: .at(world.now)).started == "1 new")
    #expect(try world.state(1).status == .running)
    #expect(Self.start(world, order: 2, at: .at(world.now + .days(5000))).refusal == .inputInvalid)
    #expect(Self.start(world, order: 2, at: .after(StartTime.delayMax)).started == "2 new")
  }

  @Test("a later start whose entity is held waits for it, or ends where its saga refuses", arguments: [true, false])
  func laterAndHeld(waits: Bool) throws {
    let world = try Self.world(Stores(.memory), waits ? Self.waiting : KernelLockTests.two)
    Self.start(world, order: 7, at: .after(.minutes(1)))
    world.start(order: 7)
    world.advance(.minutes(1))
    world.process([])
    let state = try world.state(1)
    #expect(state.status == (waits ? .scheduled : .compensated))
    #expect(waits || state.failure?.message.contains("belongs to the instance 2") == true)
    world.cancel("2")
    while world.ended[InstanceID(2)] == nil, world.step() {}
    #expect(try world.state(1).status == (waits ? .running : .compensated))
  }

  @Test("an instance that waits is the one that its key stands for, and holds nothing", arguments: Stores.Kind.allCases)
  func key(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let program = KernelLockTests.saga("order", key: TestPrograms.order().key)
    let world = try Self.world(stores, [program, KernelLockTests.saga("refund")])
    Self.start(world, order: 7, saga: "order", at: .after(.hours(1)))
    #expect(Self.start(world, order: 7, saga: "order").started == "1")
    #expect(Self.start(world, order: 7).started == "2 new")
    #expect(try world.state(2).status == .running)
  }
}
