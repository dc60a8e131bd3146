import JSONSchema
import SkaldValue
import Testing

@Suite("Schemas that are wrong")
struct FaultTests {
  static let cases: [(schema: String, pointer: String, message: String)] = [
    ("3", "", "expected a schema: an object, true or false"),
    (
      #"{"type": "int"}"#, "/type",
      "expected one of `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or a list of them"
    ),
    (#"{"properties": {"a": {"type": 3}}}"#, "/properties/a/type", "expected a list of different texts"),
    (#"{"properties": []}"#, "/properties", "expected an object of schemas, found list"),
    (#"{"$defs": {"a": {"minLength": -1}}}"#, "/$defs/a/minLength", "expected a count from 0"),
    (#"{"items": [true]}"#, "/items", "expected a schema: an object, true or false"),
    (#"{"allOf": []}"#, "/allOf", "expected a list of at least one schema"),
    (#"{"multipleOf": 0}"#, "/multipleOf", "expected a number above 0"),
    (#"{"maximum": "3"}"#, "/maximum", "expected a number, found string"),
    (#"{"required": ["a", "a"]}"#, "/required", "expected a list of different texts"),
    (#"{"dependentRequired": {"a": "b"}}"#, "/dependentRequired/a", "expected a list of different texts"),
    (#"{"uniqueItems": 1}"#, "/uniqueItems", "expected true or false"),
    (#"{"enum": {}}"#, "/enum", "expected a list of values"),
    (#"{"pattern": "("}"#, "/pattern", "the pattern has a `(` without its `)`"),
    (#"{"pattern": "(?=a)"}"#, "/pattern", "the flags of a group are i, m, s and U; there is no look-around"),
    (#"{"patternProperties": {"[": true}}"#, "/patternProperties/[", "the pattern has a `[` without its `]`"),
    (##"{"$ref": "#/$defs/a"}"##, "/$ref", "nothing stands at `#/$defs/a`"),
    (##"{"$ref": "#a"}"##, "/$ref", "there is no anchor `a`"),
    (#"{"$ref": "other.json"}"#, "/$ref", "nothing is named `other.json`"),
    (##"{"$ref": "#%zz"}"##, "/$ref", "expected a percent sign with two hexadecimal digits behind it"),
    (#"{"$id": "a#b"}"#, "/$id", "expected a URI without a fragment"),
    (#"{"$anchor": "1"}"#, "/$anchor", "expected a letter or `_`, then letters, digits, `-`, `_` and `.`"),
    (#"{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}"#, "/$defs/b/$id", "another schema has this `$id` already"),
    (
      #"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"#, "/$defs/b/$anchor",
      "another schema has the anchor `x` already"
    ),
    (
      #"{"$schema": "http://json-schema.org/draft-07/schema#"}"#, "/$schema",
      "expected `https://json-schema.org/draft/2020-12/schema`, or a document of the project"
    ),
    (#"{"title": 3}"#, "/title", "expected a text, found int"),
    (#"{"contains": {}, "minContains": "x"}"#, "/minContains", "expected a count from 0"),
  ]

  @Test("a fault says what is expected, and where", arguments: cases.indices)
  func fault(index: Int) throws {
    let (schema, pointer, message) = Self.cases[index]
    let expected = SchemaFault(document: "", pointer: pointer, message: message)
    let document = try JSON.parse(schema)
    #expect(throws: expected) { try SchemaDocument(document) }
  }

  @Test("a fault in another document names it")
  func otherDocument() throws {
    let documents: [String: JSON] = ["types/money.json": ["$defs": ["amount": ["type": "money"]]]]
    let fault = #expect(throws: SchemaFault.self) {
      try SchemaDocument(
        ["$ref": "types/money.json#/$defs/amount"], at: "order.json", documents: documents)
    }
    #expect(fault?.document == "types/money.json")
    #expect(fault?.pointer == "/$defs/amount/type")
  }
}
