import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension ValueSyntax {
  /// The value as programs hold it; nil where an expression in it did not parse.
  var template: Template? {
    switch self {
    case .literal(let value): return .literal(value.value)
    case .expression(let expression, _): return expression.lowered.map { .expression($0) }
    case .text(let pieces, _):
      var lowered: [Template.Piece] = []
      for piece in pieces {
        switch piece {
        case .literal(let text): lowered.append(.literal(text))
        case .expression(let expression):
          guard let expression = expression.lowered else { return nil }
          lowered.append(.expression(expression))
        }
      }
      return .text(lowered)
    case .list(let values, _): return Self.list(values)
    case .object(let fields, _): return Self.object(fields)
    }
  }

  private static func list(_ values: [ValueSyntax]) -> Template? {
    var elements: [Template] = []
    for value in values {
      guard let element = value.template else { return nil }
      elements.append(element)
    }
    let literals = elements.compactMap { $0.literal }
    return literals.count == elements.count ? .literal(.array(literals)) : .list(elements)
  }

  static func object(_ fields: [FieldSyntax]) -> Template? {
    var lowered: [Template.Field] = []
    for field in fields {
      guard let value = field.value.template else { return nil }
      lowered.append(.init(name: field.name.value, value: value))
    }
    let literals = lowered.compactMap { field in field.value.literal.map { (field.name, $0) } }
    return literals.count == lowered.count ? .literal(.object(JSONObject(literals))) : .object(lowered)
  }
}

extension Template {
  /// The value where it holds no expression.
  fileprivate var literal: JSON? {
    guard case .literal(let value) = self else { return nil }
    return value
  }
}

extension ExpressionSyntax {
  /// The expression as programs hold it.
  var lowered: ProgramExpression? { parsed.map { ProgramExpression($0) } }
}

extension [BoundField] {
  /// The fields that have a source, as programs hold them.
  var template: Template {
    .object(
      compactMap { field in
        field.template.map { Template.Field(name: field.name, value: $0, isOptional: field.mayBeMissing) }
      })
  }
}
