import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Deleting definitions")
struct KernelDeletingTests {
  @Test("what is in use, or was followed by what is not archived, is not deleted", arguments: Stores.Kind.allCases)
  func refused(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    #expect(world.delete(1).refusal == .definitionInUse)
    #expect(world.delete(9).refusal == .unknownVersion)
    #expect(world.delete(1, of: "another").refusal == .unknownSaga)
    world.start(order: 1)
    _ = world.deploy([TestPrograms.order(version: 2)])
    #expect(world.delete(1).refusal == .definitionInUse)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    world.send("delivery.started.v1", id: "e-1", order: 1)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(world.delete(1).refusal == .definitionInUse)

    world.process([.archive(ArchiveRequest(ids: [InstanceID(1)], ticket: world.ticket()))])
    #expect(world.delete(1).refusal == nil)
    #expect(try world.kernel.reader.definitions().map(\.program.version) == [2])
    #expect(world.delete(1).refusal == .unknownVersion)
  }

  @Test("a version is not deleted in the batch in which its last instance begins", arguments: Stores.Kind.allCases)
  func sameBatch(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    let tickets = (0..<3).map { _ in world.ticket() }
    world.process([
      .start(StartRequest(saga: "order", input: ["orderId": 1, "amount": 5], ticket: tickets[0])),
      .deploy(DeployRequest(programs: [TestPrograms.order(version: 2)], by: "ann", ticket: tickets[1])),
      .definitions(DefinitionsRequest(saga: "order", .delete(version: 1, by: "ann"), ticket: tickets[2])),
    ])
    #expect(world.replies[tickets[2]].refusal == .definitionInUse)
    #expect(try world.kernel.state(of: InstanceID(1)).1.version == 1)
  }

  @Test("a version that was deleted can come back with another content", arguments: Stores.Kind.allCases)
  func back(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    _ = world.deploy([TestPrograms.order(version: 2)])
    #expect(world.delete(1).refusal == nil)
    var other = TestPrograms.order(version: 1)
    other.input = .any
    #expect(world.deploy([other]).refusal == nil)
    #expect(world.start(order: 1).refusal == nil)
    world.process([])
    #expect(try world.kernel.state(of: InstanceID(1)).1.input == .any)
  }
}
