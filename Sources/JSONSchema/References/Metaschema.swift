import SkaldValue

/// The schema of schemas, draft 2020-12, which schemas may refer to: the constraints, without titles and defaults.
///
/// From [json-schema.org](https://json-schema.org/draft/2020-12/schema), where it has the licence AFL or BSD.
enum Metaschema {
  static let uri = "https://json-schema.org/draft/2020-12/schema"
  private static let folder = "https://json-schema.org/draft/2020-12/meta/"

  /// The schema and those of its vocabularies, by their URIs.
  static let documents: [String: JSON] = {
    var documents = [uri: whole]
    for (name, keywords) in vocabularies {
      var document = JSONObject([
        ("$id", .string(folder + name)), ("$dynamicAnchor", "meta"), ("type", ["object", "boolean"]),
        ("$vocabulary", .object(JSONObject([(Vocabulary.prefix + name, true)]))),
      ])
      for keyword in keywords { document[keyword.name] = keyword.value }
      documents[folder + name] = .object(document)
    }
    return documents
  }()

  private static let whole: JSON = [
    "$id": .string(uri), "$dynamicAnchor": "meta", "type": ["object", "boolean"],
    "$vocabulary": .object(JSONObject(Vocabulary.allCases.map { (Vocabulary.prefix + $0.rawValue, true) })),
    "allOf": .array(Vocabulary.allCases.map { ["$ref": .string(folder + $0.rawValue)] }),
    "properties": [
      "definitions": map(schema),
      "dependencies": map(["anyOf": [schema, ["$ref": "meta/validation#/$defs/stringArray"]]]),
      "$recursiveAnchor": ["$ref": "meta/core#/$defs/anchorString"],
      "$recursiveRef": ["$ref": "meta/core#/$defs/uriReferenceString"],
    ],
  ]

  private static let schema: JSON = ["$dynamicRef": "#meta"]
  private static let boolean: JSON = ["type": "boolean"]
  private static let string: JSON = ["type": "string"]
  private static let number: JSON = ["type": "number"]

  private static func map(_ value: JSON) -> JSON { ["type": "object", "additionalProperties": value] }
  private static func ref(_ name: String) -> JSON { ["$ref": .string("#/$defs/" + name)] }

  private static let vocabularies: [(name: String, keywords: JSONObject)] = [
    ("core", core), ("applicator", applicator),
    ("unevaluated", properties([("unevaluatedItems", schema), ("unevaluatedProperties", schema)])),
    ("validation", validation),
    (
      "meta-data",
      properties([
        ("title", string), ("description", string), ("default", true), ("deprecated", boolean), ("readOnly", boolean),
        ("writeOnly", boolean), ("examples", ["type": "array", "items": true]),
      ])
    ),
    ("format-annotation", properties([("format", string)])),
    (
      "content",
      properties([("contentEncoding", string), ("contentMediaType", string), ("contentSchema", schema)])
    ),
  ]

  private static func properties(_ names: [(String, JSON)], defs: JSON? = nil) -> JSONObject {
    var keywords = JSONObject([("properties", .object(JSONObject(names)))])
    keywords["$defs"] = defs
    return keywords
  }

  private static let core = properties(
    [
      ("$id", ["$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"]), ("$schema", ref("uriString")),
      ("$ref", ref("uriReferenceString")), ("$anchor", ref("anchorString")),
      ("$dynamicRef", ref("uriReferenceString")), ("$dynamicAnchor", ref("anchorString")),
      ("$vocabulary", ["type": "object", "propertyNames": ref("uriString"), "additionalProperties": boolean]),
      ("$comment", string), ("$defs", map(schema)),
    ],
    defs: [
      "anchorString": ["type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"],
      "uriString": ["type": "string", "format": "uri"],
      "uriReferenceString": ["type": "string", "format": "uri-reference"],
    ])

  private static let applicator = properties(
    [
      ("prefixItems", ref("schemaArray")), ("items", schema), ("contains", schema), ("additionalProperties", schema),
      ("properties", map(schema)),
      (
        "patternProperties",
        ["type": "object", "additionalProperties": schema, "propertyNames": ["format": "regex"]]
      ),
      ("dependentSchemas", map(schema)), ("propertyNames", schema), ("if", schema), ("then", schema),
      ("else", schema), ("allOf", ref("schemaArray")), ("anyOf", ref("schemaArray")), ("oneOf", ref("schemaArray")),
      ("not", schema),
    ],
    defs: ["schemaArray": ["type": "array", "minItems": 1, "items": schema]])

  private static let validation = properties(
    [
      ("type", ["anyOf": [ref("simpleTypes"), typeList]]), ("const", true),
      ("enum", ["type": "array", "items": true]), ("multipleOf", ["type": "number", "exclusiveMinimum": 0]),
      ("maximum", number), ("exclusiveMaximum", number), ("minimum", number), ("exclusiveMinimum", number),
      ("maxLength", ref("nonNegativeInteger")), ("minLength", ref("nonNegativeInteger")),
      ("pattern", ["type": "string", "format": "regex"]), ("maxItems", ref("nonNegativeInteger")),
      ("minItems", ref("nonNegativeInteger")), ("uniqueItems", boolean), ("maxContains", ref("nonNegativeInteger")),
      ("minContains", ref("nonNegativeInteger")), ("maxProperties", ref("nonNegativeInteger")),
      ("minProperties", ref("nonNegativeInteger")), ("required", ref("stringArray")),
      ("dependentRequired", map(ref("stringArray"))),
    ],
    defs: [
      "nonNegativeInteger": ["type": "integer", "minimum": 0],
      "simpleTypes": ["enum": ["array", "boolean", "integer", "null", "number", "object", "string"]],
      "stringArray": ["type": "array", "items": string, "uniqueItems": true],
    ])

  private static let typeList: JSON = [
    "type": "array", "items": ref("simpleTypes"), "minItems": 1, "uniqueItems": true,
  ]
}
