import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Pausing is durable")
struct KernelPauseTests {
  private static func operate(_ world: World, _ verb: String) -> Reply? {
    let ticket = world.ticket()
    world.process([.operate(OperatorRequest(uid: "1", verb: verb, reason: "", by: "ann", ticket: ticket))])
    return world.replies[ticket]
  }

  @Test(
    "a paused instance makes no call, also after a crash, and ends once it is resumed", arguments: Stores.Kind.allCases)
  func pause(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(restingMax: 0, store: stores.open)
    world.start(order: 7)
    #expect(Self.operate(world, "pause").refusal == nil)
    world.run()
    let calls = world.calls
    try world.crash()
    world.run()
    #expect(try world.state(1).isPaused)
    #expect(world.calls == calls)
    #expect(Self.operate(world, "pause").refusal == nil)
    #expect(Self.operate(world, "resume").refusal == nil)
    while try world.state(1).steps[3].status != .waiting, world.step() {}
    world.send("delivery.started.v1", id: "e-1", order: 7)
    world.run()
    #expect(world.ended[InstanceID(1)] == .completed)
  }

  @Test("a back-off that came due while the instance was paused is over at once", arguments: Stores.Kind.allCases)
  func held(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(mock: ["payment.charge=fails:1"], store: stores.open)
    world.start(order: 7)
    while try world.state(1).steps[0].status != .backoff { _ = world.step() }
    _ = Self.operate(world, "pause")
    world.advance(.minutes(5))
    world.run()
    #expect(try world.state(1).steps[0].status == .backoff)
    _ = Self.operate(world, "resume")
    world.run()
    #expect(try world.state(1).steps[0].status == .succeeded)
  }
}
