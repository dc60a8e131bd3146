import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Acts of operators are durable")
struct KernelOperatorTests {
  private static let faults = ["inventory.reserve=refuses:out_of_stock", "payment.refund=refuses:account_closed"]

  /// An instance whose undo was refused.
  private static func stuck(_ kind: Stores.Kind) throws -> World {
    let stores = Stores(kind)
    let world = try World(mock: faults, store: stores.open)
    world.start(order: 7)
    world.run()
    #expect(try world.state(1).isStuck)
    return world
  }

  private static func operate(_ world: World, _ verb: String, step: String? = nil) -> Reply? {
    let ticket = world.ticket()
    world.process([
      .operate(OperatorRequest(uid: "1", verb: verb, step: step, reason: "seen to", by: "ann", ticket: ticket))
    ])
    return world.replies[ticket]
  }

  @Test("what stands still is found without its name, also after a crash", arguments: Stores.Kind.allCases)
  func findsTheStuckStep(kind: Stores.Kind) throws {
    let world = try Self.stuck(kind)
    try world.crash()
    guard case .operated(let step, let residue) = Self.operate(world, "force") else {
      Issue.record("the act was refused")
      return
    }
    #expect(step == "charge")
    #expect(residue == [])
    #expect(world.ended[InstanceID(1)] == .compensated)
  }

  @Test("an act is not lost with the engine", arguments: Stores.Kind.allCases)
  func survivesACrash(kind: Stores.Kind) throws {
    let world = try Self.stuck(kind)
    _ = Self.operate(world, "abandon", step: "charge")
    try world.crash()
    world.run()
    #expect(try world.state(1).status == .failed)
    #expect(Self.operate(world, "force", step: "charge").refusal == .alreadyEnded)
  }

  @Test("a second act on the same step finds nothing to do", arguments: Stores.Kind.allCases)
  func once(kind: Stores.Kind) throws {
    let world = try Self.stuck(kind)
    _ = Self.operate(world, "retry")
    #expect(Self.operate(world, "retry", step: "charge").refusal == .notPossible)
    #expect(Self.operate(world, "resolve", step: "charge").refusal == .notPossible)
    #expect(Self.operate(world, "compensate").refusal == nil)
    #expect(Self.operate(world, "dance", step: "charge").refusal == .inputInvalid)
  }
}
