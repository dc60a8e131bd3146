import JSONSchema
import SkaldValue
import Testing

@Suite("What a value breaks")
struct MismatchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let value: String
    let path: String
    let message: String
    var testDescription: String { "\(schema) and \(value)" }

    init(_ schema: String, _ value: String, _ path: String, _ message: String) {
      self.schema = schema
      self.value = value
      self.path = path
      self.message = message
    }
  }

  static let cases = [
    Case(#"{"type": "string"}"#, "3", "", "expected string, found int"),
    Case(#"{"type": ["integer", "null"]}"#, #""x""#, "", "expected int or null, found string"),
    Case(#"{"type": "integer"}"#, "1.5", "", "expected int, found number"),
    Case(#"{"enum": ["s", "m"]}"#, #""l""#, "", #"expected one of "s", "m""#),
    Case(#"{"const": {"a": 1}}"#, #"{"a": 2}"#, "", #"expected {"a":1}"#),
    Case(#"{"minimum": 9007199254740993}"#, "9007199254740992.0", "", "expected at least 9007199254740993"),
    Case(#"{"maximum": 2.5}"#, "3", "", "expected at most 2.5"),
    Case(#"{"exclusiveMinimum": 3}"#, "3.0", "", "expected more than 3"),
    Case(#"{"exclusiveMaximum": 3}"#, "3", "", "expected less than 3"),
    Case(#"{"multipleOf": 0.01}"#, "0.075", "", "expected a multiple of 0.01"),
    Case(#"{"minLength": 2}"#, #""é""#, "", "expected at least 2 characters, found 1"),
    Case(#"{"pattern": "^[a-z]+$"}"#, #""A""#, "", "expected a text that matches `^[a-z]+$`"),
    Case(#"{"maxItems": 1}"#, "[1, 2]", "", "expected at most 1 elements, found 2"),
    Case(#"{"uniqueItems": true}"#, "[1, 2, 1.0]", "[2]", "the same as element 0; expected different ones"),
    Case(#"{"items": {"type": "integer"}}"#, "[1, true]", "[1]", "expected int, found bool"),
    Case(#"{"contains": {"const": 1}}"#, "[2]", "", "expected at least 1 elements that match `contains`, found 0"),
    Case(#"{"minProperties": 1}"#, "{}", "", "expected at least 1 fields, found 0"),
    Case(#"{"required": ["sku"]}"#, "{}", "sku", "required field is missing"),
    Case(
      #"{"dependentRequired": {"card": ["name"]}}"#, #"{"card": 1}"#, "name",
      "required field is missing where `card` is there"),
    Case(
      #"{"properties": {"amount": {}}, "additionalProperties": false}"#, #"{"amuont": 1}"#, "amuont",
      "unknown field; did you mean `amount`?"),
    Case(
      #"{"properties": {"lines": {"items": {"properties": {"sku": {"type": "string"}}}}}}"#,
      #"{"lines": [{}, {"sku": null}]}"#, "lines[1].sku", "expected string, found null"),
    Case(
      #"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"#, #"{"a": 1, "b": 2}"#, "b",
      "unknown field"),
    Case(#"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#, "ab", "expected at most 1 characters, found 2"),
    Case(
      #"{"oneOf": [{"type": "integer"}, {"minimum": 2}]}"#, "3", "",
      "expected one of the 2 schemas to match, found several"),
    Case(
      #"{"anyOf": [{"type": "integer"}, {"type": "null"}]}"#, "[]", "",
      "expected one of the 2 schemas to match, found none"),
    Case(#"{"anyOf": [{"type": "integer"}]}"#, "[]", "", "expected int, found list"),
    Case(#"{"not": {"type": "null"}}"#, "null", "", "expected a value that the schema of `not` does not match"),
    Case("false", "1", "", "no value is allowed here"),
  ]

  @Test("a mismatch says what was expected and found, and where", arguments: cases)
  func message(example: Case) throws {
    let schema = try SchemaDocument(JSON.parse(example.schema))
    let mismatches = schema.mismatches(with: try JSON.parse(example.value))
    #expect(mismatches.map { [$0.path, $0.message] } == [[example.path, example.message]])
  }

  @Test("a mismatch names the keyword and both places")
  func places() throws {
    let schema = try SchemaDocument(
      JSON.parse(##"{"properties": {"a/b": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"items": {"type": "null"}}}}"##))
    let mismatch = try #require(schema.mismatches(with: ["a/b": [nil, 1]]).first)
    #expect(mismatch.pointer == "/a~1b/1")
    #expect(mismatch.schema == "#/$defs/x/items/type")
  }

  @Test("all mismatches are found, up to a bound")
  func several() throws {
    let schema = try SchemaDocument(["items": ["type": "string"], "maxItems": 1])
    #expect(schema.mismatches(with: [1, 2]).count == 3)
    #expect(schema.mismatches(with: .array(Array(repeating: 1, count: 1000))).count == 20)
  }

  static let accepted: [(schema: String, value: String)] = [
    (#"{"multipleOf": 0.01}"#, "0.07"), (#"{"multipleOf": 0.1}"#, "1e300"), (#"{"type": "integer"}"#, "1e3"),
    (#"{"const": 1}"#, "1.0"), (#"{"enum": [{"a": 1, "b": 2}]}"#, #"{"b": 2.0, "a": 1}"#),
    (#"{"maximum": 9223372036854775807}"#, "9223372036854775807"), (#"{"format": "email"}"#, #""no""#),
    (#"{"uniqueItems": true}"#, #"[1, "1", true, [1], {"a": 1}]"#), (#"{"contains": false, "minContains": 0}"#, "[]"),
    (#"{"unknown": 3}"#, "null"), ("true", "null"),
  ]

  @Test("numbers are compared exactly, and what does not constrain is left alone", arguments: accepted.indices)
  func acceptance(index: Int) throws {
    let (schema, value) = Self.accepted[index]
    #expect(try SchemaDocument(JSON.parse(schema)).accepts(JSON.parse(value)), "\(schema)")
  }
}
