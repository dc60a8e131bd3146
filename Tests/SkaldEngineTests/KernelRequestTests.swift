import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Acts under a key happen once")
struct KernelRequestTests {
  private static let mark = RequestMark(key: "k", fingerprint: 1)

  private static func act(_ world: World, _ verb: String, _ mark: RequestMark?) -> Reply? {
    let ticket = world.ticket()
    var request = OperatorRequest(uid: "1", verb: verb, reason: "x", by: "ann", ticket: ticket)
    request.mark = mark
    world.process([.operate(request)])
    return world.replies[ticket]
  }

  /// An instance whose undo is refused, again and again.
  private static func stuck(_ open: @escaping () -> any Store) throws -> World {
    let world = try World(
      mock: ["inventory.reserve=refuses:out_of_stock", "payment.refund=refuses:account_closed"], store: open)
    world.start(order: 1)
    world.run()
    #expect(try world.state(1).isStuck)
    return world
  }

  private static func acts(_ world: World) throws -> Int {
    try world.kernel.reader.journal(of: InstanceID(1)).count { row in
      if case .operated = row.event.kind { true } else { false }
    }
  }

  @Test(
    "a repeat gets the same reply and does nothing, also after a crash before it was answered",
    arguments: Stores.Kind.allCases)
  func once(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try Self.stuck(stores.open)
    guard case .operated("charge", []) = Self.act(world, "retry", Self.mark) else {
      Issue.record("the undo was not tried again")
      return
    }
    world.run()
    try world.crash()
    world.run()
    let calls = world.calls
    guard case .operated("charge", []) = Self.act(world, "retry", Self.mark) else {
      Issue.record("the repeat was answered otherwise")
      return
    }
    world.run()
    #expect(try Self.acts(world) == 1)
    #expect(world.calls == calls)
    _ = Self.act(world, "retry", RequestMark(key: "k", fingerprint: 2))
    #expect(try Self.acts(world) == 2, "what another request did does not count")
  }

  @Test("what was refused, or came a day ago, counts for nothing")
  func forgets() throws {
    let stores = Stores(.sqlite)
    let world = try Self.stuck(stores.open)
    #expect(Self.act(world, "dance", Self.mark).refusal == .inputInvalid)
    #expect(try world.kernel.reader.request("k") == nil)
    _ = Self.act(world, "retry", Self.mark)
    world.run()
    world.advance(.hours(24))
    _ = Self.act(world, "retry", Self.mark)
    #expect(try Self.acts(world) == 2)
  }

  @Test("an act whose commit fails is not known as done")
  func fails() throws {
    let stores = Stores(.sqlite)
    let flaky = FlakyStore(stores.open())
    let world = try Self.stuck { flaky }
    flaky.failuresLeft = 1
    #expect(Self.act(world, "retry", Self.mark).refusal == .storeFailed)
    #expect(try world.kernel.reader.request("k") == nil)
    #expect(try Self.acts(world) == 0)
  }
}
