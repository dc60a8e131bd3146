import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The edges of the rules about data, load and locks")
struct RulesDataTests {
  static func findings(_ text: String) -> [String] {
    let source = SourceText(path: "a.saga.yaml", text: text)
    let found = Compiler.compile([source], isWholeProject: false).diagnostics.filter { $0.severity != .note }
    return found.map { "\($0.code) \(source.text(in: $0.range))" }
  }

  static let importer = "---\nskald: 1\nservices: { importer: { look: { out: { done: bool }, effect: false } } }"

  static func loop(_ steps: String, atMost: Int = 6) -> String {
    """
    skald: 1
    saga: import
    steps:
      - { repeat: poll, every: 1m, atMost: \(atMost), until: index > 4, steps: [ \(steps) ] }
    \(importer)
    """
  }

  @Test(
    "rounds and attempts multiply where the loop goes on without an answer",
    arguments: [
      ("{ step: a, call: importer.look }", []),
      ("{ step: a, call: importer.look, optional: true, retry: { attempts: 1 } }", []),
      ("{ step: a, call: importer.look, optional: true, retry: { attempts: 2 } }", ["SK607 6"]),
      ("{ step: a, call: importer.look, catch: { other: { then: continue } } }", ["SK607 6"]),
      ("{ step: a, call: importer.look, catch: { timed_out: { then: continue } } }", ["SK607 6"]),
      (
        "{ repeat: inner, every: 1s, atMost: 2, until: index > 0, steps: [ "
          + "{ step: a, call: importer.look, optional: true, retry: { attempts: 2 } } ] }", ["SK607 6"]
      ),
    ] as [(String, [String])])
  func retries(_ steps: String, _ expected: [String]) {
    #expect(Self.findings(Self.loop(steps)) == expected)
  }

  @Test("the help for a named value that is not always there asks for a field that can be asked for")
  func namedValueOnSomePath() throws {
    let text = """
      skald: 1
      saga: offer
      input: { vip: bool }
      steps:
        - choose: rebate
          cases:
            - { if: input.vip, steps: [ { set: { percent: 10 } } ] }
            - steps: [ { sleep: 1s } ]
        - set: { rest: "${100 - percent}" }
      """
    let found = Compiler.compile([SourceText(path: "a.saga.yaml", text: text)]).diagnostics.filter {
      $0.severity == .error
    }
    #expect(found.map { $0.code } == ["SK302"])
    #expect(found.first?.help?.contains("has(percent.value)") == true)
  }

  @Test("ten calls are not too many")
  func fewCalls() {
    let step = "{ step: a, call: importer.look, optional: true, retry: { attempts: 2 } }"
    #expect(Self.findings(Self.loop(step, atMost: 5)) == [])
  }

  static func letters(_ steps: String) -> String {
    """
    skald: 1
    saga: campaign
    input: { to: [string] }
    steps:
      - \(steps)
    ---
    skald: 1
    services: { press: { print: { effect: false, concurrency: 6 } } }
    """
  }

  @Test(
    "loops inside each other and branches multiply and add up, what follows each other does not",
    arguments: [
      (
        "{ each: a, in: input.to, atMost: 6, steps: [ { call: press.print, step: b }, { call: press.print, step: c } ] }",
        []
      ),
      (
        "{ each: a, in: input.to, atMost: 3, steps: [ "
          + "{ each: b, in: input.to, atMost: 3, steps: [ { call: press.print, step: c } ] } ] }", ["SK609 3"]
      ),
      (
        "{ each: a, in: input.to, atMost: 4, steps: [ { parallel: b, branches: { "
          + "x: [ { call: press.print, step: c } ], y: [ { call: press.print, step: d } ] } } ] }", ["SK609 4"]
      ),
      ("{ each: a, in: input.to, steps: [ { call: press.other, step: b } ] }", ["SK201 press.other"]),
    ] as [(String, [String])])
  func load(_ steps: String, _ expected: [String]) {
    #expect(Self.findings(Self.letters(steps)) == expected)
  }

  @Test("the fix of a loop that asks too much is what the service bears")
  func loadFix() throws {
    let source = SourceText(
      path: "a.saga.yaml",
      text: Self.letters("{ each: a, in: input.to, atMost: 20, steps: [ { call: press.print, step: b } ] }"))
    let found = Compiler.compile([source], isWholeProject: false).diagnostics.first { $0.code == "SK609" }
    #expect(try #require(found).fix.map { $0.text } == ["6"])
  }

