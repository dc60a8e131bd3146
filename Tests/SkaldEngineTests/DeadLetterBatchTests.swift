import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Dead letters in the commits after theirs")
struct DeadLetterBatchTests {
  private static let place = OutboundEvent.Place(position: 1, index: 0)

  private static func letter(_ error: String) -> SinkProgress {
    var progress = SinkProgress(sink: "s")
    progress.deadLetters = [
      DeadLetter(
        sink: "s", place: place, orderingKey: "a", attempts: 1, error: error, failingSince: VirtualRun.epoch,
        at: VirtualRun.epoch)
    ]
    return progress
  }

  @Test(
    "a letter that was settled and comes again stays, and later commits write nothing of it",
    arguments: Stores.Kind.allCases)
  func staysWhatItIs(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.process([.sinkProgress(Self.letter("first"))], flush: true)
    var settled = SinkProgress(sink: "s")
    settled.settledLetters = [Self.place]
    world.process([.sinkProgress(settled)], flush: true)
    #expect(try world.kernel.reader.deadLetters(DeadLetterQuery()).isEmpty)
    world.process([.sinkProgress(Self.letter("second"))], flush: true)
    #expect(try world.kernel.reader.deadLetters(DeadLetterQuery()).map(\.error) == ["second"])
    let commits = world.kernel.commits
    world.process([])
    #expect(world.kernel.commits == commits)
  }
}
