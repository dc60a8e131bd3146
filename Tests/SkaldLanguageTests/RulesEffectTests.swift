import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Effects that are left behind, or undone twice")
struct RulesEffectTests {
  /// What is found, each with the text that it marks, notes left out.
  static func findings(_ text: String) -> [Diagnostic] {
    Compiler.compile([SourceText(path: "a.saga.yaml", text: text)]).diagnostics.filter { $0.severity != .note }
  }

  static func marked(_ text: String) -> [String] {
    let source = SourceText(path: "a.saga.yaml", text: text)
    return findings(text).map { "\($0.code) \(source.text(in: $0.range))" }
  }

  static func shop(_ steps: String, _ more: String = "") -> String {
    """
    skald: 1
    saga: order
    input: { id: int, paid: bool, items: [int] }
    steps:
    \(steps)
    ---
    skald: 1
    services:
      shop:
        pay: { in: { id: int }, refuses: [declined], keyTTL: forever }
        hold: { in: { id: int }, refuses: [sold_out], keyTTL: forever }
        free: { in: { id: int }, idempotent: natural }
        ship: { in: { id: int }, keyTTL: forever }
        recall: { in: { id: int }, keyTTL: forever }
        look: { in: { id: int }, effect: false }
        adjust: { in: { id: int, by: int }, keyTTL: forever }
    \(more)
    """
  }

  static let pay = "{ step: pay, call: shop.pay, pivot: true }"
  static let ship = "{ step: ship, call: shop.ship }"
  static let hold = "{ step: hold, call: shop.hold, compensate: shop.free }"

  @Test(
    "a step behind a pivot that a path does not pass is left behind",
    arguments: [
      ("  - \(pay)\n  - \(ship)", []),
      ("  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n  - \(ship)", ["SK507 ship"]),
      ("  - { step: pay, call: shop.pay, pivot: true, optional: true }\n  - \(ship)", ["SK507 ship"]),
      (
        "  - { step: pay, call: shop.pay, pivot: true, catch: { declined: { then: continue } } }\n  - \(ship)",
        ["SK507 ship"]
      ),
      ("  - { step: pay, call: shop.pay, pivot: true, catch: { declined: { then: compensate } } }\n  - \(ship)", []),
      (
        "  - scope: try\n    steps: [ \(pay) ]\n    catch: { declined: { then: continue } }\n  - \(ship)",
        ["SK507 ship"]
      ),
      // One and the same condition comes to the same.
      (
        "  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n"
          + "  - { step: ship, call: shop.ship, if: input.paid }", []
      ),
      (
        "  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n"
          + "  - { step: ship, call: shop.ship, compensate: none, because: it may stay }", []
      ),
      (
        "  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n"
          + "  - { step: ship, call: shop.ship, compensate: shop.recall }", []
      ),
      ("  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n  - { step: see, call: shop.look }", []),
    ] as [(String, [String])])
  func skippedPivot(_ steps: String, _ expected: [String]) {
    #expect(Self.marked(Self.shop(steps)) == expected)
  }

  @Test(
    "a step in a part that is given up behind the pivot is left behind",
    arguments: [
      ("  - scope: van\n    steps: [ \(ship), \(hold) ]\n    catch: { other: { then: continue } }", ["SK507 ship"]),
      ("  - scope: van\n    steps: [ \(hold), \(ship) ]\n    catch: { sold_out: { then: continue } }", []),
      (
        "  - scope: van\n    steps: [ { each: all, in: input.items, steps: [ \(ship), \(hold) ] } ]\n    catch: { other: { then: continue } }",
        ["SK507 ship"]
      ),
      ("  - parallel: race\n    need: any\n    branches: { a: [ \(ship) ], b: [ { sleep: 1s } ] }", ["SK507 ship"]),
      (
        "  - parallel: race\n    need: any\n    branches:\n"
          + "      a: [ { step: ship, call: shop.ship, compensate: shop.recall } ]\n      b: [ { sleep: 1s } ]", []
      ),
      ("  - parallel: both\n    branches: { a: [ \(ship) ], b: [ { sleep: 1s } ] }", []),
    ] as [(String, [String])])
  func parts(_ steps: String, _ expected: [String]) {
    #expect(Self.marked(Self.shop("  - \(Self.pay)\n" + steps)) == expected)
  }

  @Test("an alternative of a scope is not caught by that scope")
  func alternative() {
    let scope =
      "  - scope: van\n    steps: [ { step: see, call: shop.look } ]\n    catch: { other: { steps: [ \(Self.hold) ] } }"
    #expect(Self.marked(Self.shop("  - \(Self.pay)\n" + scope)) == ["SK508 shop.hold", "SK503 compensate"])
  }