  @Test(
    "`concurrency` is a whole number from 1 on", arguments: ["0", "-1", "many", "1.5"])
  func concurrency(_ value: String) {
    let text = "skald: 1\nservices: { press: { print: { concurrency: \(value) } } }"
    #expect(Self.findings(text) == ["SK103 \(value)"])
  }

  static let order = """
    ---
    skald: 1
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }
    """

  static func saga(_ name: String, key: String = "${input.id}", _ step: String) -> String {
    """
    skald: 1
    saga: \(name)
    input: { id: int, other: int }
    entity: { order: "\(key)" }
    steps: [ \(step) ]
    outcome: { compensated: { state: CANCELED } }

    """
  }

  static let paying = saga("pay", "{ step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID }")

  @Test("a table that has no such move keeps the other saga away")
  func table() {
    #expect(
      Self.findings(Self.paying + "---\n" + Self.paying.replacing("saga: pay", with: "saga: pay2") + Self.order) == [])
  }

  @Test("versions of one saga do not meet")
  func versions() {
    let other = Self.saga("pay\nversion: 2", "{ step: close, call: shop.close, pivot: true, state: CANCELED }")
    #expect(Self.findings(Self.paying + "---\n" + other + Self.order) == [])
  }

  @Test("a part that moves another order than its caller has locked is fine")
  func otherOrder() {
    let steps = """
      { step: hold, call: shop.hold, compensate: shop.free, state: PAYING }, \
      { saga: pay, with: { id: "${input.other}", other: "${input.id}" } }
      """
    let caller = Self.saga("order", steps)
      .replacing("outcome: {", with: "outcome: { completed: { state: PAID },")
    let locked = Self.order + "\n    locked: [PAYING]\n    whenLocked: refuse"
    #expect(Self.findings(caller + "---\n" + Self.paying + locked) == [])
    let same = caller.replacing("\"${input.other}\"", with: "\"${input.id}\"")
    #expect(Self.findings(same + "---\n" + Self.paying + locked) == ["SK712 pay"])
  }

  @Test(
    "only a declared text after the host is unescaped",
    arguments: [
      ("https://shop.example/${input.id}", []), ("https://shop.example/${input.name}", ["SK955 input.name"]),
      ("http://shop.example/?q=${size(input.name)}", []),
      ("http://shop.example/?q=${input.name}", ["SK955 input.name"]),
      ("see https://shop.example/${input.name}", []), ("mailto:${input.name}", []),
    ] as [(String, [String])])
  func addresses(_ text: String, _ expected: [String]) {
    let saga = """
      skald: 1
      saga: tell
      input: { id: int, name: string }
      steps: [ { step: tell, call: mail.send, pivot: true, with: { link: "\(text)" } } ]
      """
    #expect(Self.findings(saga) == expected)
  }

  @Test(
    "a secret that an undo sends leaks no less, and is read by its name alone",
    arguments: [
      ("compensate: { call: shop.refund, with: { token: \"${secrets.A}\" }, emits: paid.v1 }", ["SK952 paid.v1"]),
      ("compensate: { call: shop.refund, emits: paid.v1 }, with: { token: \"${secrets.A}\" }", ["SK952 paid.v1"]),
      ("compensate: { call: shop.refund, with: { token: \"${secrets.A}\" } }", []),
      ("compensate: { call: shop.refund, with: { token: \"${secrets[input.which]}\" } }", ["SK952 secrets"]),
      ("with: { token: \"${string(size(secrets))}\" }", ["SK952 secrets"]),
      ("with: { token: \"a ${secrets['A']} b\", deep: [ { it: \"${secrets.A + secrets.B}\" } ] }", []),
    ] as [(String, [String])])
  func secrets(_ keys: String, _ expected: [String]) {
    let saga = """
      skald: 1
      saga: order
      input: { id: int, which: string }
      steps:
        - { step: pay, call: shop.pay, \(keys) }
        - { step: ship, call: shop.ship, pivot: true, with: { id: "${input.id}" } }
      ---
      skald: 1
      events: { paid.v1: { key: id, data: { id: int, token: string }, public: true } }
      """
    #expect(Self.findings(saga).filter { $0.hasPrefix("SK952") } == expected)
  }
}
