import SkaldCore
import SkaldLanguage
import SkaldValue
import Testing

@testable import SkaldVerify

@Suite("A defect in the order of things")
struct OtherDefectTests {
  private func words(_ program: SagaProgram) async -> [String] {
    await Verification(program, bounds: VerifyBounds(faults: 1, states: 5000)).run().words
  }

  @Test("is a step behind the pivot that may say no")
  func refusalBehindPivot() async throws {
    let program = try Written.saga(Structure.sequence.text).changingCalls(of: "stock.reserve") { invoke in
      invoke.position = .pivot
      invoke.undo = []
    }
    #expect(await words(program) == ["endless-story in 2"])
  }

  @Test("is a pivot beside a step that may say no")
  func pivotBesideRefusal() async throws {
    let program = try Written.saga(Structure.parallel.text).changingCalls(of: "stock.reserve") { invoke in
      invoke.position = .pivot
      invoke.undo = []
    }
    #expect(await words(program) == ["endless-story in 2"])
  }

  /// A saga with an order that is locked while it is charged.
  private static let locked = """
    skald: 1
    entities:
      order: { starts: NEW, states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [CANCELED], CANCELED: [] }, locked: [PAYING], whenLocked: refuse }
    ---
    skald: 1
    saga: shop
    input: { id: string }
    key: ${input.id}
    entity: { order: "${input.id}" }
    steps:
      - { step: charge, call: bank.charge, compensate: bank.refund, state: PAYING -> PAID }
      - { step: ship, call: post.ship, compensate: post.stop }
    outcome: { compensated: { state: CANCELED } }
    """

  @Test("is none where the order of states is kept")
  func lockedSagaIsSound() async throws { #expect(await words(try Written.saga(Self.locked)).isEmpty) }

  @Test("is a lock that is kept at the end")
  func lockIsKept() async throws {
    var program = try Written.saga(Self.locked)
    program.outcome.compensated.moves = []
    #expect(await words(program) == ["lock-kept in 1"])
  }

  @Test("is a move that the table does not allow")
  func moveIsIllegal() async throws {
    let program = try Written.saga(Self.locked).changingCalls(of: "bank.charge") { invoke in
      invoke.succeeded = [EntityMove(entity: EntityID(0), state: "NEW")]
    }
    #expect(await words(program) == ["illegal-transition in 1"])
  }

  @Test("is one key for two calls")
  func keyIsShared() async throws {
    let program = try Written.saga(
      """
      skald: 1
      saga: shop
      input: { id: string }
      key: ${input.id}
      steps:
        - { step: first, call: bank.charge, compensate: bank.refund }
        - { step: second, call: bank.charge, compensate: bank.refund }
      """
    ).changingCalls(of: "bank.charge") { $0.idempotencyKey = .literal("the same") }
    #expect(await words(program) == ["effect-missing in 2"])
  }
}

@Suite("A defect in a choreography")
struct FlowDefectTests {
  private static let flow = """
    skald: 1
    services:
      stock:
        reserve: { in: { id: string }, refuses: [out_of_stock], barrier: true }
        release: { in: { id: string } }
      bank:
        charge: { in: { id: string }, refuses: [declined] }
    events:
      placed.v1: { key: id, data: { id: string }, external: true }
      reserved.v1: { key: id, data: { id: string } }
      refused.v1: { key: id, data: { id: string, reason: string } }
      charged.v1: { key: id, data: { id: string } }
      declined.v1: { key: id, data: { id: string, reason: string } }
      released.v1: { key: id, data: { id: string } }
    ---
    skald: 1
    choreography: order
    key: id
    starts: placed.v1
    ends: { completed: charged.v1, compensated: released.v1 }
    participants:
      stock:
        - { when: placed.v1, call: stock.reserve, emits: reserved.v1, refused: refused.v1 }
        - { when: declined.v1, call: stock.release, undoes: stock.reserve, emits: released.v1 }
        - { when: refused.v1, emits: released.v1 }
      bank:
        - { when: reserved.v1, call: bank.charge, emits: charged.v1, refused: declined.v1 }
    """

  private func words(_ change: (inout [SagaProgram]) -> Void) async throws -> [String] {
    var programs = try Written.flow(Self.flow)
    change(&programs)
    return await Verification(participants: programs, bounds: VerifyBounds(faults: 1, states: 5000)).run().words
  }

  @Test("is none where every refusal is answered")
  func flowIsSound() async throws { #expect(try await words { _ in }.isEmpty) }

  @Test("is a call that tells nobody of its success")
  func eventIsMissing() async throws {
    let words = try await words { programs in
      programs[1] = programs[1].changingCalls(of: "bank.charge") { $0.emissions = [] }
    }
    #expect(words == ["event-lost in 4"])
  }

  @Test("is an undo that tells nobody that it is done")
  func undoIsSilent() async throws {
    let words = try await words { programs in
      programs[0] = programs[0].changingCalls(of: "stock.release") { $0.emissions = [] }
    }
    #expect(words == ["event-lost in 6"])
  }
}
