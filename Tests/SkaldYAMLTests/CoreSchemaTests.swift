import SkaldValue
import SkaldYAML
import Testing

@Suite("Plain scalars follow the core schema of YAML 1.2") struct CoreSchemaTests {
  @Test(
    "a text stands for a value",
    arguments: [
      ("~", YAMLValue.null), ("null", .null), ("NULL", .null), ("nULL", .string("nULL")), ("true", .bool(true)),
      ("False", .bool(false)),
      ("tRUE", .string("tRUE")), ("0", .int(0)), ("-12", .int(-12)), ("+12", .int(12)), ("012", .int(12)),
      ("0o17", .int(15)),
      ("0x1F", .int(31)), ("0x", .string("0x")), ("0x-1", .string("0x-1")), ("-0x1", .string("-0x1")),
      ("1_000", .string("1_000")), ("9223372036854775807", .int(.max)),
      ("9223372036854775808", .float(9_223_372_036_854_775_808)), ("1.5", .float(1.5)), (".5", .float(0.5)),
      ("5.", .float(5)),
      ("-1e3", .float(-1000)), ("1.5E-1", .float(0.15)), ("1e", .string("1e")), (".", .string(".")),
      ("-", .string("-")), ("+", .string("+")), ("1.2.3", .string("1.2.3")),
      (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), ("inf", .string("inf")), ("nan", .string("nan")),
      ("12:30", .string("12:30")), ("2026-01-01", .string("2026-01-01")),
      ("10s", .string("10s")), ("word", .string("word")), ("y", .string("y")),
    ])
  func resolve(text: String, value: YAMLValue) throws {
    let list = try #require(try root("- \(text == "-" || text == "+" ? text + " " : text)\n- end\n").items)
    // A dash alone begins a list inside the list, so it is tried as a scalar of its own.
    let scalar =
      text == "-" ? YAMLScalar(text: text, style: .plain, range: list[1].range) : try #require(list[0].scalar)
    #expect(scalar.resolved == value)
  }

  @Test(
    "quotes and blocks make strings",
    arguments: ["a: '1'\n", "a: \"true\"\n", "a: |\n  1\n", "a: !!str 1\n", "a: ! 1\n"])
  func strings(text: String) throws {
    #expect(try root(text)["a"]?.json().kind == "string")
  }

  @Test("a tag makes a value of a quoted text")
  func tagged() throws {
    let root = try root("a: !!int '12'\nb: !!float '1'\nc: !!bool 'true'\nd: !!null ''\n")

    #expect(root.json() == ["a": 12, "b": 1, "c": true, "d": nil])
  }

  @Test("a tree becomes JSON; what JSON has no number for stays a text")
  func json() throws {
    let root = try root("a: { b: [1, 2.5, ~], c: text }\nd: .nan\n1: -.inf\n")

    #expect(root.json() == ["a": ["b": [1, 2.5, nil], "c": "text"], "d": ".nan", "1": "-.inf"])
  }

  @Test("a key is looked up, and its absence is nil")
  func lookup() throws {
    let root = try root("a: 1\nb:\n")

    #expect(root["a"]?.text == "1")
    #expect(root["b"]?.isNull == true)
    #expect(root["c"] == nil)
    #expect(root["a"]?["x"] == nil)
    #expect(root.kindName == "mapping")
  }
}
