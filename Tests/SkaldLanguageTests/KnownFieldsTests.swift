import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Fields that a condition on the way asked for")
struct KnownFieldsTests {
  static func findings(_ text: String) -> [String] {
    let source = SourceText(path: "a.saga.yaml", text: text)
    return Compiler.compile([source]).diagnostics.filter { $0.severity != .note }
      .map { "\($0.code) \(source.text(in: $0.range))" }
  }

  static func saga(_ steps: String) -> String {
    """
    skald: 1
    saga: a
    input: { id: int, note?: string, ship?: { street?: string } }
    steps:
    \(steps)
    ---
    skald: 1
    services:
      s:
        write: { in: { id: int, note: string }, idempotent: natural, out: { page: int, mark?: string } }
        wipe: { in: { id: int, note: string }, idempotent: natural }
        try: { in: { id: int }, out: { page: int }, refuses: [busy], effect: false }
    events:
      page.read.v1: { key: id, data: { id: int, mark?: string }, external: true }
    """
  }

  /// A step that takes the note by its name, and one that reads it.
  static let byName = "{ step: w, call: s.write, compensate: s.wipe }"
  static func read(_ expression: String, step: String = "r") -> String {
    "{ step: \(step), call: s.write, compensate: s.wipe, with: { note: \"${\(expression)}\" } }"
  }

  static let known: [String] = [
    "  - { step: w, call: s.write, compensate: s.wipe, if: has(input.note) }",
    "  - { step: w, call: s.write, compensate: s.wipe, if: has(input.note) && input.id > 1, with: { note: \"${input.note}\" } }",
    "  - choose: c\n    cases: [ { if: has(input.note), steps: [ \(byName) ] }, { fail: NOTHING } ]",
    "  - choose: c\n    cases: [ { if: \"!has(input.note)\", fail: NOTHING }, { steps: [ \(byName) ] } ]",
    // Whoever comes past the choice had a note.
    "  - choose: c\n    cases: [ { if: \"!has(input.note)\", fail: NOTHING }, { steps: [ { sleep: 1s } ] } ]\n  - \(byName)",
    "  - choose: c\n    cases: [ { if: \"!has(input.ship) || !has(input.ship.street)\", fail: NOWHERE }, "
      + "{ if: input.ship.street == 'x', fail: X }, { steps: [ \(read("input.ship.street")) ] } ]",
    // Behind a loop its condition holds.
    "  - repeat: l\n    every: 1m\n    atMost: 3\n    until: has(t.page)\n    steps: "
      + "[ { step: t, call: s.try, optional: true, retry: { attempts: 1 } } ]\n  - \(read("string(t.page)"))",
    // One field that is there tells that the step ran.
    "  - { step: t, call: s.try, optional: true }\n  - choose: c\n    cases: [ { if: \"!has(t.page)\", fail: BUSY }, "
      + "{ steps: [ { sleep: 1s } ] } ]\n  - \(read("string(t.page)"))",
    "  - { wait: page.read.v1, step: p, if: has(event.mark), timeout: 1h }\n  - \(read("p.mark"))",
  ]

  @Test("a field that a condition asked for is there", arguments: known)
  func isKnown(_ steps: String) {
    #expect(Self.findings(Self.saga(steps)) == [])
  }

  static let unknown: [(String, [String])] = [
    ("  - \(byName)", ["SK301 s.write", "SK301 s.wipe"]),
    (
      "  - { step: w, call: s.write, compensate: s.wipe, if: has(input.note) || input.id > 1 }",
      ["SK301 s.write", "SK301 s.wipe"]
    ),
    (
      "  - { step: t, call: s.try, if: has(input.note) }\n  - \(read("input.note"))", ["SK301 input.note"]
    ),
    (
      "  - choose: c\n    cases: [ { if: has(input.note), steps: [ { sleep: 1s } ] }, { steps: [ { sleep: 2s } ] } ]\n"
        + "  - \(read("input.note"))", ["SK301 input.note"]
    ),
    (
      "  - choose: c\n    cases: [ { if: has(input.note), fail: NOTED }, { steps: [ \(read("input.note")) ] } ]",
      ["SK301 input.note"]
    ),
    (
      "  - { wait: page.read.v1, step: p, if: has(event.mark), timeout: 1h, otherwise: continue }\n  - \(read("p.mark"))",
      ["SK301 p.mark", "SK302 p.mark"]
    ),
  ]

  @Test("where the way does not tell, a field may be missing", arguments: unknown)
  func isUnknown(_ steps: String, _ expected: [String]) {
    #expect(Self.findings(Self.saga(steps)) == expected)
  }

  @Test("an item's fields are known inside its round alone")
  func items() {
    let text = """
      skald: 1
      saga: a
      input: { people: [{ id: int, note?: string }] }
      steps:
        - each: e
          in: input.people
          steps:
            - choose: c
              cases:
                - if: has(item.note)
                  steps: [ { step: w, call: s.write, with: { note: "${item.note}" }, compensate: s.wipe } ]
                - steps: [ { set: { x: "${item.note}" } } ]
      """
    #expect(Self.findings(text) == ["SK301 item.note"])
  }

  @Test("a reaction knows what its condition asked for")
  func reactions() {
    func flow(_ condition: String) -> String {
      """
      skald: 1
      choreography: a
      key: id
      starts: page.read.v1
      ends: { completed: page.kept.v1 }
      participants:
        keeper:
          - { when: page.read.v1, if: \(condition), call: s.keep, emits: page.kept.v1 }
          - { when: page.read.v1, if: "!has(event.mark)", emits: { page.kept.v1: { mark: none } } }
      ---
      skald: 1
      services: { s: { keep: { in: { id: int, mark: string }, effect: false } } }
      events:
        page.read.v1: { topic: p, key: id, data: { id: int, mark?: string }, external: true }
        page.kept.v1: { topic: p, key: id, data: { id: int, mark: string }, public: true }
      """
    }
    #expect(Self.findings(flow("has(event.mark)")) == [])
    #expect(Self.findings(flow("event.id > 0")).contains("SK301 s.keep"))
  }
}
