import SkaldCore
import Testing

@testable import SkaldVerify

@Suite("The bounds of an exploration")
struct BoundsTests {
  private static let head = """
    skald: 1
    saga: shop
    input: { id: string }
    key: ${input.id}
    steps:

    """

  @Test("many branches are no rounds of a loop")
  func branchesAreNoRounds() async throws {
    let branches = (1...6).map { "      b\($0): [ { step: s\($0), call: bank.charge, compensate: bank.refund } ]" }
    let text = Self.head + "  - parallel: all\n    branches:\n" + branches.joined(separator: "\n")
    let report = await Verification(try Written.saga(text), bounds: VerifyBounds(faults: 0)).run()
    #expect(!report.areLoopsCut)
    #expect(report.isComplete)
    #expect(report.slices == 15)
    let statuses = Set(report.ends.map(\.status))
    #expect(statuses == ["completed", "compensated"])
  }

  @Test("a loop without a limit that leaves something to be undone is followed for some rounds, and that is said")
  func loopIsCut() async throws {
    let text =
      Self.head.replacing("steps:", with: "deadline: 1d\nsteps:") + """
          - repeat: again
            until: input.id == "done"
            every: 1m
            steps:
              - { step: charge, call: bank.charge, compensate: bank.refund }
        """
    let report = await Verification(try Written.saga(text), bounds: VerifyBounds(faults: 0)).run()
    #expect(report.areLoopsCut)
    #expect(report.words.isEmpty)
    #expect(report.text().contains("loops without a limit were followed for 4 rounds"))
  }

  @Test("a number of states that does not suffice is said, with the number of faults that was looked at in full")
  func statesAreSaid() async throws {
    let program = try Written.saga(Structure.sequence.text)
    let report = await Verification(program, bounds: VerifyBounds(faults: 2, states: 200)).run()
    #expect(!report.isComplete)
    #expect(report.completeFaults == 0)
    #expect(report.text().contains("explored completely with up to 0 faults; up to 2 faults a story only in part"))
  }

  @Test("with a number of moves that does not suffice for all faults, as many faults as it suffices for are looked at")
  func movesAreSaid() async throws {
    let steps = (1...6).map { "  - { step: s\($0), call: bank.charge, compensate: bank.refund }" }
    let program = try Written.saga(Self.head + steps.joined(separator: "\n"))
    let two = await Verification(program, bounds: VerifyBounds(faults: 2)).run()
    let three = await Verification(program, bounds: VerifyBounds(faults: 3)).run()
    try #require(three.depth > two.depth)
    let report = await Verification(program, bounds: VerifyBounds(faults: 3, moves: two.depth)).run()
    #expect(report.completeFaults == 2)
    #expect(!report.isComplete)
  }

  @Test("who asks it to stop is obeyed, and told")
  func stops() async throws {
    let report = await Verification(try Written.saga(Structure.sequence.text)).run(while: { false })
    #expect(report.completeFaults == nil)
    #expect(report.text().contains("explored in part even without faults"))
  }
}
