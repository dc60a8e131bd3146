import SkaldDiagnostics
import SkaldValue
import SkaldYAML
import Testing

@Suite("What YAML reads otherwise than meant is SK102, with the repair") struct TrapTests {
  /// Marked is the place of the finding; the second text is the file after its edits.
  @Test(
    "a trap is found at its place and repaired",
    arguments: [
      ("a: ⟦yes⟧\n", "a: \"yes\"\n"), ("a: [1, ⟦Off⟧]\n", "a: [1, \"Off\"]\n"), ("⟦on⟧: 1\n", "\"on\": 1\n"),
      ("- ⟦NO⟧\n", "- \"NO\"\n"),
      ("a: { b: ⟦${input.x}⟧ }\n", "a: { b: \"${input.x}\" }\n"), ("a: [⟦${x}⟧]\n", "a: [\"${x}\"]\n"),
      ("a: { b: no. ⟦${x}⟧ of 2, c: 1 }\n", "a: { b: \"no. ${x} of 2\", c: 1 }\n"),
      ("a: {\n  b: ⟦${x}⟧,\n  c: 1\n}\n", "a: {\n  b: \"${x}\",\n  c: 1\n}\n"),
      ("a: { b: ⟦${ \"q\" + @x }⟧ }\n", "a: { b: '${ \"q\" + @x }' }\n"),
      ("a: ${ 'x ⟦#b' }⟧\nc: 1\n", "a: \"${ 'x #b' }\"\nc: 1\n"),
      ("a: n${ 'x ⟦#b' } z⟧ # said\n", "a: \"n${ 'x #b' } z\" # said\n"),
      ("a: ${ x ? 'b⟦: c' : 'd' }⟧\ne: 1\n", "a: \"${ x ? 'b: c' : 'd' }\"\ne: 1\n"),
      ("- ${ a ? b ⟦: c }⟧\n- 1\n", "- \"${ a ? b : c }\"\n- 1\n"),
      ("if: ⟦!input.vip⟧\na: 1\n", "if: \"!input.vip\"\na: 1\n"),
      ("if: ⟦!(a && b)⟧\na: 1\n", "if: \"!(a && b)\"\na: 1\n"),
      ("until: ⟦*x⟧\n", "until: \"*x\"\n"), ("if: ⟦\"a\" == b⟧\na: 1\n", "if: '\"a\" == b'\na: 1\n"),
      ("- if: ⟦'a' == b⟧\n  c: 1\n", "- if: \"'a' == b\"\n  c: 1\n"),
      ("in: ⟦[1, 2].map(x, x)⟧\na: 1\n", "in: \"[1, 2].map(x, x)\"\na: 1\n"),
      ("if: ⟦a ? b : c⟧\nd: 1\n", "if: \"a ? b : c\"\nd: 1\n"),
      ("- { if: ⟦!a⟧, steps: [] }\n", "- { if: \"!a\", steps: [] }\n"),
      ("- { if: ⟦a ? b : c⟧, d: 1 }\n", "- { if: \"a ? b : c\", d: 1 }\n"),
      ("if: name == 'a ⟦#b'⟧ # said\n", "if: \"name == 'a #b'\" # said\n"),
    ].map { (Marked($0.0), $0.1) })
  func found(marked: Marked, after: String) throws {
    let loaded = YAMLLoader.load(marked.source)

    #expect(loaded.diagnostics.map { $0.code } == ["SK102"])
    let finding = try #require(loaded.diagnostics.first)
    #expect(marked.source.text(in: finding.range) == marked.source.text(in: marked.range))
    #expect(finding.range == marked.range)
    #expect(finding.help != nil)
    #expect(repaired(marked.source, by: [finding]) == after)
    #expect(load(after).diagnostics == [])
    // What is meant is read: the repaired file holds the same values.
    let meant = load(after).documents.first?.root?.json()
    #expect(loaded.documents.first?.root?.json() == meant)
  }

  @Test(
    "what is well written is no trap",
    arguments: [
      "a: 'yes'\n", "a: \"no\"\n", "a: !!str off\n", "a: y\n", "y: n\n", "a: yesterday\n", "a: ${ x } # said\n",
      "a: \"${ 'x #b' }\"\n",
      "a: order-${x}\n", "a: ${ {'b':1} }\n", "a: ${ '}' }\n", "if: input.a > 1 # (said)\n", "if: \"!a\"\n",
      "a: { if: \"!a\" }\n", "a: |\n  ${ x: #y\n",
      "a: { b: '${x}' }\n", "in: { orderId: int }\n", "if: ${!input.vip}\n", "a: { b: c } # ${x}\n",
    ])
  func clean(text: String) { #expect(load(text).diagnostics == []) }

  @Test("a doubled key is reported at the second, with the first beside it")
  func doubledKey() throws {
    let marked = Marked("a: 1\nb: { c: 1, ⟦c⟧: 2 }\n")

    let finding = try #require(YAMLLoader.load(marked.source).diagnostics.first)

    #expect(finding.code == "SK102")
    #expect(finding.range == marked.range)
    #expect(finding.related.map { $0.range } == [SourceRange(start: 10, end: 11)])
  }

  @Test("a key doubled among many is found, also under another quote")
  func doubledAmongMany() {
    let keys = (0..<200).map { "k\($0): 1\n" }.joined()

    #expect(load(keys).diagnostics == [])
    #expect(load(keys + "'k7': 2\nk199: 2\n").diagnostics.map { $0.code } == ["SK102", "SK102"])
  }

  @Test("all traps of a document are found in one run")
  func allAtOnce() {
    let text = "a: { b: ${x}, c: ${y} }\nif: !z\nd: yes\nd: 1\n---\ne: [${w}]\n"

    let loaded = load(text)

    #expect(loaded.diagnostics.map { $0.code } == Array(repeating: "SK102", count: 6))
    #expect(loaded.documents.count == 2)
    #expect(loaded.documents.first?.root?["a"]?["c"]?.text == "${y}")
  }

  @Test("an expression that goes on in the next line is folded as YAML does")
  func folded() {
    let loaded = load("a: ${x ? 'b: c' : y} and\n  more\n")

    #expect(loaded.documents.first?.root?["a"]?.text == "${x ? 'b: c' : y} and more")
  }

  @Test("many traps cost a bounded number of readings")
  func bounded() {
    let text = String(repeating: "- { a: ${x} }\n", count: 20_000)

    let findings = load(text).diagnostics

    #expect(findings.count > 10)
    #expect(findings.count < 100)
    #expect(findings.allSatisfy { $0.code == "SK102" })
  }

  @Test("an expression in brackets is a trap of its key", arguments: ["[a, b]", "{ a: b }"])
  func collection(text: String) throws {
    let source = SourceText(path: "f.yaml", text: "if: \(text)\n")
    let node = try #require(YAMLLoader.load(source).documents.first?.root?["if"])

    let finding = try #require(YAMLTraps.expressionTrap(node, in: source))

    #expect(finding.code == "SK102")
    #expect(source.text(in: finding.range) == text)
    #expect(finding.fix.map { $0.text } == ["\"\(text)\""])
  }

  @Test(
    "an expression that YAML reads as a text is no trap", arguments: ["if: a > 1\n", "if: '!a'\n", "x: &c a\nif: *c\n"])
  func expression(text: String) throws {
    let source = SourceText(path: "f.yaml", text: text)
    let node = try #require(YAMLLoader.load(source).documents.first?.root?["if"])

    #expect(YAMLTraps.expressionTrap(node, in: source) == nil)
  }
}
