public import CEL
public import SkaldValue

/// A value with expressions in it.
public indirect enum Template: Sendable, Hashable, Codable {
  /// A value as it stands.
  case literal(JSON)
  /// `${expr}` alone: keeps the type of its value.
  case expression(ProgramExpression)
  /// Text with `${expr}` inside.
  case text([Piece])
  /// A list.
  case list([Template])
  /// Named values.
  case object([Field])

  /// A piece of text.
  public enum Piece: Sendable, Hashable, Codable {
    /// As it stands.
    case literal(String)
    /// The value of an expression, as text.
    case expression(ProgramExpression)
  }

  /// A named value.
  public struct Field: Sendable, Hashable, Codable {
    /// The name.
    public var name: String
    /// The value.
    public var value: Template
    /// Whether the field is left out when its source is missing (an optional field found by name).
    public var isOptional: Bool
    /// Makes a named value.
    public init(name: String, value: Template, isOptional: Bool = false) {
      self.name = name
      self.value = value
      self.isOptional = isOptional
    }
  }
}

/// An expression of a program: its source, and its parsed form.
public struct ProgramExpression: Sendable, Hashable, Codable {
  /// The parsed form.
  public let parsed: Expression
  /// The names of a plain path such as `input.orderId`, which needs no evaluation.
  let path: [String]?
  /// The secrets that it names; nil where it reads none.
  let secrets: [String]?

  /// The text of the expression.
  public var source: String { parsed.source }

  /// Takes a parsed expression into a program.
  public init(_ parsed: Expression) {
    self.parsed = parsed
    path = parsed.selectPath
    secrets = Self.secrets(parsed)
  }

  /// Whether both have the same source.
  public static func == (left: ProgramExpression, right: ProgramExpression) -> Bool { left.source == right.source }
  /// Feeds the source.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
  /// Encodes the source.
  public func encode(to encoder: any Encoder) throws { try source.encode(to: encoder) }
  /// Decodes and parses the source.
  public init(from decoder: any Decoder) throws { self.init(try Expression(parsing: String(from: decoder))) }
}
