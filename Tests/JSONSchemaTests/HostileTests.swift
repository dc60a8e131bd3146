import JSONSchema
import SkaldValue
import Testing

/// Schemas and values that nobody would write, the same ones every time.
struct Hostile {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  private static let names = ["a", "b", "", "~/", "é", "$ref", "type", "x.json"]
  private static let texts = [
    "#", "#/$defs/a", "#a", "x.json", "x.json#/a", "%", "(a*)*", "^\\p{L}+$", "[", "object", "integer", "string", "a",
  ]
  private static let numbers: [JSON] = [
    0, 1, -1, 3, 1.5, 0.1, 1e308, .double(.leastNonzeroMagnitude), .int(.max), .int(.min), 1e19,
  ]
  private static let keywords = [
    "$id", "$anchor", "$ref", "$dynamicRef", "$dynamicAnchor", "$defs", "allOf", "anyOf", "oneOf", "not", "if", "then",
    "else", "properties", "patternProperties", "additionalProperties", "propertyNames", "prefixItems", "items",
    "contains", "minContains", "type", "enum", "const", "multipleOf", "minimum", "maximum", "minLength", "pattern",
    "uniqueItems", "required", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties",
  ]
  private static let maps: Set = ["$defs", "properties", "patternProperties", "dependentSchemas"]
  private static let lists: Set = ["allOf", "anyOf", "oneOf", "prefixItems"]

  mutating func schema(depth: Int) -> JSON {
    guard depth > 0, below(8) > 0 else { return .bool(below(4) > 0) }
    var members: [(String, JSON)] = []
    for _ in 0..<below(5) {
      let keyword = pick(Self.keywords)
      members.append((keyword, operand(of: keyword, depth: depth - 1)))
    }
    return .object(JSONObject(members))
  }

  private mutating func operand(of keyword: String, depth: Int) -> JSON {
    if below(20) == 0 { return value(depth: 1) }
    if Self.maps.contains(keyword) { return .object(JSONObject([(pick(Self.names), schema(depth: depth))])) }
    if Self.lists.contains(keyword) { return [schema(depth: depth), schema(depth: depth)] }
    switch keyword {
    case "enum", "required": return [.string(pick(Self.names)), value(depth: 1)]
    case "const": return value(depth: 2)
    case "multipleOf", "minimum", "maximum", "minLength", "minContains": return pick(Self.numbers)
    case "uniqueItems": return true
    case "dependentRequired": return ["a": ["b"]]
    case "$id", "$anchor", "$dynamicAnchor", "$ref", "$dynamicRef", "pattern", "type": return .string(pick(Self.texts))
    default: return schema(depth: depth)
    }
  }

  mutating func value(depth: Int) -> JSON {
    switch below(depth > 0 ? 7 : 5) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return pick(Self.numbers)
    case 3: return .string(pick(Self.texts))
    case 4: return .string(pick(Self.names))
    case 5: return .array((0..<below(4)).map { _ in value(depth: depth - 1) })
    default: return .object(JSONObject((0..<below(4)).map { _ in (pick(Self.names), value(depth: depth - 1)) }))
    }
  }
}

@Suite("Schemas that nobody would write")
struct HostileTests {
  @Test("each is a fault with a place, or a check that ends", arguments: 1...20)
  func ends(seed: Int) throws {
    var hostile = Hostile(seed: UInt64(seed))
    var read = 0
    for _ in 0..<150 {
      let (schema, other) = (hostile.schema(depth: 5), hostile.schema(depth: 3))
      guard let document = try? SchemaDocument(schema, at: "y.json", documents: ["x.json": other]) else { continue }
      read += 1
      for _ in 0..<4 {
        let value = hostile.value(depth: 4)
        #expect(document.accepts(value) == document.mismatches(with: value).isEmpty)
      }
      let decoded: SchemaDocument = try JSON(encoding: document).decode()
      #expect(decoded == document && decoded.shape == document.shape)
    }
    #expect(read > 10)
  }
}
