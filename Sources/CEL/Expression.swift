import SkaldValue

/// An expression of CEL, parsed once.
///
/// The language is CEL without protobuf messages and enums, with the string, math, encoders and bindings extensions and
/// the two-variable macros. Evaluation is deterministic and bounded.
public struct Expression: Sendable {
  /// The text it was parsed from.
  public let source: String
  let root: Node

  /// The names from its root to its field where the expression is nothing but `root.field.field`.
  public let selectPath: [String]?

  /// Parses `source`.
  /// - Throws: ``ParseError`` with the UTF-8 offsets at fault.
  public init(parsing source: String) throws(ParseError) {
    self.source = source
    root = try Parser.parse(source)
    selectPath = root.staticPath
  }

  /// Words that cannot be the name of a variable.
  public static let reservedWords: [String] = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
    "namespace", "null", "package", "return", "true", "var", "void", "while",
  ]
}

extension Expression: Hashable {
  /// Whether both were parsed from the same text.
  public static func == (left: Expression, right: Expression) -> Bool { isSame(left.source, right.source) }

  /// Feeds the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension Expression {
  /// Computes the value.
  /// - Throws: ``EvaluationError`` with the place that failed and the value of each part.
  public func evaluate(_ activation: some Activation, limits: Limits = .standard) throws(EvaluationError) -> Value {
    if let selectPath, let value = fastValue(at: selectPath, activation) { return value }
    var evaluator = Evaluator(activation, limits)
    do throws(Failure) {
      guard root.depth <= limits.depthMax else {
        throw Failure(.limitExceeded, "the expression has more than \(limits.depthMax) levels")
      }
      let value = try evaluator.value(of: root)
      try value.requireSize(within: limits.outputBytesMax)
      return value
    } catch {
      throw EvaluationError(
        kind: error.kind, message: error.message, range: error.range ?? root.range,
        parts: error.isAbsorbable ? parts(activation, limits) : [])
    }
  }

  /// The value at a path of fields of a JSON object, where it is there and a scalar; all else goes the long way.
  private func fastValue(at path: [String], _ activation: some Activation) -> Value? {
    guard path.count > 1, case .map(let map) = activation.value(named: path[0]), let object = map.json,
      var json = object[path[1]]
    else { return nil }
    for index in 2..<max(path.count, 2) {
      guard case .object(let object) = json, let next = object[path[index]] else { return nil }
      json = next
    }
    switch json {
    case .null, .bool, .int, .double: return Value(json)
    case .string(let text): return text.utf8.count <= Self.fastTextBytesMax ? .string(text) : nil
    case .array, .object: return nil
    }
  }

  /// A longer text is held against the limits.
  private static let fastTextBytesMax = 1024
}

extension Node {
  /// The names of `root.field.field`; nil for anything else.
  var staticPath: [String]? {
    var fields: [String] = []
    var node = self
    while true {
      switch node.kind {
      case .select(let operand, let field):
        fields.append(field)
        node = operand
      case .variable(let name): return [name] + fields.reversed()
      case .literal, .local, .has, .index, .list, .map, .chain, .logic, .not, .negate, .conditional, .call,
        .unknownCall,
        .matches, .comprehension, .bind:
        return nil
      }
    }
  }
}
