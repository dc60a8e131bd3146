internal import SkaldValue

/// What the description of the interface says of a route.
struct RouteAbout: Sendable {
  /// An answer that is no problem.
  struct Answer: Sendable {
    let status: Int
    let summary: String
    var type = "application/json"
    /// The shape of the body.
    let schema: JSON
  }

  /// The name that generated clients give it.
  let name: String
  /// What it does, as one clause.
  let summary: String
  /// The shape of the body, where the route takes one.
  var body: JSON?
  /// Header fields that it understands, with what they are for.
  var fields: [(name: String, summary: String, schema: JSON)] = []
  /// What it answers.
  let answers: [Answer]
  /// The statuses of its problems, beside those that every route has.
  var problems: [Int] = []
}

extension JSON {
  /// A reference to a shape that has a name.
  static func shape(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

  /// The shape of an object with these fields, of which all but some must be there.
  static func object(_ fields: KeyValuePairs<String, JSON>, optional: [String] = [], isClosed: Bool = false) -> JSON {
    var object = JSONObject([
      ("type", "object"), ("properties", .object(JSONObject(fields.map { ($0.key, $0.value) }))),
    ])
    let required = fields.map(\.key).filter { !optional.contains($0) }
    if !required.isEmpty { object["required"] = .array(required.map { .string($0) }) }
    if isClosed { object["additionalProperties"] = false }
    return .object(object)
  }

  /// The shape of a list.
  static func list(of item: JSON) -> JSON { ["type": "array", "items": item] }
  static let textShape: JSON = ["type": "string"]
  static let flagShape: JSON = ["type": "boolean"]
  static let countShape: JSON = ["type": "integer", "minimum": 0]
  static let timeShape: JSON = ["type": "string", "format": "date-time"]
  static let orNullTextShape: JSON = ["type": ["string", "null"]]
  static let orNullTimeShape: JSON = ["type": ["string", "null"], "format": "date-time"]
  /// Any JSON at all.
  static let anyShape: JSON = .object(JSONObject())
}
