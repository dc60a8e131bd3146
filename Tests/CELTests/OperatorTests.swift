import CEL
import SkaldValue
import Testing

@Suite("Operators")
struct OperatorTests {
  @Test(
    "arithmetic stays within its type",
    arguments: [
      Example("7 + 5 * 2", "17"),
      Example("(7 + 5) * 2", "24"),
      Example("-7 / 2", "-3"),
      Example("-7 % 2", "-1"),
      Example("7u - 2u", "5u"),
      Example("1.5 * 4.0", "6.0"),
      Example("1.0 / 0.0", "inf"),
      Example("-9223372036854775808", "-9223372036854775808"),
      Example("'a' + 'b'", #""ab""#),
      Example("[1] + [2, 3]", "[1, 2, 3]"),
      Example("9223372036854775807 + 1", "! overflow"),
      Example("-9223372036854775808 - 1", "! overflow"),
      Example("-(-9223372036854775808)", "! overflow"),
      Example("-9223372036854775808 / -1", "! overflow"),
      Example("-9223372036854775808 % -1", "! overflow"),
      Example("3037000500 * 3037000500", "! overflow"),
      Example("1u - 2u", "! overflow"),
      Example("1 / 0", "! division by zero"),
      Example("1 % 0", "! division by zero"),
      Example("1u % 0u", "! division by zero"),
      Example("1 + 1.0", "! no overload"),
      Example("1 + 1u", "! no overload"),
      Example("'a' + 1", "! no overload"),
      Example("-'a'", "! no overload"),
      Example("-1u", "! no overload"),
      Example("1.0 % 2.0", "! no overload"),
    ])
  func arithmetic(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "numbers compare by value, texts by code point, other things with their kind",
    arguments: [
      Example("1 == 1.0", "true"),
      Example("1u == 1", "true"),
      Example("1.5 > 1", "true"),
      Example("-1 < 0u", "true"),
      Example("18446744073709551615u > 9223372036854775807", "true"),
      Example("0.0 / 0.0 == 0.0 / 0.0", "false"),
      Example("0.0 / 0.0 < 1.0", "false"),
      Example("0.0 / 0.0 >= 1.0", "false"),
      Example("'a' == 1", "false"),
      Example("null == false", "false"),
      Example("'é' == 'e\\u0301'", "false"),
      Example("'Z' < 'a'", "true"),
      Example("b'ab' < b'b'", "true"),
      Example("[1, 2] == [1u, 2.0]", "true"),
      Example("{'a': 1, 'b': 2} == {'b': 2u, 'a': 1.0}", "true"),
      Example("{'a': 1} == {'b': 1}", "false"),
      Example("'1' < 2", "! no overload"),
      Example("[1] < [2]", "! no overload"),
      Example("null <= null", "! no overload"),
      Example("2 in [1, 2]", "true"),
      Example("2.0 in {2: 'a'}", "true"),
      Example("'a' in {'a': null}", "true"),
      Example("'a' in 'abc'", "! no overload"),
    ])
  func comparison(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "one decisive operand is enough, whatever happens to the others",
    arguments: [
      Example("1 / 0 > 0 || true", "true"),
      Example("true || 1 / 0 > 0", "true"),
      Example("1 / 0 > 0 && false", "false"),
      Example("1 / 0 > 0 || false", "! division by zero"),
      Example("1 / 0 > 0 && true", "! division by zero"),
      Example("'a' || true", "true"),
      Example("'a' && true", "! no overload"),
      Example("nothing || true", "true"),
      Example("nothing() || true", "true"),
      Example("true ? 1 : 1 / 0", "1"),
      Example("false ? 1 / 0 : true ? 2 : 3", "2"),
      Example("1 / 0 > 0 ? 1 : 2", "! division by zero"),
      Example("'a' ? 1 : 2", "! no overload"),
      Example("!!true", "true"),
      Example("!1", "! no overload"),
    ])
  func logic(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test("operators of one precedence bind to the left, and `? :` to the right")
  func precedence() {
    #expect(result("10 - 4 - 3") == "3")
    #expect(result("2 < 3 == true") == "true")
    #expect(result("true || false && false") == "true")
    #expect(result("-2 + 3 * -2") == "-8")
    #expect(result("false ? 1 : false ? 2 : 3") == "3")
  }
}
