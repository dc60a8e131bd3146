import JSONSchema
import SkaldValue
import Testing

@Suite("References between schemas")
struct ReferenceTests {
  static let documents: [String: JSON] = [
    "types/id.json": ["type": "integer", "$defs": ["sku": ["$anchor": "sku", "pattern": "^[A-Z]+$"]]],
    "types/line.json": ["properties": ["sku": ["$ref": "id.json#sku"], "order": ["$ref": "../order.json#/$defs/id"]]],
    "order.json": ["$defs": ["id": ["$ref": "types/id.json"]]],
  ]

  static let cases: [(reference: String, value: JSON, isAccepted: Bool)] = [
    ("types/id.json", 1, true), ("types/id.json", "x", false), ("./types/../types/id.json#/$defs/sku", "AB", true),
    ("types/id.json#sku", "ab", false), ("types/line.json", ["sku": "AB", "order": 3], true),
    ("types/line.json", ["order": "3"], false), ("types/line.json", ["sku": "ab"], false),
  ]

  @Test("relative references lead from document to document", arguments: cases.indices)
  func relative(index: Int) throws {
    let (reference, value, isAccepted) = Self.cases[index]
    let schema = try SchemaDocument(["$ref": .string(reference)], at: "contracts.yaml", documents: Self.documents)
    #expect(schema.accepts(value) == isAccepted)
  }

  @Test(
    "a path that leads out of the folder names nothing", arguments: ["../types/id.json", "types/../../types/id.json"])
  func outside(reference: String) {
    #expect(throws: SchemaFault.self) {
      try SchemaDocument(["$ref": .string(reference)], at: "contracts.yaml", documents: Self.documents)
    }
  }

  @Test("a tree refers to itself, and what extends it is meant by its branches, too")
  func dynamic() throws {
    let tree: JSON = [
      "$id": "tree", "$dynamicAnchor": "node", "properties": ["branches": ["items": ["$dynamicRef": "#node"]]],
    ]
    let strict = try SchemaDocument(
      ["$id": "strict", "$dynamicAnchor": "node", "$ref": "tree", "required": ["name"]], documents: ["tree": tree])
    #expect(strict.accepts(["name": 1, "branches": [["name": 2]]]))
    #expect(strict.mismatches(with: ["name": 1, "branches": [[:]]]).map(\.path) == ["branches[0].name"])
    #expect(try SchemaDocument(tree).accepts(["branches": [[:]]]))
  }

  @Test("schemas of schemas are known")
  func metaschema() throws {
    let schema = try SchemaDocument(["$ref": "https://json-schema.org/draft/2020-12/schema"])
    #expect(schema.accepts(["properties": ["a": ["type": ["string", "null"]]]]))
    #expect(schema.mismatches(with: ["properties": ["a": ["minLength": -1]]]).map(\.path) == ["properties.a.minLength"])
  }
}
