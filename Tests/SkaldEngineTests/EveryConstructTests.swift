import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("A saga of every construct, with a crash at every commit")
struct EveryConstructTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var mock: [String] = []
    var approves = true
    let status: Status
    /// Operations that took effect and were not undone, with how often.
    var kept: [String: Int] = [:]
  }

  static let all = [
    "seats.hold": 1, "passports.check": 2, "passports.visa": 1, "hotels.grand": 1, "hotels.view": 1,
    "insurer.insure": 1, "bank.pay": 1, "cars": 1,
  ]

  static let cases = [
    Case(testDescription: "nothing fails", status: .completed, kept: all),
    Case(testDescription: "nobody approves", approves: false, status: .compensated),
    Case(
      testDescription: "a room is sold out", mock: ["hotels.view=refuses:sold_out"], status: .completed,
      kept: all.merging(["hotels.grand": 0, "hotels.view": 0, "hotels.inn": 1]) { $1 }),
    Case(testDescription: "no view", mock: ["hotels.view=refuses:no_view"], status: .compensated),
    Case(testDescription: "one car is gone", mock: ["cars.fast=refuses:none_left"], status: .completed, kept: all),
    Case(
      testDescription: "no car is left", mock: ["cars.fast=refuses:none_left", "cars.cheap=refuses:none_left"],
      status: .compensated),
    Case(testDescription: "an answer of an item is lost", mock: ["passports.visa=times-out"], status: .compensated),
    Case(testDescription: "the insurer does not answer", mock: ["insurer.insure=times-out"], status: .compensated),
    Case(testDescription: "there is no money", mock: ["bank.pay=refuses:no_money"], status: .compensated),
  ]

  /// Runs to the end; answers what is asked, and sends what is awaited.
  static func run(_ row: Case, _ kind: Stores.Kind, crashAt: Int?) throws -> (world: World, commits: Int) {
    let stores = Stores(kind)
    let world = try World([try EveryConstruct.program()], mock: row.mock, store: stores.open)
    world.start(order: 7, saga: "trip")
    world.send("bank.settled.v1", id: "e-1", order: 7)
    var commits = world.kernel.commits
    var hasCrashed = false
    for _ in 0..<2000 where world.ended.isEmpty {
      let before = world.kernel.commits
      if !world.step() { break }
      try decide(row.approves, in: world)
      commits += world.kernel.commits - before
      if let crashAt, commits >= crashAt, !hasCrashed, world.ended.isEmpty {
        try world.crash()
        hasCrashed = true
      }
    }
    return (world, commits)
  }

  private static func decide(_ approves: Bool, in world: World) throws {
    guard world.ended.isEmpty else { return }
    let (state, program) = try world.kernel.state(of: InstanceID(1))
    for record in state.openQuestions(program) {
      let request = AnswerRequest(
        uid: state.start.uid, question: state.title(of: record, program), answer: ["approved": .bool(approves)],
        by: "eva", ticket: world.ticket())
      world.process([.answerQuestion(request)])
    }
  }

  /// What the services hold at the end: an undo takes back what its action did.
  static func kept(_ world: World) throws -> [String: Int] {
    let state = try world.state(1)
    let (_, program) = try world.kernel.state(of: InstanceID(1))
    var kept: [String: Int] = [:]
    for (operation, keys) in world.effects where operation != "bank.quote" && operation != "mail.send" {
      let things = Set(keys.filter { $0.hasSuffix(":a") }.map { String($0.dropLast(2)) })
      let undone = Set(world.effects.values.flatMap { $0 }.filter { $0.hasSuffix(":c") }.map { String($0.dropLast(2)) })
      let name = operation.hasPrefix("cars.") ? "cars" : operation
      kept[name, default: 0] += things.subtracting(undone).count
    }
    #expect(state.status.isTerminal, "\(state.incidents), \(program.name)")
    return kept.filter { $0.value != 0 }
  }

  @Test("ends as without the crash, and the services hold what they should", arguments: cases, Stores.Kind.allCases)
  func survives(row: Case, kind: Stores.Kind) throws {
    let quiet = try Self.run(row, kind, crashAt: nil)
    #expect(try quiet.world.state(1).status == row.status)
    #expect(try Self.kept(quiet.world) == row.kept.filter { $0.value != 0 })
    #expect(quiet.commits > 5)
    for crashAt in 1...quiet.commits {
      let ended = try Self.run(row, kind, crashAt: crashAt).world
      #expect(try ended.state(1).status == row.status, "crash at commit \(crashAt)")
      #expect(try Self.kept(ended) == row.kept.filter { $0.value != 0 }, "crash at commit \(crashAt)")
    }
  }

  @Test("the entity of a sub-saga follows its own table, and is undone with it")
  func entities() throws {
    let world = try Self.run(Self.cases[8], .memory, crashAt: nil).world
    let (state, program) = try world.kernel.state(of: InstanceID(1))
    let states = state.entities.map { "\(program.entities[$0.entity.index].name) \($0.id.text) \($0.state)" }
    #expect(states == ["trip 7 CANCELED", "policy 7 REVOKED"])
    #expect(state.incidents.isEmpty)
  }
}
