import SkaldCore
import Testing

@testable import SkaldVerify

@Suite("A defect that is hidden in a saga")
struct DefectTests {
  /// How many moves the shortest story has that shows a defect, by structure.
  private static let lengths: [Defect: [Structure: Int]] = [
    .forgetsKeys: lengths(3, [.sequence: 4]),
    .hasNoBarrier: lengths(3, [.sequence: 4, .check: 4]),
    .forgetsRefusals: lengths(3, [.sequence: 5, .parallel: 4, .race: 4, .list: 4]),
    .refundsAgain: lengths(5, [.sequence: 6]),
    .refusesRefund: lengths(2, [.sequence: 3, .check: 3]),
    .undoesByResult: lengths(1, [.sequence: 2, .check: 2]),
    .doesNotWait: lengths(4, [.sequence: 5, .check: 5]),
  ]

  private static func lengths(_ usual: Int, _ others: [Structure: Int]) -> [Structure: Int] {
    Dictionary(uniqueKeysWithValues: Structure.allCases.map { ($0, others[$0] ?? usual) })
  }

  @Test("is found with the shortest story", arguments: Structure.allCases, Defect.allCases)
  func findsDefect(structure: Structure, defect: Defect) async throws {
    let program = try Written.saga(structure.text)
    let report = await defect.hidden(in: program).run()
    let length = try #require(Self.lengths[defect]?[structure])
    #expect(report.words.contains("\(defect.breaks.name) in \(length)"), "\(report.words)")
    #expect(report.counterexamples.allSatisfy { $0.property != defect.breaks || $0.story.length >= length })
  }

  @Test("is not there where there is none", arguments: Structure.allCases)
  func findsNothing(structure: Structure) async throws {
    let report = await Verification(try Written.saga(structure.text), bounds: VerifyBounds(faults: 1)).run()
    #expect(report.words.isEmpty)
    #expect(report.isComplete)
    #expect(report.unreached.isEmpty)
  }

  @Test("is told as a story that leads there again", arguments: Defect.allCases)
  func storyLeadsThereAgain(defect: Defect) async throws {
    let verification = defect.hidden(in: try Written.saga(Structure.sequence.text))
    for example in await verification.run().counterexamples where example.property != .strandedSaga {
      let kept = try #require(Trace(Trace(example.story, property: example.property.code).json))
      let replay = verification.replay(kept)
      #expect(replay.missing == nil)
      #expect(replay.violation == example.property)
      #expect(replay.story == example.story)
    }
  }

  @Test(
    "is found by pairs of branches as by all of them together",
    arguments: [Defect.forgetsKeys, .hasNoBarrier, .forgetsRefusals, .refundsAgain])
  func slicesAgree(defect: Defect) async throws {
    let sliced = defect.hidden(in: try Written.saga(Structure.three), states: 20_000)
    let unsliced = Verification(sliced.programs[0], bounds: sliced.bounds, services: sliced.services, isSliced: false)
    let (one, other) = (await sliced.run(), await unsliced.run())
    #expect(one.slices == 3)
    #expect(other.slices == 1)
    let length = try #require(one.counterexamples.first { $0.property == defect.breaks }?.story.length)
    let whole = try #require(other.counterexamples.first { $0.property == defect.breaks }?.story.length)
    // A branch that is left out has nothing to undo, so that a story may be shorter by that.
    #expect(whole - length <= 1 && length <= whole)
  }
}
