import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("A call that brings the engine down")
struct KernelCrashLoopTests {
  private static let reserve = RecordID(StepID(1))

  /// An instance whose reservation is under way.
  private static func reserving(_ kind: Stores.Kind, inProcess: Set<String>) throws -> World {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=times-out"], inProcess: inProcess, store: stores.open)
    world.start(order: 7)
    while try world.state(1)[reserve].status != .running { _ = world.step() }
    return world
  }

  @Test("is not made again after the third time, and an operator can let it go on", arguments: Stores.Kind.allCases)
  func quarantine(kind: Stores.Kind) throws {
    let world = try Self.reserving(kind, inProcess: ["inventory.reserve"])
    for crash in 1...2 {
      try world.crash()
      #expect(try world.state(1)[Self.reserve].action.attempts == 1 + crash)
    }
    try world.crash()
    let blocked = try world.state(1)
    #expect(blocked[Self.reserve].status == .blocked)
    #expect(blocked.incidents.map(\.kind) == ["crash_loop"])
    #expect(blocked[Self.reserve].effect == .maybe)
    let calls = world.calls
    try world.crash()
    #expect(world.calls == calls)
    // Everything else goes on.
    world.start(order: 8)
    #expect(world.calls == calls + 1)
    let ticket = world.ticket()
    world.process([.operate(OperatorRequest(uid: "1", verb: "retry", reason: "", by: "ann", ticket: ticket))])
    #expect(try world.state(1)[Self.reserve].status == .running)
    try world.crash()
    #expect(try world.state(1)[Self.reserve].status == .running)
  }

  @Test("is only one that runs in the engine's process", arguments: Stores.Kind.allCases)
  func remote(kind: Stores.Kind) throws {
    let world = try Self.reserving(kind, inProcess: ["payment.charge"])
    for _ in 1...5 { try world.crash() }
    #expect(try world.state(1)[Self.reserve].status == .running)
    #expect(try world.state(1)[Self.reserve].action.attempts == 6)
  }

  @Test("is forgotten with an answer")
  func answered() throws {
    let world = try Self.reserving(.memory, inProcess: ["inventory.reserve"])
    for _ in 1...2 { try world.crash() }
    let call = CallID(Self.reserve, phase: .action, attempt: 3)
    world.process([.answer(InstanceID(1), call, .retryable(effect: .none, notBefore: nil, message: "busy"))])
    while try world.state(1)[Self.reserve].status != .running { _ = world.step() }
    for _ in 1...2 { try world.crash() }
    #expect(try world.state(1)[Self.reserve].status == .running)
  }
}
