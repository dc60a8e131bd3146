import SkaldValue
import Testing

@testable import SkaldCore

@Suite("Going over to another program")
struct MigrationTests {
  @Test("a change of the program is read back from a journal as it was written")
  func coding() throws {
    for change in [ProgramChange(from: 3, to: 4), ProgramChange(from: 1, to: 2, reason: "why", by: "who")] {
      let event = SagaEvent(at: Timestamp(milliseconds: 7), .adopted(change))
      #expect(try SagaEvent(at: event.at, encoded: event.encoded) == event)
    }
  }

  @Test("a lineage needs every program that its journal names")
  func lineage() throws {
    let program = TestPrograms.order()
    let events = [SagaEvent(at: Timestamp(milliseconds: 1), .adopted(ProgramChange(from: 1, to: 2)))]
    #expect(Lineage.of(events, following: program) { number in number == 1 ? program : nil } == nil)
    #expect(Lineage.of(events, following: program) { _ in program } != nil)
    #expect(Lineage.of([], following: program) { _ in nil } != nil)
  }

  @Test(
    "wherever an instance stands, it can go over to the same program with other numbers, and back",
    arguments: ForkAdversaryTests.shapes.indices)
  func renumbered(shape: Int) throws {
    var gone = 0
    for seed in 0..<12 {
      var play = ForkPlay(ForkAdversaryTests.shapes[shape].parts, seed: UInt64(seed), faults: 6)
      let other = try play.program.renumbered()
      let there = Migration(from: play.program, to: other)
      let back = Migration(from: other, to: play.program)
      while play.step(), !play.state.status.isTerminal {
        if let obstacle = there.obstacle(for: play.state) {
          #expect(obstacle.hasPrefix("it is being undone"))
          continue
        }
        gone += 1
        var state = play.state
        let change = ProgramChange(from: 1, to: 2)
        #expect(Machine.adopt(play.program, other, &state, change, at: play.now).count == 1)
        #expect(back.obstacle(for: state) == nil)
        #expect(state.nextDue(other) == play.state.nextDue(play.program))
        #expect(state.stand(other) == play.state.stand(play.program))
        #expect(state.stepList(other) == play.state.stepList(play.program))
        _ = Machine.adopt(other, play.program, &state, change, at: play.now)
        state.updatedAt = play.state.updatedAt
        #expect(state == play.state)
      }
    }
    #expect(gone > 30)
  }

  @Test("a step that was run must stay in its part, and a part that runs must lead over what was run")
  func insideParts() throws {
    var play = ForkPlay([.scope("part", [.call("a"), .call("b"), .call("c")], catches: []), .call("d")])
    while play.state.steps[1].status != .succeeded, play.step() {}
    let program = play.program
    var renamed = program
    renamed.steps[1] = Step(name: "z", path: "part/z")
    #expect(Migration(from: program, to: renamed).obstacle(for: play.state)?.contains("`a` was reached") == true)
    var later = program
    later.steps[3] = Step(name: "z", path: "part/z")
    #expect(Migration(from: program, to: later).obstacle(for: play.state) == nil)
  }
}

extension SagaProgram {
  /// The same program with a node more in front, so that every node has another number.
  fileprivate func renumbered() throws -> SagaProgram {
    var other = try SagaProgram(json: json.shifted)
    other.nodes.insert(Node(.join), at: 0)
    other.version += 1
    return other
  }
}

extension JSON {
  private static let targets = ["next", "target", "otherwise", "entry"]

  /// A program's form in which every node is named by the number behind.
  fileprivate var shifted: JSON {
    switch self {
    case .array(let elements): return .array(elements.map(\.shifted))
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { member in
            let number = Self.targets.contains(member.name) ? member.value.int : nil
            return (member.name, number.map { .int($0 + 1) } ?? member.value.shifted)
          }))
    default: return self
    }
  }
}
