import JSONSchema
import CEL
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// Where a value stands: what rules need to know about it.
  struct Spot {
    let place: ExpressionPlace
    let step: String?
    let scope: Scope
  }

  /// Notes a value for the rules, with what its place expects.
  mutating func note(_ value: ValueSyntax, expected: Schema?, purpose: String, at spot: Spot) {
    saga.values.append(
      BoundValue(
        syntax: value, expected: expected, purpose: purpose, place: spot.place, step: spot.step, scope: spot.scope))
    noteExpressions(of: value, expected: expected, purpose: purpose, at: spot)
  }

  /// Notes an expression that stands alone.
  mutating func note(_ expression: ExpressionSyntax, expected: Schema?, purpose: String, at spot: Spot) {
    guard !reportDashed(in: expression) else { return }
    saga.expressions.append(
      BoundExpression(
        syntax: expression, expected: expected, purpose: purpose, place: spot.place, step: spot.step,
        scope: spot.scope))
  }

  /// SK105: an expression reads a name with `-`, which CEL takes for a subtraction.
  private mutating func reportDashed(in expression: ExpressionSyntax) -> Bool {
    guard !dashed.isEmpty else { return false }
    let bytes = Array(expression.source.utf8)
    for reference in expression.references {
      for name in dashed where name.underscored != name {
        let head = Array(name.utf8.prefix { $0 != UInt8(ascii: "-") })
        guard Array((reference.path.last ?? reference.root).utf8) == head else { continue }
        let start = reference.range.upperBound - head.count
        guard start >= 0, bytes[start...].starts(with: name.utf8) else { continue }
        let place = expression.range(of: start..<start + name.utf8.count)
        report(
          "SK105", "`\(name)` is read in an expression, where `-` subtracts", at: place,
          help: "call it `\(name.underscored)`, here and where it is declared", fix: name.underscored)
        return true
      }
    }
    return false
  }

  private mutating func noteExpressions(of value: ValueSyntax, expected: Schema?, purpose: String, at spot: Spot) {
    switch value {
    case .literal: return
    case .expression(let expression, _): note(expression, expected: expected, purpose: purpose, at: spot)
    case .text(let pieces, _):
      for case .expression(let expression) in pieces {
        note(expression, expected: nil, purpose: "text", at: spot)
      }
    case .list(let values, _):
      var element: Schema?
      if case .list(let schema)? = expected?.shorthand { element = schema }
      for value in values { noteExpressions(of: value, expected: element, purpose: "element of \(purpose)", at: spot) }
    case .object(let fields, _):
      for field in fields {
        noteExpressions(
          of: field.value, expected: expected?.object?.field(field.name.value)?.schema,
          purpose: "`\(field.name.value)` of \(purpose)", at: spot)
      }
    }
  }

  /// Notes the fields that are written out among those of a call or an event.
  mutating func note(_ fields: [BoundField], of owner: String, at spot: Spot) {
    for field in fields {
      guard case .written(let written) = field.source else { continue }
      note(written.value, expected: field.declaration?.schema, purpose: "`\(field.name)` of \(owner)", at: spot)
    }
  }
}
