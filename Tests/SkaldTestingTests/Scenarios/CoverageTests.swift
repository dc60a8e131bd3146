import Skald
import SkaldTesting
import Testing

@Suite("What no scenario comes by")
struct CoverageTests {
  static func untested(_ cases: String, of definition: String = Theatre.saga) async throws -> [String] {
    let coverage = try await Theatre.coverage(cases, of: definition)
    return try #require(coverage.first).untested.map { $0.what }
  }

  private static func testCase(_ name: String, _ services: String) -> String {
    "- { name: \(name), start: { id: 7 }, services: { \(services) }, expect: {} }"
  }

  @Test("one case that goes well comes by the steps that run")
  func happyPath() async throws {
    let found = try await Self.untested(Self.testCase("a", ""))
    #expect(
      found == [
        "greet runs", "hold is refused: gone", "pay is refused: declined", "print is refused: jam", "hold is undone",
        "pay is undone",
      ])
  }

  @Test(
    "each kind of failure is covered by a case that comes by it",
    arguments: [
      ("payment.charge: { refuses: declined }", ["pay is refused: declined", "hold is undone"]),
      ("printer.print: { refuses: jam }", ["print is refused: jam", "hold is undone", "pay is undone"]),
      ("seats.hold: { refuses: gone }", ["hold is refused: gone"]),
      ("payment.charge: { hangs: 3 }", ["hold is undone", "pay is undone"]),
    ])
  func failures(services: String, covered: [String]) async throws {
    let before = try await Self.untested(Self.testCase("a", ""))
    let after = try await Self.untested(Self.testCase("a", "") + "\n" + Self.testCase("b", services))
    #expect(before.filter { !after.contains($0) } == covered)
  }

  @Test("a step that is skipped, a wait that times out: each of both ways")
  func ways() async throws {
    let cases = """
      - { name: a, start: { id: 7, note: hi }, events: [ { seat.taken.v1: { id: 7 } } ], expect: {} }
      """
    let found = try await Self.untested(cases)
    #expect(found.contains("greet is skipped") && found.contains("taken times out") && !found.contains("greet runs"))
  }

  @Test("of a flow the reactions count, with the participants' names and places")
  func flows() async throws {
    let coverage = try await Theatre.coverage(
      "- { name: a, events: [ { seat.wanted.v1: { id: 7 } } ], expect: {} }", of: Theatre.flow)
    let untested = try #require(coverage.first).untested
    #expect(untested.map { $0.what }.contains { $0.hasPrefix("cashier: ") && $0.hasSuffix("is refused: declined") })
    #expect(untested.map { $0.what }.contains { $0.hasPrefix("hall: ") && $0.hasSuffix(" runs") })
    #expect(untested.allSatisfy { $0.place?.file == "seat.choreography.yaml" })
    #expect(coverage[0].count(.steps).tested == 2)
  }
}
