import JSONSchema
import SkaldValue
import Testing

@Suite("Bounds of schemas and checks")
struct LimitTests {
  static let endlessSchemas: [JSON] = [
    ["$ref": "#"], ["not": ["$ref": "#"]], ["allOf": [["$ref": "#"], ["$ref": "#"]]],
    ["$dynamicAnchor": "a", "$dynamicRef": "#a"], ["anyOf": [["$ref": "#"], true]],
  ]

  @Test("a schema that applies itself without end accepts nothing", arguments: endlessSchemas)
  func endless(schema: JSON) throws {
    let mismatches = try SchemaDocument(schema).mismatches(with: 1)
    #expect(mismatches.map(\.message) == ["the schema applies itself deeper than its limit allows"])
  }

  @Test("a check that doubles at each level is given up")
  func exponential() throws {
    let levels = (0..<40).map { level in
      let next: JSON = ["$ref": .string("#/$defs/a\(level + 1)")]
      return ("a\(level)", ["anyOf": [next, next]] as JSON)
    }
    let definitions = JSONObject(levels + [("a40", false)])
    let schema = try SchemaDocument(["$ref": "#/$defs/a0", "$defs": .object(definitions)])
    #expect(schema.mismatches(with: 1).map(\.message) == ["the check takes more steps than its limit allows"])
  }

  @Test("a large value is checked whole")
  func large() throws {
    let schema = try SchemaDocument(
      ["items": ["type": "object", "properties": ["id": ["type": "integer", "minimum": 0]], "required": ["id"]]])
    #expect(schema.accepts(.array(Array(repeating: ["id": 1], count: 20_000))))
  }

  @Test("the deepest value is checked by a schema of several levels for each of its own")
  func deep() throws {
    var value: JSON = []
    for _ in 1..<JSON.depthMax { value = [value] }
    let schema = try SchemaDocument(["type": "array", "items": ["allOf": [["$ref": "#"]]]])
    #expect(schema.accepts(value))
  }

  @Test("a document is bounded in depth, in schemas and in its patterns")
  func documents() throws {
    var deep: JSON = true
    for _ in 0..<200 { deep = ["not": deep] }
    let many = JSON.object(JSONObject([("allOf", .array(Array(repeating: [:], count: 30_000)))]))
    let patterns = (0..<100).map { JSON.object(JSONObject([("pattern", .string("(a{1000}){3}\($0)"))])) }
    for document in [deep, many, ["allOf": .array(patterns)]] {
      #expect(throws: SchemaFault.self) { try SchemaDocument(document) }
    }
  }
}
