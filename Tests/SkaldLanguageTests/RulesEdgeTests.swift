import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The edges of the rules")
struct RulesEdgeTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let steps: String
    var top = ""
    var contracts = ""
    var expected: [String] = []
    var testDescription: String { name }
  }

  static func findings(_ example: Case, isWhole: Bool = true) -> [String] {
    let text = "skald: 1\nsaga: order\n\(example.top)\nsteps:\n\(example.steps)"
    let contracts = example.contracts.isEmpty ? "" : "\n---\nskald: 1\n\(example.contracts)"
    let source = SourceText(path: "a.saga.yaml", text: text + contracts)
    let found = Compiler.compile([source], isWholeProject: isWhole).diagnostics.filter { $0.severity != .note }
    return found.map { "\($0.code) \(source.text(in: $0.range))" }
  }

  static let cases = [
    Case(
      name: "a step without effect needs no undo",
      steps: "  - { step: look, call: shop.look }\n  - { step: ship, call: depot.ship, pivot: true }",
      contracts: "services: { shop: { look: { effect: false } } }"),
    Case(
      name: "a saga without a pivot is undone up to its end", steps: "  - { step: ship, call: depot.ship }",
      expected: ["SK501 ship"]),
    Case(
      name: "a pivot on one way of a choice alone leaves what follows undoable",
      steps: """
          - choose: way
            cases:
              - { if: input.card, steps: [{ step: pay, call: bank.pay, pivot: true }] }
              - { steps: [{ step: note, call: bank.note, compensate: bank.strike }] }
          - { step: ship, call: depot.ship }
        """, top: "input: { card: bool }", expected: ["SK501 ship"]),
    Case(
      name: "a pivot after a choice that holds one is a second one",
      steps: """
          - choose: way
            cases:
              - { if: input.card, steps: [{ step: pay, call: bank.pay, pivot: true }] }
              - { steps: [{ step: note, call: bank.note, compensate: bank.strike }] }
          - { step: ship, call: depot.ship, pivot: true }
        """, top: "input: { card: bool }", expected: ["SK503 true"]),
    Case(
      name: "the alternative to a refused pivot may have a pivot of its own",
      steps: """
          - step: pay
            call: bank.pay
            pivot: true
            catch: { declined: { steps: [{ step: cash, call: till.pay, pivot: true }] } }
        """),
    Case(
      name: "a refusal that `other` catches has a way forward",
      steps: """
          - { step: pay, call: bank.pay, pivot: true }
          - { step: ship, call: depot.ship, catch: { other: { then: continue } } }
        """, contracts: "services: { depot: { ship: { refuses: [full, closed], keyTTL: forever } } }"),
    Case(
      name: "one of two refusals that is not caught has none",
      steps: """
          - { step: pay, call: bank.pay, pivot: true }
          - { step: ship, call: depot.ship, catch: { full: { then: continue } } }
        """, contracts: "services: { depot: { ship: { refuses: [full, closed], keyTTL: forever } } }",
      expected: ["SK504 depot.ship"]),
    Case(
      name: "what stands inside a choice after the pivot is not the straight path",
      steps: """
          - { step: pay, call: bank.pay, pivot: true }
          - choose: way
            cases:
              - { if: input.card, steps: [{ step: ship, call: depot.ship }] }
              - { steps: [{ step: keep, call: desk.keep }] }
        """, top: "input: { card: bool }",
      contracts: "services: { depot: { ship: { refuses: [full], keyTTL: forever } } }",
      expected: ["SK508 depot.ship"]),
    Case(
      name: "two undos that one default gives up on are one finding",
      steps: """
          - { step: pay, call: bank.pay, compensate: bank.refund }
          - { step: hold, call: depot.hold, compensate: depot.free }
        """, top: "defaults: { compensate: { retry: { attempts: 3 } } }", expected: ["SK505 { attempts: 3 }"]),
    Case(
      name: "going on after an unknown outcome repeats what takes effect again",
      steps: "  - { step: pay, call: bank.pay, retry: { attempts: 1 }, onUnknown: retry, compensate: till.refund }",
      contracts: "services: { bank: { pay: { idempotent: never } } }", expected: ["SK601 retry"]),
    Case(
      name: "the deadline counts attempts, waits between them, sleeps and timeouts of waits",
      steps: """
          - { step: pay, call: bank.pay, timeout: 10s, retry: { attempts: 3, wait: 10s, factor: 1 }, compensate: a.b }
          - { sleep: 30s }
          - { wait: it.came.v1, timeout: 20s }
          - { step: ship, call: depot.ship, pivot: true }
        """, top: "deadline: 99s", contracts: "events: { it.came.v1: { external: true } }", expected: ["SK603 99s"]),
    Case(
      name: "a deadline that is as long as the longest way is kept",
      steps: """
          - { step: pay, call: bank.pay, timeout: 10s, retry: { attempts: 3, wait: 10s, factor: 1 }, compensate: a.b }
          - { sleep: 30s }
          - { wait: it.came.v1, timeout: 20s }
          - { step: ship, call: depot.ship, pivot: true }
        """, top: "deadline: 100s", contracts: "events: { it.came.v1: { external: true } }"),
    Case(
      name: "the longest way of a choice counts, and what comes after the pivot does not",
      steps: """
          - choose: way
            cases:
              - { if: input.card, steps: [{ sleep: 5m }] }
              - { steps: [{ sleep: 1m }] }
          - { step: ship, call: depot.ship, pivot: true }
          - { sleep: 10d }
        """, top: "input: { card: bool }\ndeadline: 5m"),
    Case(
      name: "retries without limit are left out of the sum, a single timeout is not",
      steps: """
          - { step: pay, call: bank.pay, timeout: 2m, retry: { attempts: unlimited }, compensate: a.b }
          - { step: ship, call: depot.ship, pivot: true }
        """, top: "deadline: 1m", expected: ["SK603 2m"]),
    Case(
      name: "a step of a branch that has ended is unreachable, and only the first of several",
      steps: """
          - choose: way
            cases:
              - { if: input.card, steps: [{ fail: NO_CARD }, { sleep: 1m }, { sleep: 2m }] }
              - { steps: [{ sleep: 1m }] }
        """, top: "input: { card: bool }", expected: ["SK401 sleep"]),
    Case(
      name: "opposite conditions leave nothing out",
      steps: """
          - choose: size
            cases:
              - { if: input.n < 10, fail: SMALL }
              - { if: input.n >= 10, fail: LARGE }
        """, top: "input: { n: int }"),
    Case(
      name: "a case after one that is always chosen is the same fault as that one",
      steps: """
          - choose: size
            cases:
              - { if: true, fail: SMALL }
              - { if: input.n > 10, fail: LARGE }
        """, top: "input: { n: int }", expected: ["SK403 true"]),
    Case(
      name: "the result of an optional step needs has()",
      steps: """
          - { step: pay, call: bank.pay, pivot: true }
          - { step: rate, call: desk.rate, optional: true }
          - { step: tell, call: mail.send, with: { stars: "${rate.stars}" } }
        """, expected: ["SK302 rate.stars"]),
    Case(
      name: "a step is reported once for each expression that reads it",
      steps: """
          - { step: tell, call: mail.send, with: { a: "${pay.a + pay.b}" }, compensate: none, because: harmless }
          - { step: pay, call: bank.pay, pivot: true }
        """, expected: ["SK302 pay.a"]),
    Case(
      name: "an event that an undo emits has its fields by name, too",
      steps: """
          - { step: pay, call: bank.pay, compensate: { call: till.refund, emits: pay.undone.v1 } }
          - { step: ship, call: depot.ship, pivot: true }
        """, top: "input: { id: int }",
      contracts: "events: { pay.undone.v1: { public: true, data: { id: int, reason: string, why: string? } } }"),
    Case(
      name: "an entity without a last state is never finished",
      steps: "  - { step: ship, call: depot.ship, pivot: true, state: OUT }",
      top: "input: { id: int }\nentity: { box: \"${input.id}\" }\noutcome: { compensated: { state: LOST } }",
      contracts: "entities: { box: { starts: IN, states: { IN: [OUT, LOST], OUT: [IN], LOST: [] } } }",
      expected: ["SK702 box"]),
  ]

  @Test("are where they should be", arguments: cases)
  func edge(example: Case) {
    let found = Self.findings(example)
    #expect(found == example.expected, "\(found)")
  }

  @Test("what is nowhere used or heard is told as a warning, or not at all, where files were not read")
  func partOfProject() {
    let example = Case(
      name: "", steps: "  - { wait: it.came.v1, timeout: 1h }",
      contracts: "events: { it.came.v1: {}, it.went.v1: {} }")
    let source = "skald: 1\nsaga: order\nsteps:\n\(example.steps)\n---\nskald: 1\n\(example.contracts)"
    let found = Compiler.compile([SourceText(path: "a.yaml", text: source)]).diagnostics
    #expect(found.map { "\($0.severity.rawValue) \($0.code)" } == ["warning SK801"])
  }

  @Test("many choices in a row are followed in no time")
  func manyChoices() {
    let steps = (0..<200).map { number in
      "  - { step: s\(number), call: shop.look, if: input.n > \(number), state: SEEN }"
    }
    let example = Case(
      name: "", steps: steps.joined(separator: "\n"),
      top:
        "input: { n: int }\nentity: { box: \"${input.n}\" }\noutcome: { completed: { state: END }, compensated: { state: END } }",
      contracts: """
        services: { shop: { look: { effect: false } } }
        entities: { box: { starts: NEW, states: { NEW: [SEEN, END], SEEN: [END], END: [] } } }
        """)
    #expect(Self.findings(example) == [])
  }
}
