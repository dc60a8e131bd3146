import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Instances that follow another version")
struct KernelMigrationTests {
  /// A world whose first order waits for the courier, with a second version in the store.
  private static func waiting(
    _ stores: Stores, restingMax: Int = 1024, mock: [String] = [], _ second: SagaProgram
  ) throws -> World {
    let world = try World(mock: mock, restingMax: restingMax, store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    _ = world.deploy([second])
    return world
  }

  @Test(
    "an instance that waits goes on by the new version, also after a crash", arguments: Stores.Kind.allCases,
    [false, true])
  func midWait(kind: Stores.Kind, crashes: Bool) async throws {
    let stores = Stores(kind)
    let world = try Self.waiting(stores, restingMax: 0, .secondVersion)
    #expect(world.outcomes(to: 2) == [.done(1)])
    let commits = world.kernel.commits
    world.process([])
    #expect(world.kernel.commits == commits)
    if crashes { try world.crash() }
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 2)
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    // The last step of version 2 calls another operation than that of version 1.
    #expect(world.effects["notification.call"]?.count == 1)
    #expect(world.effects["notification.send"] == nil)
    #expect(try await world.findings().isEmpty)
  }

  @Test("an instance that has not begun begins by the new version", arguments: Stores.Kind.allCases)
  func notBegun(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    let input: JSON = ["orderId": 1, "amount": 5]
    world.process([
      .start(StartRequest(saga: "order", input: input, at: .after(.hours(1)), ticket: world.ticket()))
    ])
    _ = world.deploy([.secondVersion])
    #expect(world.versions == [1: 1, 2: 0])
    #expect(world.delete(1).refusal == .definitionInUse)
    #expect(world.outcomes(to: 2) == [.done(1)])
    try world.crash()
    world.advance(.hours(1))
    while try world.state(1).position.map({ _ in true }) != true, world.step() {}
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(world.effects["notification.call"]?.count == 1)
    #expect(try await world.findings().isEmpty)
  }

  @Test("a dry run says what would happen and changes nothing", arguments: Stores.Kind.allCases)
  func dryRun(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.waiting(stores, .secondVersion)
    let journal = try world.kernel.reader.journal(of: InstanceID(1))
    #expect(world.outcomes(to: 2, isDryRun: true) == [.possible(1)])
    #expect(try world.kernel.reader.journal(of: InstanceID(1)) == journal)
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 1)
  }

  @Test("an instance stays where a step that it reached changed", arguments: Obstacle.all)
  func reached(obstacle: Obstacle) throws {
    let stores = Stores(.memory)
    let world = try Self.waiting(stores, obstacle.program)
    let outcome = try #require(world.migrate(to: 2).first)
    #expect(!outcome.isMigrated)
    #expect(outcome.obstacle?.contains(obstacle.words) == true, "\(outcome.obstacle ?? "none")")
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 1)
  }

  @Test("what was done before is undone with what was known then", arguments: Stores.Kind.allCases, [false, true])
  func undo(kind: Stores.Kind, crashes: Bool) async throws {
    let stores = Stores(kind)
    let world = try World(
      [.beforeThePivot(version: 1)], mock: ["delivery.request=refuses:address_unserviceable"], store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[1].status != .waiting { _ = world.step() }
    let key = try #require(world.effects["payment.charge"]?.first)
    _ = world.deploy([.beforeThePivot(version: 2)])
    #expect(world.outcomes(to: 2) == [.done(1)])
    if crashes { try world.crash() }
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
    #expect(world.effects["payment.charge"] == [key])
    #expect(world.effects["payment.refund"]?.count == 1)
    #expect(try await world.findings().isEmpty)
  }

  @Test("a paused instance can go over, and waits on", arguments: Stores.Kind.allCases)
  func paused(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.waiting(stores, .secondVersion)
    world.operate("pause")
    #expect(world.outcomes(to: 2) == [.done(1)])
    #expect(try world.state(1).isPaused)
    world.operate("resume")
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("a call under way keeps an instance where it changes, and not where it stays the same")
  func openCall() throws {
    let stores = Stores(.memory)
    let world = try World(mock: ["inventory.reserve=fails"], store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[1].action.attempts < 1 { _ = world.step() }
    var changed = SagaProgram.secondVersion
    changed.change(step: 1) { invoke in
      invoke.call = CallPlan(
        operation: invoke.call.operation, arguments: .literal(["orderId": 2]), policy: invoke.call.policy)
    }
    _ = world.deploy([changed])
    #expect(world.migrate(to: 2).first?.obstacle?.contains("it stands at `reserve`") == true)
    var third = SagaProgram.secondVersion
    third.version = 3
    _ = world.deploy([third])
    #expect(world.outcomes(to: 3) == [.done(1)])
  }

  @Test("one that is being undone, has ended, or is of another version is left alone")
  func leftAlone() throws {
    let stores = Stores(.memory)
    let world = try World(
      mock: ["inventory.reserve=refuses:out_of_stock", "payment.refund=fails"], store: stores.open)
    world.start(order: 1)
    while try world.state(1).status != .compensating { _ = world.step() }
    _ = world.deploy([.secondVersion])
    #expect(world.migrate(to: 2).first?.obstacle?.contains("is being undone") == true)
    #expect(world.migrate(to: 1).first?.obstacle == "it follows version 1 already")
    #expect(world.migrate(from: 2, to: 1).first?.obstacle == "it follows version 1 already")
    #expect(world.migrate(["nobody"], to: 2).first?.obstacle == "there is no such instance")
  }

  @Test("a batch that is not kept leaves the instance with its version", arguments: Stores.Kind.allCases)
  func failedCommit(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    var flaky: [FlakyStore] = []
    let world = try World(store: {
      let store = FlakyStore(stores.open())
      flaky.append(store)
      return store
    })
    world.start(order: 1)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    _ = world.deploy([.secondVersion])
    flaky.last?.failuresLeft = 1
    #expect(world.migrate(to: 2).isEmpty)
    world.advance(.seconds(2))
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 1)
    #expect(world.versions == [1: 1, 2: 0])
    #expect(world.outcomes(to: 2) == [.done(1)])
    #expect(world.versions == [1: 0, 2: 1])
    #expect(try await world.findings().isEmpty)
  }

  @Test("the history tells of it, and tells everything before as it was", arguments: Stores.Kind.allCases)
  func history(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.waiting(stores, .secondVersion)
    #expect(world.outcomes(to: 2) == [.done(1)])
    let told = try world.kernel.transitions(of: InstanceID(1))
    #expect(told.map { $0.program.version }.last == 2)
    #expect(told.first?.program.version == 1)
    let entries = told.enumerated().flatMap { index, told in
      History.entries(told.program, told.state, told.commands, at: world.now, after: index)
    }
    let entry = try #require(entries.last)
    #expect(entry.type == "instance.migrated")
    #expect(entry.data == ["from": 1, "to": 2, "by": "somebody", "reason": "a test"])
  }
}
