public import SkaldValue

/// The shape of the language as a [JSON Schema](https://json-schema.org/draft/2020-12) for editors.
///
/// It is made of the tables by which files are read. It knows keys and the shapes of values; what names mean, lint alone
/// knows.
public enum LanguageSchema {
  /// The address of the dialect.
  static let dialect = "https://json-schema.org/draft/2020-12/schema"

  /// The schema of a document.
  public static var json: JSON {
    var definitions: [(String, JSON)] = [
      ("document", document), ("step", step), ("type", type), ("types", types), ("value", true),
    ]
    for table in KeyCatalog.all { definitions.append((table.schemaName, schema(of: table))) }
    return [
      "$schema": .string(dialect), "title": "Skald",
      "description": "Sagas, choreographies, their contracts and their tests.", "$ref": "#/$defs/document",
      "$defs": .object(JSONObject(definitions)),
    ]
  }

  /// The schema as text, with a line break at its end.
  public static var text: String { json.pretty + "\n" }

  /// A document is what its second key says; without one of these, it holds contracts.
  private static var document: JSON {
    let kinds = [("saga", KeyCatalog.saga), ("choreography", KeyCatalog.choreography), ("tests", KeyCatalog.tests)]
    return chain(kinds, otherwise: reference(to: KeyCatalog.contracts))
  }

  /// A step is what its keyword says.
  private static var step: JSON {
    let kinds = StepCatalog.all.map { ($0.keyword, $0.keys) }
    return chain(kinds, otherwise: ["type": "object", "anyOf": .array(kinds.map { ["required": [.string($0.0)]] })])
  }

  /// The table of the first key that is there.
  private static func chain(_ kinds: [(key: String, table: KeyTable)], otherwise: JSON) -> JSON {
    kinds.reversed().reduce(otherwise) { rest, kind in
      [
        "if": ["type": "object", "required": [.string(kind.key)]], "then": reference(to: kind.table), "else": rest,
      ]
    }
  }

  private static func schema(of table: KeyTable) -> JSON {
    let properties = table.keys.map { ($0.name, schema(of: $0)) }
    return [
      "type": "object", "properties": .object(JSONObject(properties)),
      "required": .array(table.keys.filter { $0.isRequired }.map { .string($0.name) }), "additionalProperties": false,
    ]
  }

  private static func schema(of key: KeyTable.Key) -> JSON {
    guard case .object(let shape) = schema(of: key.shape) else { return true }
    return .object(
      JSONObject(shape.members.map { ($0.name, $0.value) } + [("description", .string(key.summary.sentence))]))
  }

  private static func schema(of shape: KeyShape) -> JSON {
    switch shape {
    case .version: ["const": 1]
    case .text(nil): ["type": "string"]
    case .text(let pattern?): ["type": "string", "pattern": .string(pattern)]
    case .bool: ["type": "boolean"]
    case .integer(let least): ["type": "integer", "minimum": .int(Int64(least))]
    case .number(let least): ["type": "number", "minimum": .int(Int64(least))]
    case .duration(let orForever):
      ["type": "string", "pattern": .string(orForever ? "^(forever|\(length))$" : "^\(length)$")]
    case .words(let words): ["enum": .array(words.map { .string($0) })]
    case .expression: ["type": ["string", "boolean", "number"]]
    case .value: reference("value")
    case .fields: ["type": "object", "additionalProperties": reference("value")]
    case .type: reference("type")
    case .types: reference("types")
    case .steps: ["type": "array", "items": reference("step"), "minItems": 1]
    case .table(let table): reference(to: table)
    case .list(let element): ["type": "array", "items": schema(of: element)]
    case .map(let element): ["type": "object", "additionalProperties": schema(of: element)]
    case .single(let element, let name, let other): single(element, beside: name, other)
    case .nothing: ["type": "null"]
    case .either(let shapes): ["anyOf": .array(shapes.map { schema(of: $0) })]
    }
  }

  private static func single(_ element: KeyShape, beside name: String, _ other: KeyShape) -> JSON {
    [
      "type": "object", "properties": .object(JSONObject([(name, schema(of: other))])),
      "additionalProperties": schema(of: element), "if": ["required": [.string(name)]],
      "then": ["minProperties": 2, "maxProperties": 2], "else": ["minProperties": 1, "maxProperties": 1],
    ]
  }

  /// A length of time.
  private static let length = "([0-9]+(ms|s|m|h|d))+"

  /// A type: a word, a list of one type, an object, or one of the keywords that stand alone.
  private static var type: JSON {
    let words = DecodeContext.typeWords.joined(separator: "|")
    return [
      "anyOf": [
        ["type": "string", "pattern": .string("^(\(words))\\??$")],
        ["type": "array", "items": reference("type"), "minItems": 1, "maxItems": 1],
        keyword("enum", ["type": "array", "minItems": 1]), reference("types"),
      ]
    ]
  }

  /// The shapes of fields, or a schema of JSON Schema in a file or in place.
  private static var types: JSON {
    [
      "anyOf": [
        [
          "type": "object", "not": ["required": ["schema"], "maxProperties": 1],
          "additionalProperties": reference("type"),
        ], keyword("schema", ["type": ["string", "object", "boolean"]]),
      ]
    ]
  }

  /// An object with one key alone.
  private static func keyword(_ name: String, _ value: JSON) -> JSON {
    [
      "type": "object", "properties": .object(JSONObject([(name, value)])), "required": [.string(name)],
      "additionalProperties": false,
    ]
  }

  private static func reference(_ name: String) -> JSON { ["$ref": .string("#/$defs/\(name)")] }
  private static func reference(to table: KeyTable) -> JSON { reference(table.schemaName) }
}

extension KeyTable {
  /// Its name among the definitions, made of what it is called in messages.
  fileprivate var schemaName: String {
    var words = subject.split { !$0.isLetter }.map(String.init)
    if subject.first == "`" { return (["key"] + words).joined(separator: "-") }
    if let first = words.first, ["a", "an"].contains(first) { words.removeFirst() }
    return words.joined(separator: "-")
  }
}

extension String {
  /// The clause as a sentence.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
