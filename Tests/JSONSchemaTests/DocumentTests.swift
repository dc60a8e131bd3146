import JSONSchema
import SkaldValue
import Testing

@Suite("A JSON Schema as a type")
struct DocumentTests {
  static let shapes: [(schema: String, shape: Schema)] = [
    (#"{"type": "string", "format": "date-time"}"#, .string), (#"{"type": "integer"}"#, .int),
    (#"{"type": "number"}"#, .number), (#"{"type": "boolean"}"#, .bool), (#"{"type": ["string", "null"]}"#, .any),
    (#"{"enum": ["s", "m"]}"#, .oneOf(["s", "m"])), (#"{"enum": ["s", null]}"#, .any),
    (#"{"const": 1.0}"#, .oneOf([1])),
    (#"{"type": "array", "items": {"type": "integer"}}"#, .list(.int)), (#"{"type": "array"}"#, .list(.any)),
    (#"{"type": "array", "prefixItems": [true], "items": {"type": "integer"}}"#, .list(.any)), ("true", .any),
    (#"{"properties": {"a": {"type": "string"}}}"#, .any), (#"{"not": {"type": "string"}}"#, .any),
    (#"{"type": "object"}"#, .openObject),
    (
      #"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a", "c"], "additionalProperties": false}"#,
      .object(
        ObjectSchema(
          fields: [
            .init(name: "a", schema: .int), .init(name: "b", schema: .any, isOptional: true),
            .init(name: "c", schema: .any),
          ], isClosed: true))
    ),
    (
      ##"{"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"next": {"$ref": "#/$defs/n"}}}}}"##,
      .object(ObjectSchema(fields: [.init(name: "next", schema: .any, isOptional: true)], isClosed: false))
    ),
    (
      #"{"type": "object", "properties": {"a": {"type": "number"}}, "allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}]}"#,
      .object(ObjectSchema(fields: [.init(name: "a", schema: .int)], isClosed: false))
    ),
  ]

  @Test("the shorthand says of it what it can", arguments: shapes.indices)
  func shape(index: Int) throws {
    let (schema, shape) = Self.shapes[index]
    #expect(try SchemaDocument(JSON.parse(schema)).shape == shape)
  }

  @Test("a value is what expressions take it for: 1.0 is no int")
  func wholeNumbers() throws {
    let document = try SchemaDocument(["type": "object", "properties": ["n": ["type": "integer"]]])
    #expect(document.accepts(["n": 1.0]))
    #expect(
      Schema.json(document).violations(of: ["n": 1.0])
        == [SchemaViolation(path: "n", message: "expected int, found number")])
  }

  @Test("inside of the shorthand its places follow the field's")
  func places() throws {
    let document = try SchemaDocument(["items": ["minimum": 1]])
    let schema = Schema.object(ObjectSchema(fields: [.init(name: "counts", schema: .json(document))], isClosed: true))
    #expect(schema.violations(of: ["counts": [1, 0]]).map(\.path) == ["counts[1]"])
    #expect(Schema.list(.json(document)).violations(of: [[0]]).map(\.path) == ["[0][0]"])
  }

  @Test("it comes back from its JSON form, with the documents it uses and no other")
  func coding() throws {
    let documents: [String: JSON] = [
      "p/types/id.json": ["type": "integer", "description": "an id"], "p/other.json": true,
    ]
    let schema: JSON = ["type": "object", "properties": ["id": ["$ref": "../types/id.json"]]]
    let document = try SchemaDocument(schema, at: "p/sagas/", documents: documents)
    let json = try JSON(encoding: Schema.json(document))
    let decoded: Schema = try json.decode()
    #expect(decoded == .json(document))
    #expect(decoded.accepts(["id": 1]) && !decoded.accepts(["id": "x"]))
    #expect(document.documents == ["types/id.json": ["type": "integer"]])
    #expect(document.uri == "sagas/")
  }

  @Test("where a project lies and what is said of a schema make no difference")
  func identity() throws {
    let schema: JSON = ["$ref": "id.json", "title": "mine"]
    let one = try SchemaDocument(["$ref": "id.json"], at: "", documents: ["id.json": ["type": "integer"]])
    let other = try SchemaDocument(
      schema, at: "/home/a/", documents: ["/home/a/id.json": ["type": "integer", "$comment": "x"]])
    #expect(one == other)
    #expect(try SchemaDocument(["type": "string"], at: "a/") == SchemaDocument(["type": "string"], at: "b/"))
  }

  @Test("a reference that leaves the folder and comes back keeps the names it needs")
  func detour() throws {
    let document = try SchemaDocument(
      ["$ref": "../p/id.json"], at: "p/", documents: ["p/id.json": ["type": "integer"]])
    let decoded: SchemaDocument = try JSON(encoding: document).decode()
    #expect(decoded == document)
  }

  @Test("a form that holds no schema is refused")
  func wrongForm() {
    #expect(throws: DecodingError.self) { let _: SchemaDocument = try JSON.parse(#"{"schema":{"type":"x"}}"#).decode() }
  }
}
