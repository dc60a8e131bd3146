/// The type of an expression or of a variable.
public indirect enum CELType: Sendable, Hashable {
  /// Any value; its type is only known when the expression runs.
  case dyn
  /// The null value.
  case null
  /// A truth value.
  case bool
  /// A signed 64-bit integer.
  case int
  /// An unsigned 64-bit integer.
  case uint
  /// A floating-point number.
  case double
  /// A text.
  case string
  /// A sequence of bytes.
  case bytes
  /// A point in time.
  case timestamp
  /// A length of time.
  case duration
  /// The type of types.
  case type
  /// A list of values of one type.
  case list(CELType)
  /// A map from keys of one type to values of one type.
  case map(CELType, CELType)
  /// A map whose fields are known by name.
  case object(ObjectType)
}

/// The named fields of a value.
public struct ObjectType: Sendable, Hashable {
  /// A field of an object.
  public struct Field: Sendable, Hashable {
    /// The field's name.
    public let name: String
    /// The type of its value.
    public let type: CELType
    /// Whether the field may be absent, so that it needs `has()`.
    public let isOptional: Bool

    /// Makes a field.
    public init(_ name: String, _ type: CELType, isOptional: Bool = false) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
    }
  }

  /// The fields in the order of their declaration.
  public let fields: [Field]
  /// Whether no other field can be present.
  public let isClosed: Bool

  /// Makes an object type; in one that is not closed, an unknown field is optional and of any type.
  public init(_ fields: [Field], isClosed: Bool = true) {
    self.fields = fields
    self.isClosed = isClosed
  }

  /// The field of that name.
  public subscript(_ name: String) -> Field? { fields.first { $0.name == name } }
}

extension CELType: CustomStringConvertible {
  /// The type as people write it: `string`, `list(int)`, `{orderId: int, note?: string}`.
  public var description: String {
    switch self {
    case .dyn: "any"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .type: "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .object(let object): object.description
    }
  }
}

extension ObjectType: CustomStringConvertible {
  /// More fields than these are left out of a message.
  private static let shownFieldsMax = 6

  /// The first fields with their types, between braces.
  public var description: String {
    var parts = fields.prefix(Self.shownFieldsMax).map { "\($0.name)\($0.isOptional ? "?" : ""): \($0.type)" }
    if fields.count > Self.shownFieldsMax || !isClosed { parts.append("…") }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}

/// The variables an expression may read, with their types.
public struct TypeEnvironment: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  private var types: [String: CELType] = [:]
  /// The names of the variables in the order in which they were added.
  public private(set) var names: [String] = []

  /// Makes an environment without variables.
  public init() {}

  /// Makes an environment; a later variable replaces an earlier one of the same name.
  public init(_ variables: [(String, CELType)]) {
    for (name, type) in variables { self[name] = type }
  }

  /// Makes an environment; a later variable replaces an earlier one of the same name.
  public init(dictionaryLiteral variables: (String, CELType)...) { self.init(variables) }

  /// The type of the variable of that name; setting nil removes the variable.
  public subscript(_ name: String) -> CELType? {
    get { types[name] }
    set {
      if newValue == nil { names.removeAll { $0 == name } } else if types[name] == nil { names.append(name) }
      types[name] = newValue
    }
  }
}
