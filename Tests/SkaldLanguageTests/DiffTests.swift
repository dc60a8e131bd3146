import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@Suite("What a change means for instances that run")
struct DiffTests {
  static let text = """
    skald: 1
    saga: order
    input: { orderId: int, note?: string }
    key: order-${input.orderId}
    deadline: 1h
    entity: { order: "${input.orderId}" }
    steps:
      - { step: charge, call: pay.charge, compensate: pay.refund, timeout: 5s, state: PAID }
      - { step: pack, call: stock.pack, compensate: none, because: it is unpacked by hand }
      - { step: ship, call: post.ship, pivot: true }
    outcome: { completed: { state: DONE }, compensated: { state: GONE } }
    ---
    skald: 1
    services:
      pay: { charge: { in: { orderId: int }, out: { id: string } }, refund: { in: { orderId: int } }, credit: { in: { orderId: int } } }
      stock: { pack: { in: { orderId: int } }, weigh: { in: { orderId: int }, out: { kilo: int }, effect: false } }
      post: { ship: { in: { orderId: int }, keyTTL: forever } }
    entities:
      order: { starts: NEW, states: { NEW: [PAID, GONE, LOST], PAID: [DONE, GONE], DONE: [], GONE: [], LOST: [] } }
    """

  static func diff(_ change: (String) -> String) throws -> DefinitionDiff {
    let pairs = try [text, change(text)].map { text in
      let saga = try #require(Compiler.compile([SourceText(path: "a.yaml", text: text)]).sagas.first)
      return (try #require(saga.program), try #require(saga.debug))
    }
    return DefinitionDiff.compare(pairs[0], pairs[1])
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: String
    let new: String
    let weight: ChangeClass
    var step: String?
  }

  static let rows = [
    Row(testDescription: "a comment", old: "skald: 1\nsaga", new: "# hello\nskald: 1\nsaga", weight: .same),
    Row(testDescription: "a time limit", old: "timeout: 5s", new: "timeout: 6s", weight: .tunable, step: "charge"),
    Row(testDescription: "the deadline", old: "deadline: 1h", new: "deadline: 2h", weight: .tunable),
    Row(
      testDescription: "an alternative argument", old: "call: stock.pack,",
      new: "call: stock.pack, with: { orderId: \"${input.orderId + 1}\" },", weight: .compatible, step: "pack"),
    Row(
      testDescription: "a step at the end",
      old: "pivot: true }\noutcome", new: "pivot: true }\n  - { step: weigh, call: stock.weigh }\noutcome",
      weight: .compatible,
      step: "weigh"),
    Row(
      testDescription: "an optional field", old: "note?: string", new: "note?: string, gift?: bool", weight: .compatible
    ),
    Row(
      testDescription: "another locked state", old: "starts: NEW,",
      new: "starts: NEW, locked: [PAID], whenLocked: refuse,", weight: .compatible),
    Row(
      testDescription: "one more move", old: "PAID: [DONE, GONE]", new: "PAID: [DONE, GONE, LOST]", weight: .compatible),
    Row(testDescription: "a new field", old: "note?: string", new: "gift: bool", weight: .breaking),
    Row(testDescription: "the key", old: "order-${", new: "o-${", weight: .breaking),
    Row(testDescription: "the undo", old: "pay.refund, t", new: "pay.credit, t", weight: .breaking, step: "charge"),
    Row(testDescription: "a name", old: "step: pack", new: "step: wrap", weight: .breaking, step: "pack"),
    Row(testDescription: "one move less", old: "NEW: [PAID, GONE, LOST]", new: "NEW: [PAID, GONE]", weight: .breaking),
    Row(
      testDescription: "the pivot",
      old: "because: it is unpacked by hand }\n  - { step: ship, call: post.ship, pivot: true }",
      new: "because: it is unpacked by hand }\n  - { step: ship, call: post.ship, compensate: none, because: final }",
      weight: .breaking, step: "ship"),
    Row(
      testDescription: "a narrower result", old: "out: { id: string }", new: "out: { id: int }", weight: .breaking,
      step: "charge"),
  ]

  @Test("each change has its weight", arguments: rows)
  func weights(_ row: Row) throws {
    let diff = try Self.diff { text in
      #expect(text.contains(row.old))
      return text.replacing(row.old, with: row.new)
    }
    #expect(diff.weight == row.weight, "\(diff.changes)")
    if row.weight != .same {
      #expect(diff.changes.first?.step == row.step, "\(diff.changes)")
      #expect(diff.isVersionReused == (row.weight > .tunable))
    }
  }

  @Test("steps in another order are breaking")
  func order() throws {
    let charge = "  - { step: charge, call: pay.charge, compensate: pay.refund, timeout: 5s, state: PAID }\n"
    let pack = "  - { step: pack, call: stock.pack, compensate: none, because: it is unpacked by hand }\n"
    let diff = try Self.diff { $0.replacing(charge + pack, with: pack + charge) }
    #expect(diff.changes.map { $0.message } == ["the steps stand in another order from here on"])
  }

  @Test("a new step whose result is read is breaking, since instances past it do not have it")
  func newStepThatIsRead() throws {
    let ship = "  - { step: ship, call: post.ship, pivot: true }"
    let diff = try Self.diff {
      $0.replacing(
        ship,
        with: "  - { step: weigh, call: stock.weigh }\n"
          + "  - { step: ship, call: post.ship, pivot: true, with: { orderId: \"${weigh.kilo}\" } }")
    }
    #expect(diff.weight == .breaking)
    #expect(diff.changes.first?.step == "weigh")
  }
}
