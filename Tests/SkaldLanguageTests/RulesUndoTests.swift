import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Rules about undos and what they rely on")
struct RulesUndoTests {
  /// Everything that is found, notes of the rules at hand included, each with the text that it marks.
  static func findings(_ text: String, notes: Set<String> = []) -> [String] {
    let source = SourceText(path: "a.saga.yaml", text: text)
    return Compiler.compile([source], isWholeProject: false).diagnostics
      .filter { $0.severity != .note || notes.contains($0.code) }
      .map { "\($0.code) \(source.text(in: $0.range))" }
  }

  static func bank(_ steps: String, charge: String = "", refund: String = "") -> String {
    """
    skald: 1
    saga: order
    input: { id: int, vip: bool }
    steps:
    \(steps)
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      bank:
        open: { in: { id: int } }
        close: { in: { id: int }, idempotent: natural }
        charge: { in: { id: int }\(charge) }
        refund: { in: { id: int }, idempotent: natural\(refund) }
        pay: { in: { id: int, to: string } }
        recall: { in: { id: int }, keyTTL: forever }
        adjust: { in: { account: string, by: int } }
        status: { in: { id: int }, effect: false }
    """
  }

  static let open = "{ step: open, call: bank.open, compensate: bank.close }"
  static let charge = "{ step: charge, call: bank.charge, compensate: bank.refund }"

  @Test(
    "an undo must not need what is undone before it",
    arguments: [
      ("  - \(open)\n  - \(charge)", []),
      ("  - \(charge)\n  - \(open)", ["SK506 bank.refund"]),
      ("  - parallel: p\n    branches: { a: [ \(open) ], b: [ \(charge) ] }", ["SK506 bank.refund"]),
      (
        "  - choose: c\n    cases:\n      - { if: input.vip, steps: [ \(open) ] }\n      - { steps: [ \(charge) ] }", []
      ),
      ("  - scope: s\n    steps: [ \(charge) ]\n  - \(open)", ["SK506 bank.refund"]),
      ("  - scope: s\n    steps: [ \(charge) ]\n    catch: { other: { steps: [ \(open) ] } }", []),
      (
        "  - \(open)\n  - \(charge)\n"
          + "  - { step: again, call: bank.open, idempotencyKey: 'b-${input.id}', compensate: none, because: it stays }",
        []
      ),
      ("  - \(charge)\n  - { step: open, call: bank.open, compensate: none, because: it stays }", []),
    ] as [(String, [String])])
  func needs(_ steps: String, _ expected: [String]) {
    #expect(Self.findings(Self.bank(steps, refund: ", needs: [open]")) == expected)
  }

  @Test(
    "the undo of a step in a loop tells the rounds apart, as the step does",
    arguments: [
      ("call: bank.pay, with: { to: \"${item}\" }, compensate: bank.recall", ["SK506 bank.recall"]),
      ("call: bank.pay, with: { to: \"${item}\" }, compensate: { call: bank.recall, with: { id: \"${index}\" } }", []),
      ("call: bank.pay, with: { to: \"${item}\" }, compensate: bank.refund", []),
      ("call: bank.pay, with: { to: me }, compensate: bank.recall", []),
    ] as [(String, [String])])
  func rounds(_ call: String, _ expected: [String]) {
    let loop = "  - { each: all, in: \"['a', 'b']\", steps: [ { step: pay, \(call) } ] }"
    #expect(Self.findings(Self.bank(loop)) == expected)
  }

  static func adjust(_ step: String, _ account: String, by amount: Int, back: Int) -> String {
    "  - { step: \(step), call: bank.adjust, with: { account: \(account), by: \(amount) }, "
      + "compensate: { call: bank.adjust, with: { account: \(account), by: \(back) } } }"
  }

  @Test(
    "an undo does not what another step does",
    arguments: [
      ("  - \(open)\n  - { step: charge, call: bank.charge, compensate: bank.open }", ["SK515 bank.open"]),
      (
        "  - \(open)\n  - { step: charge, call: bank.charge, compensate: [bank.refund, bank.open] }",
        ["SK515 bank.open"]
      ),
      // The last step may well be what the undo of the first one is: a gate is closed in any case.
      ("  - { step: charge, call: bank.charge, compensate: delivery.request }", []),
      // The other way round it is the undo.
      ("  - \(open)\n  - { step: close, call: bank.close, compensate: bank.open }", []),
      // Other arguments.
      ("  - \(adjust("less", "a", by: -1, back: 1))\n  - \(adjust("more", "b", by: 1, back: -1).dropFirst(4))", []),
      // Of what an author lets stay nothing is said.
      (
        "  - { step: open, call: bank.open, compensate: none, because: it stays }\n"
          + "  - { step: charge, call: bank.charge, compensate: bank.open }", []
      ),
    ] as [(String, [String])])
  func acts(_ steps: String, _ expected: [String]) {
    #expect(Self.findings(Self.bank(steps)).filter { $0.hasPrefix("SK515") } == expected)
  }

  @Test(
    "`needs` names an operation that is declared",
    arguments: [
      ("[open]", []), ("open", []), ("[bank.open]", []), ("[ledger.open]", []), ("[opne]", ["SK201 opne"]),
      ("[bank.opne]", ["SK201 bank.opne"]), ("[7]", ["SK103 7"]),
    ] as [(String, [String])])
  func unknownNeed(_ needs: String, _ expected: [String]) {
    #expect(Self.findings(Self.bank("  - \(Self.open)", refund: ", needs: \(needs)")) == expected)
  }

  @Test("`needs` is put right as it was written", arguments: [("[opne]", "open"), ("[bank.opne]", "bank.open")])
  func fix(_ needs: String, _ expected: String) throws {
    let text = Self.bank("  - \(Self.open)", refund: ", needs: \(needs)")
    let found = Compiler.compile([SourceText(path: "a.saga.yaml", text: text)]).diagnostics
      .first { $0.code == "SK201" && $0.severity == .error }
    #expect(try #require(found).fix.map { $0.text } == [expected])
  }

  @Test("`barrier` is true or false")
  func barrier() {
    #expect(Self.findings(Self.bank("  - \(Self.charge)", charge: ", barrier: maybe")) == ["SK103 maybe"])
  }

  @Test(
    "an undo that may come alone, and an action that may come late, are notes",
    arguments: [
      ("  - \(charge)", "", ["SK512 bank.charge", "SK511 bank.refund"]),
      ("  - \(charge)", ", barrier: true", []),
      ("  - \(charge)", ", barrier: false", ["SK512 bank.charge", "SK511 bank.refund"]),
      ("  - \(charge)", ", effect: false", []),
      ("  - { step: charge, call: bank.charge, compensate: bank.refund, check: bank.status }", "", []),
      ("  - { step: charge, call: bank.charge, compensate: none, because: it stays }", "", []),
      ("  - { step: charge, call: other.charge, compensate: bank.refund }", "", []),
    ] as [(String, String, [String])])
  func guards(_ steps: String, _ words: String, _ expected: [String]) {
    #expect(Self.findings(Self.bank(steps, charge: words), notes: ["SK511", "SK512"]) == expected)
  }

  @Test(
    "a saga of more than half the steps that it may have is warned of", arguments: [(500, []), (501, ["SK408 call"])])
  func steps(_ count: Int, _ expected: [String]) {
    let steps = (1...count).map { "  - { step: s\($0), call: p.c, optional: true }" }.joined(separator: "\n")
    let found = Self.findings("skald: 1\nsaga: long\nsteps:\n\(steps)").filter { $0.hasPrefix("SK408") }
    #expect(found == expected)
  }
}
