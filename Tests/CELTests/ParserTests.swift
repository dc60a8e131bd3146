import CEL
import SkaldValue
import Testing

@Suite("Parsing")
struct ParserTests {
  @Test(
    "what is not an expression is told at its place",
    arguments: [
      ("⟦⟧", "expected an expression, found nothing"),
      ("a +⟦⟧", "expected an expression, found the end"),
      ("a ⟦b⟧", "expected an operator or the end, found `b`"),
      ("a ⟦=⟧ b", "`=` is not an operator; compare with `==`"),
      ("a ⟦&⟧ b", "`&` is not an operator; use `&&`"),
      ("a ⟦§⟧ b", "`§` does not belong in an expression"),
      ("(a⟦⟧", "expected `)`, found the end"),
      ("[1 ⟦2⟧]", "expected `,` or `]`, found a number"),
      ("{'a' ⟦1⟧}", "expected `:`, found a number"),
      ("a ? b⟦⟧", "expected `:`, found the end"),
      ("⟦for⟧ + 1", "`for` is a reserved word and cannot be a name"),
      ("a.⟦in⟧", "a field named `in` is written between back quotes"),
      ("a⟦.1x⟧", "a number ends before a letter"),
      ("a.⟦'b'⟧", "expected the name of a field, found a text"),
      ("⟦'abc⟧", "the text has no closing quote"),
      ("'é' + '⟦\\q⟧'", "unknown escape; a backslash itself is written `\\\\`"),
      ("'⟦\\u12⟧'", "this escape needs 4 digits of base 16"),
      ("'⟦\\ud800⟧'", "the escape is not a Unicode character"),
      ("⟦99999999999999999999⟧", "the number does not fit 64 bits"),
      ("⟦9223372036854775808⟧", "the integer does not fit 64 bits; an unsigned one ends with `u`"),
      ("⟦1e⟧", "an exponent needs a digit"),
      ("⟦0x⟧", "a hexadecimal number needs a digit"),
      ("⟦has(a)⟧", "has() takes one field, as in `has(input.note)`"),
      ("⟦has(a.b, c)⟧", "has() takes one field, as in `has(input.note)`"),
      ("a.map(⟦1⟧, x)", "expected the name of a variable, as in `map(x, value)`"),
      ("⟦a.all(x, true, x, x)⟧", "all() is written as `all(x, condition)`"),
      ("cel.bind(⟦a⟧.b, 1, 2)", "expected the name of a variable, as in `cel.bind(name, value, expression)`"),
      ("Order⟦{⟧id: 1}", "expected an operator or the end; there are no message values"),
      ("a.⟦`b⟧", "the name has no closing back quote"),
      ("⟦`a`⟧", "expected an expression, found `a` between back quotes"),
    ])
  func positions(marked: String, message: String) throws {
    let marked = Marked(marked)
    let error = #expect(throws: ParseError.self) { try Expression(parsing: marked.source) }
    #expect(error?.message == message)
    #expect(error?.range == marked.range)
  }

  @Test(
    "literals",
    arguments: [
      Example("0x1F", "31"), Example("1e3", "1000.0"), Example(".5", "0.5"), Example("7U", "7u"),
      Example("-0x10", "-16"), Example("r'a\\n'", #""a\\n""#), Example("'''a'b'''", #""a'b""#),
      Example(#""\x41\101\u00e9\U0001F600""#, #""AAé😀""#), Example("b'\\xff'", "bytes(1)"),
      Example("'a' // why\n + 'b'", #""ab""#), Example("{'in': 1}.`in`", "1"), Example("{'for': 1}.for", "1"),
      Example("1.size", "! no overload"), Example("true", "true"), Example("null", "null"),
    ])
  func literals(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test("nesting is bounded, chains are not")
  func bounds() {
    let deep = { (open: String, close: String, count: Int) in
      result(String(repeating: open, count: count) + "1" + String(repeating: close, count: count))
    }
    #expect(deep("(", ")", 60) == "1")
    #expect(deep("(", ")", 100) == "parse error")
    #expect(deep("[", "]", 100_000 / 4) == "parse error")
    #expect(deep("-", "", 100) == "1")
    #expect(deep("-", "", 1000) == "parse error")
    #expect(result("{}" + String(repeating: ".a", count: 1000)) == "parse error")
    #expect(result((0..<2000).map { "\($0)" }.joined(separator: " + ")) == "1999000")
    #expect(result((0..<2000).map { _ in "true" }.joined(separator: " && ")) == "true")
    #expect(result(String(repeating: "false ? 0 : ", count: 2000) + "1") == "1")
    #expect(result("'" + String(repeating: "a", count: 70_000) + "'") == "parse error")
  }

  @Test("the deepest tree is walked by all")
  func deepest() throws {
    let source =
      String(repeating: "[", count: 63) + String(repeating: "!", count: 100) + "true"
      + String(repeating: "]", count: 63)
    let expression = try Expression(parsing: source)
    #expect(expression.check([:]).issues.isEmpty)
    #expect(expression.references.isEmpty)
    #expect(throws: Never.self) { try expression.evaluate([String: Value]()) }
  }

  @Test("an expression that only selects tells its path")
  func selectPath() throws {
    #expect(try Expression(parsing: "input.order.id").selectPath == ["input", "order", "id"])
    #expect(try Expression(parsing: " ( input.id ) ").selectPath == ["input", "id"])
    #expect(try Expression(parsing: "input").selectPath == ["input"])
    #expect(try Expression(parsing: "input.id + 1").selectPath == nil)
    #expect(try Expression(parsing: "input['id']").selectPath == nil)
    #expect(try Expression(parsing: "1").selectPath == nil)
  }

  @Test("expressions with one source are equal")
  func equality() throws {
    #expect(try Expression(parsing: "a + 1") == Expression(parsing: "a + 1"))
    #expect(try Expression(parsing: "a + 1") != Expression(parsing: "a+1"))
  }
}
