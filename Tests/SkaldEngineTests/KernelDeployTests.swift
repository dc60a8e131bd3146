import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Other definitions at run time")
struct KernelDeployTests {
  private static func version(_ number: Int, _ change: (inout SagaProgram) -> Void = { _ in }) -> SagaProgram {
    var program = TestPrograms.order()
    program.version = number
    change(&program)
    return program
  }

  private static func deploy(_ world: World, _ programs: [SagaProgram]) -> Reply? {
    let ticket = world.ticket()
    world.process([.deploy(DeployRequest(programs: programs, by: "ann", ticket: ticket))])
    return world.replies[ticket]
  }

  @Test("new instances follow the new version, live ones the one that they began with", arguments: Stores.Kind.allCases)
  func versions(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(restingMax: 0, store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    guard case .deployed(let new) = Self.deploy(world, [Self.version(2)]) else {
      Issue.record("the definitions were refused")
      return
    }
    #expect(new == ["order 2"])
    world.start(order: 2)
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 1)
    #expect(try world.kernel.state(of: InstanceID(2)).1.version == 2)
    for order: Int64 in 1...2 { world.send("delivery.started.v1", id: "e-\(order)", order: order) }
    world.run()
    for order: Int64 in 1...2 { world.send("delivery.started.v1", id: "f-\(order)", order: order) }
    world.run()
    #expect(world.ended == [InstanceID(1): .completed, InstanceID(2): .completed])
  }

  @Test("a definition that changed under its version is refused with all others", arguments: Stores.Kind.allCases)
  func conflict(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    let other = Self.version(1) { $0.input = .any }
    let before = try world.kernel.reader.definitions().count
    let reply = Self.deploy(world, [Self.version(2) { $0.name = "another" }, other])
    #expect(reply.refusal == .definitionConflict)
    #expect(try world.kernel.reader.definitions().count == before)
    #expect(world.kernel.sagas == ["order"])
  }

  @Test(
    "a saga that is left out cannot be started any more, and goes on where it lives", arguments: Stores.Kind.allCases)
  func leftOut(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=refuses:out_of_stock"], store: stores.open)
    world.start(order: 1)
    _ = Self.deploy(world, [Self.version(1) { $0.name = "another" }])
    #expect(world.start(order: 2).refusal == .unknownSaga)
    #expect(world.start(order: 2, saga: "another").refusal == nil)
    world.run()
    #expect(world.ended[InstanceID(1)] == .compensated)
  }

  @Test("the same again changes nothing, and an old version can come back", arguments: Stores.Kind.allCases)
  func back(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    for (version, expected) in [(1, []), (2, ["order 2"]), (1, ["order 1"])] {
      guard case .deployed(let new) = Self.deploy(world, [Self.version(version)]) else {
        Issue.record("version \(version) was refused")
        continue
      }
      #expect(new == expected)
    }
    #expect(try world.kernel.reader.definitions().count == 2)
  }
}
