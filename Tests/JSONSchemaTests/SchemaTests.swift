import JSONSchema
import SkaldValue
import Testing

@Suite("Schemas")
struct SchemaTests {
  static let order = Schema.object(
    ObjectSchema(
      fields: [
        .init(name: "orderId", schema: .int), .init(name: "note", schema: .string, isOptional: true),
        .init(
          name: "lines",
          schema: .list(.object(ObjectSchema(fields: [.init(name: "sku", schema: .string)], isClosed: false)))),
        .init(name: "size", schema: .oneOf(["s", "m"])),
      ], isClosed: true))

  @Test("a value of the right shape is accepted")
  func accepts() {
    #expect(Self.order.accepts(["orderId": 1, "lines": [["sku": "a", "more": 1]], "size": "s"]))
  }

  static let faults: [(value: String, path: String, message: String)] = [
    (#"{"orderId":"x","lines":[],"size":"s"}"#, "orderId", "expected int, found string"),
    (#"{"orderId":1,"lines":[],"size":"xl"}"#, "size", #"expected one of "s", "m""#),
    (#"{"orderId":1,"size":"s"}"#, "lines", "required [object] is missing"),
    (#"{"orderId":1,"lines":[{"sku":"a"},{"sku":7}],"size":"s"}"#, "lines[1].sku", "expected string, found int"),
    (#"{"orderId":1,"lines":[],"size":"s","ordreId":2}"#, "ordreId", "unknown field; did you mean `orderId`?"),
    ("[]", "", "expected object, found list"),
  ]

  @Test("every fault is found, with its place", arguments: faults)
  func violations(value: String, path: String, message: String) throws {
    #expect(Self.order.violations(of: try JSON.parse(value)) == [SchemaViolation(path: path, message: message)])
  }

  static let scalarCases: [(schema: Schema, value: JSON, isAccepted: Bool)] = [
    (.number, 1, true), (.number, 1.5, true), (.int, 1.5, false), (.timestamp, "2026-11-24T18:27:02Z", true),
    (.timestamp, "yesterday", false), (.duration, "1h", true), (.duration, "soon", false), (.any, nil, true),
    (.bool, "true", false),
  ]

  @Test("scalars are what their names say", arguments: scalarCases)
  func scalars(schema: Schema, value: JSON, isAccepted: Bool) {
    #expect(schema.accepts(value) == isAccepted)
  }

  @Test("the same as JSON Schema")
  func jsonSchema() {
    #expect(Self.order.jsonSchema["required"] == ["orderId", "lines", "size"])
    #expect(Self.order.jsonSchema["additionalProperties"] == false)
    #expect(Self.order.jsonSchema["properties"]?["size"] == ["enum": ["s", "m"]])
  }
}
