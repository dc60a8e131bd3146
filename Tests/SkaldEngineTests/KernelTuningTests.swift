import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Another tuning for instances that live")
struct KernelTuningTests {
  /// The order, whose calls before the pivot may be tried so often.
  private static func order(attempts: Int) -> SagaProgram {
    var program = TestPrograms.order()
    program.tuning.policies[0].retry.attempts = attempts
    return program
  }

  @Test("a call that is tried again goes by the tuning in use", arguments: Stores.Kind.allCases, [0, 1024])
  func retries(kind: Stores.Kind, restingMax: Int) async throws {
    let stores = Stores(kind)
    let world = try World(
      [Self.order(attempts: 3)], mock: ["inventory.reserve=fails:5"], restingMax: restingMax, store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[1].action.attempts < 2 { _ = world.step() }
    #expect(world.deploy([Self.order(attempts: 9)]).refusal == nil)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    #expect(try world.state(1).steps[1].action.attempts == 6)
    #expect(world.versions == [1: 1])
    let told = try world.kernel.transitions(of: InstanceID(1))
    let types = told.flatMap { History.entries($0.program, $0.state, $0.commands, at: world.now, after: 0).map(\.type) }
    #expect(types.count { $0 == "instance.tuned" } == 1)
    #expect(try await world.findings().isEmpty)
  }

  @Test("an instance at rest takes it over when something happens to it, and its journal stays true")
  func rest() async throws {
    let stores = Stores(.sqlite)
    let world = try World([Self.order(attempts: 3)], restingMax: 0, store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    let before = try world.kernel.reader.journal(of: InstanceID(1))
    _ = world.deploy([Self.order(attempts: 9)])
    #expect(try world.kernel.reader.journal(of: InstanceID(1)) == before)
    world.send("delivery.started.v1", id: "e-1", order: 1)
    #expect(try world.kernel.state(of: InstanceID(1)).1.tuning.policies[0].retry.attempts == 9)
    // Started anew with the first tuning, it goes back to that.
    try world.crash()
    world.run()
    #expect(world.ended == [InstanceID(1): .completed])
    #expect(try await world.findings().isEmpty)
  }

  @Test("other labels are for new instances, and write nothing into the journals of those that live")
  func labels() throws {
    let stores = Stores(.memory)
    let team = try #require(Label(name: "team", value: "payments"))
    var labelled = Self.order(attempts: 3)
    labelled.tuning.labels = [team]
    let world = try World([Self.order(attempts: 3)], store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[3].status != .waiting { _ = world.step() }
    _ = world.deploy([labelled])
    world.start(order: 2)
    world.send("delivery.started.v1", id: "e-1", order: 1)
    let kinds = try world.kernel.reader.journal(of: InstanceID(1)).map(\.event.kind)
    #expect(kinds.allSatisfy { $0.programChange == nil })
    #expect(try world.kernel.reader.labels(of: [InstanceID(1), InstanceID(2)]) == [InstanceID(2): [team]])
  }

  @Test("a deadline that is moved on holds from then on")
  func deadline() throws {
    let stores = Stores(.memory)
    var first = SagaProgram.beforeThePivot(version: 1)
    first.tuning.deadline = .minutes(30)
    var second = first
    second.tuning.deadline = .hours(1)
    let world = try World([first], store: stores.open)
    world.start(order: 1)
    while try world.state(1).steps[1].status != .waiting { _ = world.step() }
    _ = world.deploy([second])
    world.advance(.minutes(31))
    world.process([])
    #expect(try world.state(1).status == .running)
    world.advance(.minutes(31))
    world.process([])
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
  }
}
