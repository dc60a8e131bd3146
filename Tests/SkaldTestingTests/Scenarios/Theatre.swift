import Skald
import SkaldTesting
import Testing

/// A saga and a flow that sell a seat, small enough to know every number of theirs by heart.
enum Theatre {
  static let saga = """
    skald: 1
    saga: sell-seat
    input: { id: int, note?: string }
    key: sell-${input.id}
    startedBy: seat.wanted.v1
    defaults:
      timeout: 10s
      retry: { attempts: 3, wait: 1s, factor: 1, jitter: none }
    entity: { seat: "${input.id}" }
    output: { receipt: "${pay.receipt}" }
    steps:
      - { step: hold, call: seats.hold, state: HELD, compensate: seats.free }
      - { step: greet, call: seats.greet, if: has(input.note), optional: true }
      - { step: pay, call: payment.charge, idempotencyKey: "pay-${input.id}", compensate: payment.refund }
      - { step: print, call: printer.print, pivot: true }
      - { wait: seat.taken.v1, step: taken, timeout: 1h, otherwise: continue }
    outcome:
      completed: { state: SOLD, emits: seat.sold.v1 }
      compensated: { state: FREE, emits: seat.freed.v1 }

    """

  static let flow = """
    skald: 1
    choreography: seat-by-events
    key: id
    starts: seat.wanted.v1
    ends: { completed: seat.sold.v1, compensated: seat.freed.v1 }
    defaults: { timeout: 10s, retry: { attempts: 3, wait: 1s, factor: 1, jitter: none } }
    participants:
      hall:
        - { when: seat.wanted.v1, call: seats.hold, emits: seat.held.v1, refused: seat.freed.v1 }
        - { when: seat.unpaid.v1, call: seats.free, undoes: seats.hold, emits: seat.freed.v1 }
      cashier:
        - { when: seat.held.v1, call: payment.charge, pivot: true, emits: seat.sold.v1, refused: seat.unpaid.v1 }

    """

  private static let contracts = """
    ---
    skald: 1
    services:
      seats:
        hold: { in: { id: int }, refuses: [gone], idempotent: natural }
        free: { in: { id: int }, idempotent: natural }
        greet: { in: { note: string }, effect: false, idempotent: natural }
      payment:
        charge: { in: { id: int }, out: { receipt: string }, refuses: [declined], keyTTL: forever }
        refund: { in: { id: int }, idempotent: natural }
      counter:
        next: { in: { id: int }, idempotent: never }
      printer:
        print: { in: { id: int }, refuses: [jam], keyTTL: forever }
    events:
      seat.wanted.v1: { key: id, data: { id: int }, external: true }
      seat.held.v1: { key: id, data: { id: int }, public: true }
      seat.unpaid.v1: { key: id, data: { id: int, reason: string }, public: true }
      seat.taken.v1: { key: id, data: { id: int }, external: true }
      seat.sold.v1: { key: id, data: { id: int }, public: true }
      seat.freed.v1: { key: id, data: { id: int }, public: true }
    entities:
      seat:
        starts: NEW
        states: { NEW: [HELD, FREE], HELD: [SOLD, FREE], SOLD: [], FREE: [] }

    """

  /// A definition with the cases of a text.
  private static func files(_ cases: String, _ definition: String) -> [SourceText] {
    let kind = definition == flow ? "choreography" : "saga"
    let lines = cases.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return [
      SourceText(path: "seat.\(kind).yaml", text: definition + contracts),
      SourceText(
        path: "seat.test.yaml",
        text: "skald: 1\ntests: seat.\(kind).yaml\ncases:\n\(lines.joined(separator: "\n"))\n"),
    ]
  }

  /// Plays the cases of a text.
  static func play(_ cases: String, of definition: String = saga) async throws -> [ScenarioResult] {
    let files = files(cases, definition)
    let compilation = Compiler.compile(files)
    var results: [ScenarioResult] = []
    for scenario in Scenario.all(of: compilation, in: files) { results.append(await scenario.run()) }
    if results.contains(where: { $0.outcome == nil }) {
      let errors = compilation.diagnostics.filter { $0.severity == .error }
      #expect(
        errors.allSatisfy { $0.code == "SK301" || $0.code == "SK104" }, "\(errors.map { "\($0.code) \($0.message)" })")
    }
    return results
  }

  /// What the cases of a text come by.
  static func coverage(_ cases: String, of definition: String = saga) async throws -> [ScenarioCoverage] {
    let files = files(cases, definition)
    return ScenarioCoverage.all(
      of: try await play(cases, of: definition), in: Compiler.compile(files), files: files)
  }

  /// Plays one case: what it meets, and what it must come to, on a line each.
  static func play(
    _ meets: String, expecting expectation: String, of definition: String = saga
  ) async throws -> ScenarioResult {
    let begins = definition != flow ? "start: { id: 7 }" : "events: [ { seat.wanted.v1: { id: 7 } } ]"
    let begun = meets.contains("start:") || meets.contains("events: [ { seat.wanted") ? [] : [begins]
    let lines =
      ["- name: the case"] + (begun + [meets, "expect: { \(expectation) }"]).filter { !$0.isEmpty }.map { "  \($0)" }
    let results = try await play(lines.joined(separator: "\n"), of: definition)
    return try #require(results.first)
  }
}
