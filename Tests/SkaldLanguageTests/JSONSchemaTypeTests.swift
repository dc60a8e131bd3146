import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@Suite("Types that are a JSON Schema")
struct JSONSchemaTypeTests {
  static func files(_ steps: String, contracts: String = contracts, order: String = order) -> Files {
    Files([
      "sagas/a.saga.yaml": """
      skald: 1
      saga: a
      use: contracts.yaml
      input: { schema: schemas/order.json }
      steps:
      \(steps)
      """,
      "sagas/contracts.yaml": contracts, "sagas/schemas/order.json": order,
      "sagas/schemas/types.json": #"{"$defs": {"id": {"type": "integer", "minimum": 1}}}"#,
    ])
  }

  static let order = """
    {
      "type": "object",
      "properties": {
        "orderId": { "$ref": "types.json#/$defs/id" },
        "lines": { "type": "array", "items": { "$ref": "#/$defs/line" } }
      },
      "required": ["orderId", "lines"],
      "additionalProperties": false,
      "$defs": { "line": { "type": "object", "properties": { "sku": { "type": "string" } }, "required": ["sku"] } }
    }
    """

  static let contracts = """
    skald: 1
    services:
      pay:
        charge:
          in: { schema: { type: object, properties: { orderId: { type: integer } }, required: [orderId] } }
          out:
            schema:
              type: object
              properties: { paymentId: { type: string, pattern: "^p-" }, size: { enum: [s, m] } }
              required: [paymentId]
        refund: { in: { orderId: int } }
    events:
      paid.v1: { key: orderId, data: { schema: { type: object, properties: { orderId: { type: integer } } } } }
    """

  static let charge = "  - { step: charge, call: pay.charge, compensate: pay.refund }\n"

  /// The errors, with the file in which they stand.
  static func errors(_ files: Files) -> [String] {
    files.compilation.diagnostics.filter { $0.severity == .error }
      .map { "\($0.file) \(files.finding($0)) \($0.message)" }
  }

  @Test("expressions see the fields, and the program has the whole schema")
  func lowering() throws {
    let files = Self.files(Self.charge + "  - { set: { sku: \"${input.lines[0].sku + charge.paymentId}\" } }")
    #expect(Self.errors(files) == [])
    let program = try #require(files.compilation.sagas.first?.program)
    #expect(program.input.violations(of: ["orderId": 0, "lines": []]).map(\.message) == ["expected at least 1"])
    #expect(program.input.object?.field("orderId")?.schema == .int)
    let output = try #require(program.operations.first { $0.name == "pay.charge" }?.output)
    #expect(output.accepts(["paymentId": "p-1"]) && !output.accepts(["paymentId": "1"]))
    let again = try SagaProgram(json: JSON.parse(program.json.utf8))
    #expect(again == program)
    #expect(again.hash == program.hash)
  }

  static let mistyped: [(steps: String, error: String)] = [
    (charge + "  - { set: { n: \"${input.orderld}\" } }", "SK301"),
    (charge + "  - { set: { n: \"${input.orderId + charge.paymentId}\" } }", "SK301"),
    (charge + "  - { set: { n: \"${input.lines.sku}\" } }", "SK301"),
    ("  - { step: charge, call: pay.charge, with: { orderId: x }, compensate: none, because: x }", "SK301"),
  ]

  @Test("expressions and arguments are checked against it", arguments: mistyped.indices)
  func types(index: Int) {
    let (steps, code) = Self.mistyped[index]
    let errors = Self.errors(Self.files(steps))
    #expect(errors.count == 1 && errors.first?.contains(code) == true, "\(errors)")
  }

  @Test("where the project lies makes no difference to the program")
  func hash() throws {
    let here = Self.files(Self.charge)
    let there = here.sources.map { SourceText(path: "/home/x/" + $0.path, bytes: $0.bytes) }
    let programs = [here.compilation, Compiler.compile(there, projectFolder: "/home/x/sagas")].map {
      $0.sagas.first?.program
    }
    #expect(programs[0] != nil && programs[0]?.hash == programs[1]?.hash)
  }

  static let faults: [(contracts: String, order: String, errors: [String])] = [
    (
      contracts.replacing("type: integer", with: "type: int"), order,
      [
        "sagas/contracts.yaml SK103 5:68 expected a JSON Schema: expected one of `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or a list of them",
        "sagas/contracts.yaml SK103 13:91 expected a JSON Schema: expected one of `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or a list of them",
      ]
    ),
    (
      contracts, order.replacing("types.json", with: "type.json"),
      ["sagas/schemas/order.json SK103 4:26 expected a JSON Schema: nothing is named `sagas/schemas/type.json`"]
    ),
    (contracts, "{ \"type\": }", ["sagas/schemas/order.json SK100 1:11 expected JSON: expected a value"]),
    (
      contracts, #"{"type": "string"}"#,
      ["sagas/a.saga.yaml SK103 4:18 `input` takes a JSON Schema of objects"]
    ),
    (
      contracts.replacing("{ orderId: int }", with: "{ schema: ../../x.json }"), order,
      ["sagas/contracts.yaml SK103 11:29 expected a path inside the project folder for `schema`"]
    ),
    (
      contracts.replacing("{ orderId: int }", with: "{ schema: schemas/ordr.json }"), order,
      [
        "sagas/contracts.yaml SK103 11:29 expected the path of a JSON file for `schema`: there is no `schemas/ordr.json`"
      ]
    ),
    (
      contracts.replacing("{ orderId: int }", with: "{ schema: [int] }"), order,
      [
        "sagas/contracts.yaml SK103 11:29 `schema` takes a JSON Schema, or the path of a file that holds one, found a list"
      ]
    ),
  ]

  @Test("a schema that is wrong is a finding where it stands, and no program", arguments: faults.indices)
  func wrong(index: Int) {
    let (contracts, order, errors) = Self.faults[index]
    let files = Self.files(Self.charge, contracts: contracts, order: order)
    #expect(Self.errors(files) == errors)
    #expect(files.compilation.sagas.first?.program == nil)
  }

  @Test("a schema too deep for a program is a finding")
  func depth() {
    var schema = "true"
    for _ in 0..<20 { schema = "{ not: { anyOf: [\(schema)] } }" }
    let contracts = Self.contracts.replacing("{ orderId: int }", with: "{ answer: { schema: \(schema) } }")
    #expect(Self.errors(Self.files(Self.charge, contracts: contracts)).count == 1)
  }

  @Test("a field that is called schema has a schema of its own")
  func fieldOfThatName() throws {
    let contracts = Self.contracts.replacing(
      "{ orderId: int }", with: "{ schema: { type: object, properties: { schema: { type: string } } } }")
    let program = try #require(Self.files(Self.charge, contracts: contracts).compilation.sagas.first?.program)
    #expect(program.operations.first { $0.name == "pay.refund" }?.input?.object?.fields.map(\.name) == ["schema"])
  }

  @Test("files read what types and schemas name")
  func imports() {
    let files = Self.files(Self.charge)
    let found = files.sources.map { Imports.paths(of: $0, projectFolder: "sagas") }
    #expect(found == [["sagas/contracts.yaml", "sagas/schemas/order.json"], [], ["sagas/schemas/types.json"], []])
    let text = ##"x: { in: { schema: { $ref: "x/y.json#/a", not: { $ref: "https://z.example/b.json" } } } }"##
    #expect(Imports.paths(of: SourceText(path: "a.yaml", text: text), projectFolder: ".") == ["x/y.json"])
  }
}
