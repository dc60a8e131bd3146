import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Locks of entities that sub-sagas move")
struct KernelLockPartTests {
  /// A trip whose part moves an account, with an alternative for when another has it; and a saga that closes accounts.
  static let text = """
    skald: 1
    saga: trip
    input: { orderId: int, amount: int }
    steps:
      - { step: seat, call: seats.hold, compensate: seats.free }
      - scope: paying
        steps: [ { saga: pay, step: paid } ]
        catch: { CATCH: { steps: [ { step: owe, call: seats.owe, compensate: seats.forgive } ] } }
    ---
    skald: 1
    saga: pay
    input: { orderId: int }
    entity: { account: "${input.orderId}" }
    steps:
      - { step: debit, call: bank.debit, state: MOVING -> OPEN, compensate: bank.credit }
    outcome:
      completed: { state: SETTLED }
      compensating: { state: MOVING }
      compensated: { state: OPEN }
    ---
    skald: 1
    saga: close
    input: { orderId: int, amount: int }
    entity: { account: "${input.orderId}" }
    steps:
      - { step: shut, call: bank.shut, state: MOVING, compensate: bank.reopen }
      - { sleep: 1h }
    outcome:
      completed: { state: SETTLED }
      compensating: { state: MOVING }
      compensated: { state: OPEN }
    ---
    skald: 1
    services:
      seats:
        hold: { in: { orderId: int } }
        free: { in: { orderId: int } }
        owe: { in: { orderId: int } }
        forgive: { in: { orderId: int } }
      bank:
        debit: { in: { orderId: int } }
        credit: { in: { orderId: int } }
        shut: { in: { orderId: int } }
        reopen: { in: { orderId: int } }
    entities:
      account:
        starts: OPEN
        states: { OPEN: [MOVING, SETTLED], MOVING: [OPEN, SETTLED], SETTLED: [] }
        locked: [MOVING]
        whenLocked: refuse
    """

  static func programs(catching code: String) throws -> [SagaProgram] {
    let text = text.replacing("CATCH", with: code)
    let compilation = Compiler.compile([SourceText(path: "trip.yaml", text: text)])
    #expect(compilation.diagnostics.filter { $0.severity == .error }.map { "\($0)" } == [])
    return try ["trip", "close"].map { name in
      try #require(compilation.sagas.first { $0.name == name }?.program)
    }
  }

  @Test(
    "the step of the sub-saga fails with `entity_locked`, and nothing of it happened", arguments: Stores.Kind.allCases)
  func fails(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(try Self.programs(catching: "sold_out"), store: stores.open)
    world.start(order: 7, saga: "close")
    _ = world.step()
    world.start(order: 7, saga: "trip")
    while world.ended.isEmpty, world.step() { try world.crash() }
    let state = try world.state(2)
    #expect(world.ended == [InstanceID(2): .compensated])
    #expect(
      state.failure
        == Failure(
          code: "entity_locked", step: "paid", message: "`account` 7 is in MOVING and belongs to the instance 1"))
    #expect(world.effects["bank.debit"] == nil)
    #expect(world.effects["seats.free"]?.count == 1)
    #expect(state.entities.isEmpty)
  }

  @Test("a scope catches `entity_locked`", arguments: Stores.Kind.allCases)
  func isCaught(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(try Self.programs(catching: "entity_locked"), store: stores.open)
    world.start(order: 7, saga: "close")
    world.start(order: 7, saga: "trip")
    while world.ended.isEmpty, world.step() { try world.crash() }
    #expect(world.ended == [InstanceID(2): .completed])
    #expect(world.effects["seats.owe"]?.count == 1)
    #expect(world.effects["bank.debit"] == nil)
  }

  @Test(
    "a sub-saga that runs holds its entity, until it can come into no locked state", arguments: Stores.Kind.allCases)
  func holds(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(try Self.programs(catching: "sold_out"), store: stores.open)
    world.start(order: 7, saga: "trip")
    _ = world.step()
    try world.crash()
    #expect(world.start(order: 7, saga: "close").refusal == .entityLocked)
    world.run(limit: 5)
    #expect(world.start(order: 7, saga: "close").started == "2 new")
  }
}