  @Test("of two pivots side by side the one that comes second is left behind")
  func twoPivots() {
    let branches = "{ a: [ \(Self.pay) ], b: [ { step: ship, call: shop.ship, pivot: true } ] }"
    #expect(
      Self.marked(Self.shop("  - parallel: race\n    need: any\n    branches: \(branches)"))
        .filter { $0.hasPrefix("SK507") } == ["SK507 pay", "SK507 ship"])
  }

  @Test(
    "an undo that changes nothing, and one that is the action again, undo nothing",
    arguments: [
      ("{ step: ship, call: shop.ship, compensate: shop.look }", ["SK507 shop.look"]),
      ("{ step: ship, call: shop.ship, compensate: [shop.look, shop.recall] }", []),
      ("{ step: ship, call: shop.ship, compensate: shop.ship }", ["SK507 shop.ship"]),
      (
        "{ step: less, call: shop.adjust, with: { by: -1 }, compensate: { call: shop.adjust, with: { by: 1 } } }", []
      ),
      ("{ step: less, call: shop.adjust, with: { by: -1 }, compensate: shop.adjust }", ["SK507 shop.adjust"]),
    ] as [(String, [String])])
  func idle(_ step: String, _ expected: [String]) {
    #expect(Self.marked(Self.shop("  - \(step)\n  - \(Self.pay)")) == expected)
  }

  @Test(
    "what is undone by hand and by its own undo is undone twice",
    arguments: [
      (
        "  - { step: ship, call: shop.ship, compensate: shop.recall }\n  - step: hold\n    call: shop.hold\n"
          + "    compensate: shop.free\n    catch: { sold_out: { steps: [ \(recall) ], then: compensate } }",
        ["SK507 back"]
      ),
      // Undone with the scope already.
      (
        "  - scope: try\n    steps:\n      - { step: ship, call: shop.ship, compensate: shop.recall }\n      - \(hold)\n"
          + "    catch: { sold_out: { steps: [ \(recall) ] } }", ["SK507 back"]
      ),
      // The undo of the other may be repeated.
      (
        "  - \(hold)\n  - { step: back, call: shop.free, compensate: none, because: no need }", []
      ),
      // From one account to the other, and back.
      (
        "  - { step: less, call: shop.adjust, with: { by: -1 }, compensate: { call: shop.adjust, with: { by: 1 } } }\n"
          + "  - { step: more, call: shop.adjust, with: { by: 2 }, compensate: { call: shop.adjust, with: { by: -2 } } }",
        []
      ),
      // Other items.
      (
        "  - { each: a, in: input.items, steps: [ { step: less, call: shop.adjust, with: { id: \"${item}\", by: -1 }, "
          + "compensate: { call: shop.adjust, with: { id: \"${item}\", by: 1 } } } ] }\n"
          + "  - { each: b, in: \"[7]\", steps: [ { step: more, call: shop.adjust, with: { id: \"${item}\", by: 1 }, "
          + "compensate: none, because: others } ] }", []
      ),
      // One of the two runs alone.
      (
        "  - choose: way\n    cases:\n"
          + "      - { if: input.paid, steps: [ { step: ship, call: shop.ship, compensate: shop.recall } ] }\n"
          + "      - { steps: [ \(recall) ] }", []
      ),
    ] as [(String, [String])])
  func twice(_ steps: String, _ expected: [String]) {
    #expect(Self.marked(Self.shop(steps + "\n  - \(Self.pay)")) == expected)
  }

  static let recall = "{ step: back, call: shop.recall, compensate: none, because: it is an undo }"

  @Test("the shortest path is told")
  func path() throws {
    let steps =
      "  - { step: pay, call: shop.pay, pivot: true, catch: { declined: { then: continue } } }\n  - \(Self.ship)"
    let finding = try #require(Self.findings(Self.shop(steps)).first)
    #expect(finding.message == "`ship` is not undone where the saga ends `compensated`")
    #expect(finding.path == ["pay refused: declined", "canceled during ship", "end `compensated`"])
  }

  @Test("the path to a part that is given up ends there")
  func partPath() throws {
    let steps =
      "  - \(Self.pay)\n  - scope: van\n    steps: [ \(Self.ship), \(Self.hold) ]\n    catch: { other: { then: continue } }"
    let finding = try #require(Self.findings(Self.shop(steps)).first)
    #expect(finding.message == "`ship` is not undone where `van` is given up")
    #expect(finding.path == ["pay", "ship", "hold refused"])
  }

  @Test("what a sub-saga leaves behind is told where it is written, and a part of it where that is given up")
  func subSaga() {
    let part = "---\nskald: 1\nsaga: part\ninput: { id: int }\nsteps: [ \(Self.pay), \(Self.ship) ]"
    let straight = Self.shop("  - { saga: part }", part)
    #expect(Self.marked(straight) == [])
    let race = "  - parallel: race\n    need: any\n    branches: { a: [ { saga: part } ], b: [ { sleep: 1s } ] }"
    #expect(Self.marked(Self.shop(race, part)).filter { $0.hasPrefix("SK507") } == ["SK507 saga"])
  }

  @Test("what SK501 finds is not found again")
  func oneCause() {
    #expect(Self.marked(Self.shop("  - \(Self.ship)\n  - \(Self.pay)")) == ["SK501 ship"])
  }

  @Test("a step whose undo is taken out of a program is left behind, and no other", arguments: ["charge", "reserve"])
  func mutation(_ step: String) throws {
    var program = try PlaceOrderTests.program()
    #expect(Exploration(of: program, effects: EffectCoverage(of: program)).leaks.isEmpty)
    for index in program.nodes.indices {
      guard case .invoke(var invoke) = program.nodes[index].instruction, program.step(invoke.step).name == step else {
        continue
      }
      invoke.undo = []
      program.nodes[index].instruction = .invoke(invoke)
    }
    let leaks = Exploration(of: program, effects: EffectCoverage(of: program)).leaks
    #expect(leaks.map { $0.title } == [step])
    #expect(leaks.first?.path.last == "end `compensated`")
  }

  @Test("too many situations end the search, which says so")
  func bounded() throws {
    let steps = "  - { step: pay, call: shop.pay, pivot: true, if: input.paid }\n  - \(Self.ship)"
    let saga = try #require(saga(Self.shop(steps)).compilation.project.sagas.first)
    let program = try #require(Lowerer.lower(saga)?.program)
    let effects = EffectCoverage(of: program)
    #expect(!Exploration(of: program, effects: effects, situationsMax: 3).isComplete)
    #expect(Exploration(of: program, effects: effects).isComplete)
  }
}
