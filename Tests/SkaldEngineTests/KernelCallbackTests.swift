import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Calls that are answered later, by token")
struct KernelCallbackTests {
  private static let reserve = CallID(RecordID(StepID(1)), phase: .action, attempt: 1)

  /// An instance whose reservation is never answered by its handler.
  private static func waiting(_ kind: Stores.Kind) throws -> World {
    let stores = Stores(kind)
    let world = try World(mock: ["inventory.reserve=times-out"], store: stores.open)
    world.start(order: 7)
    while try world.state(1).steps[1].status != .running { _ = world.step() }
    return world
  }

  private static func complete(_ world: World, _ token: String, _ result: CallResult = .ok(["reservationId": "r-1"]))
    -> Reply?
  {
    let ticket = world.ticket()
    world.process([.callBack(CallbackRequest(token: token, result: result, ticket: ticket))])
    return world.replies[ticket]
  }

  private static func counts(_ reply: Reply?) -> Bool? {
    guard case .calledBack(let counts) = reply else { return nil }
    return counts
  }

  @Test("an answer before anything was heard of it counts, once, also after a crash", arguments: Stores.Kind.allCases)
  func early(kind: Stores.Kind) throws {
    let world = try Self.waiting(kind)
    let token = world.kernel.tokens.token(of: Self.reserve, instance: "1")
    try world.crash()
    #expect(Self.counts(Self.complete(world, token)) == true)
    #expect(try world.state(1).steps[1].status == .succeeded)
    #expect(Self.counts(Self.complete(world, token)) == false)
    try world.crash()
    #expect(try world.state(1).steps[1].status == .succeeded)
  }

  @Test("a refusal by token turns the saga back", arguments: Stores.Kind.allCases)
  func refused(kind: Stores.Kind) throws {
    let world = try Self.waiting(kind)
    let token = world.kernel.tokens.token(of: Self.reserve, instance: "1")
    #expect(Self.counts(Self.complete(world, token, .refused(code: "out_of_stock", message: ""))) == true)
    world.run()
    #expect(world.ended[InstanceID(1)] == .compensated)
  }

  @Test(
    "an answer after the end changes nothing but the history, however often it comes", arguments: Stores.Kind.allCases)
  func late(kind: Stores.Kind) throws {
    let world = try Self.waiting(kind)
    let token = world.kernel.tokens.token(of: Self.reserve, instance: "1")
    world.cancel("1")
    world.run()
    #expect(world.ended[InstanceID(1)] == .compensated)
    let before = try world.state(1)
    let tickets = [world.ticket(), world.ticket()]
    // Two in one batch, and a third behind it.
    world.process(tickets.map { .callBack(CallbackRequest(token: token, result: .ok(nil), ticket: $0)) })
    #expect(tickets.allSatisfy { world.replies[$0].refusal == .alreadyEnded })
    #expect(Self.complete(world, token, .ok(nil)).refusal == .alreadyEnded)
    let journal = try world.kernel.reader.journal(of: InstanceID(1))
    #expect(journal.suffix(3).allSatisfy { $0.event.kind == .answered(Self.reserve, .ok(nil)) })
    #expect(journal.map(\.sequence) == Array(1...Int64(journal.count)))
    let after = try world.state(1)
    #expect(after.status == before.status && after.steps == before.steps)
    #expect(world.ended.count == 1)
  }

  @Test("a token that was not made here is none", arguments: Stores.Kind.allCases)
  func forged(kind: Stores.Kind) throws {
    let world = try Self.waiting(kind)
    let tokens = world.kernel.tokens
    let good = tokens.token(of: Self.reserve, instance: "1")
    let second = CallID(RecordID(StepID(1)), phase: .action, attempt: 2)
    let signature = good.split(separator: ".").last ?? ""
    let forged = [
      "", "1", String(good.dropLast()), good + "0", good.replacing("action.1", with: "action.2"),
      "1.action.1.0.0.2.\(signature)", CallbackTokens(secret: [1, 2, 3]).token(of: Self.reserve, instance: "1"),
      tokens.token(of: Self.reserve, instance: "99"),
      tokens.token(of: CallID(RecordID(StepID(99)), phase: .action, attempt: 1), instance: "1"),
    ]
    for token in forged {
      let reply = Self.complete(world, token)
      #expect(reply.refusal == .unknownCallback, "\(token)")
    }
    // An attempt that was never made is named by a good token, and nobody waits for its answer.
    #expect(Self.counts(Self.complete(world, tokens.token(of: second, instance: "1"))) == false)
    #expect(try world.state(1).steps[1].status == .running)
  }

  @Test("the secret outlives the process", arguments: Stores.Kind.allCases)
  func secret(kind: Stores.Kind) throws {
    let world = try Self.waiting(kind)
    let before = world.kernel.tokens.token(of: Self.reserve, instance: "1")
    try world.crash()
    #expect(world.kernel.tokens.token(of: Self.reserve, instance: "1") == before)
    #expect(world.kernel.claim.secret.count == 32)
  }
}
