import CEL
import SkaldValue
import Testing

/// The value of an expression as CEL writes it, or the kind of its failure.
func result(_ source: String, _ variables: [String: JSON] = [:], limits: Limits = .standard) -> String {
  do throws(ParseError) {
    let expression = try Expression(parsing: source)
    do throws(EvaluationError) {
      return try expression.evaluate(variables.mapValues { Value($0) }, limits: limits).description
    } catch {
      return error.kind.name
    }
  } catch {
    return "parse error"
  }
}

extension EvaluationError.Kind {
  /// The name of the kind, with a mark of an error.
  var name: String {
    switch self {
    case .missingField: "! missing field"
    case .unboundName: "! unbound name"
    case .noOverload: "! no overload"
    case .divisionByZero: "! division by zero"
    case .overflow: "! overflow"
    case .invalidArgument: "! invalid argument"
    case .duplicateKey: "! duplicate key"
    case .costExceeded: "! cost exceeded"
    case .limitExceeded: "! limit exceeded"
    default: "! unknown"
    }
  }
}

/// A source with the part between `⟦` and `⟧` marked.
struct Marked {
  let source: String
  let range: Range<Int>?

  init(_ text: String) {
    let start = text.utf8Offset(of: "⟦")
    let end = text.utf8Offset(of: "⟧")
    source = String(text.unicodeScalars.filter { $0 != "⟦" && $0 != "⟧" }.map { Character($0) })
    // Each mark is three bytes, the first of which stands before the end.
    if let start, let end { range = start..<(end - 3) } else { range = nil }
  }
}

extension String {
  fileprivate func utf8Offset(of mark: Character) -> Int? {
    firstIndex(of: mark).map { utf8.distance(from: startIndex, to: $0) }
  }
}

/// An expression and what it gives.
struct Example: Sendable, CustomTestStringConvertible {
  let source: String
  let expected: String
  var testDescription: String { source }

  init(_ source: String, _ expected: String) {
    self.source = source
    self.expected = expected
  }
}
