import JSONSchema
import CEL
import SkaldDiagnostics
import SkaldValue

/// A value that is not of the shape that its place expects.
struct Mismatch {
  let range: SourceRange
  /// What the value is for, such as `userId` of payment.charge.
  let purpose: String
  /// The shape that is expected; nil where the message says it all.
  let expected: String?
  /// What was found.
  let found: String
}

extension BoundSaga {
  /// Where the fields of events are written out.
  private var payloads: [SourceRange] {
    emissions.flatMap { $0.fields }.compactMap { field in
      guard case .written(let syntax) = field.source else { return nil }
      return syntax.value.range
    }
  }

  /// All emissions: with steps, with undos, of their own, and with outcomes.
  var emissions: [BoundEmission] {
    var all: [BoundEmission] = []
    for step in allSteps {
      if let call = step.call { all += call.emissions + call.undo.calls.flatMap { $0.emissions } }
      if let emit = step.emit { all.append(emit.emission) }
    }
    return all + outcomeEmissions
  }

  /// The emissions with the outcomes.
  var outcomeEmissions: [BoundEmission] {
    [outcome.completed, outcome.compensating, outcome.compensated, outcome.stuck].flatMap { $0.emissions }
  }

  /// The values of the wrong shape in the fields of events.
  var payloadMismatches: [Mismatch] {
    let payloads = payloads
    guard !payloads.isEmpty else { return [] }
    let expressions = expressions.filter { payloads.holds($0.syntax.range) }
    return expressions.compactMap { CheckedExpression($0)?.mismatch } + writtenMismatches { payloads.holds($0) }
  }

  /// The values of the wrong shape everywhere else, and what the check of each expression came to.
  var otherMismatches: (mismatches: [Mismatch], checked: [CheckedExpression]) {
    let payloads = payloads
    let checked = expressions.compactMap { CheckedExpression($0) }
    let typed = checked.filter { !payloads.holds($0.bound.syntax.range) }.compactMap { $0.mismatch }
    return (typed + writtenMismatches { !payloads.holds($0) }, checked)
  }

  private func writtenMismatches(where isWanted: (SourceRange) -> Bool) -> [Mismatch] {
    values.filter { isWanted($0.syntax.range) }.flatMap { $0.syntax.mismatches(with: $0.expected, purpose: $0.purpose) }
  }
}

extension [SourceRange] {
  /// Whether one of these holds a range.
  fileprivate func holds(_ range: SourceRange) -> Bool { contains { $0.contains(range.start) || $0 == range } }
}

/// An expression with what its check came to, and the variables it reads.
struct CheckedExpression {
  let bound: BoundExpression
  let environment: TypeEnvironment
  let references: [Reference]
  let result: CheckResult

  /// Checks an expression; nil where it does not parse.
  init?(_ bound: BoundExpression) {
    guard let parsed = bound.syntax.parsed else { return nil }
    self.bound = bound
    references = bound.syntax.references
    let narrow = bound.scope.environment(of: references)
    let first = parsed.check(narrow)
    // Only an unknown name needs all the others, to tell which is near.
    let hasUnknown = first.issues.contains { issue in
      if case .unknownName = issue.kind { true } else { false }
    }
    environment = hasUnknown ? bound.scope.environment : narrow
    result = hasUnknown ? parsed.check(environment) : first
  }

  /// How the value does not fit; nil where it does, and where the expression has faults of its own.
  var mismatch: Mismatch? {
    guard let expected = bound.expected, result.issues.isEmpty, !expected.fits(result.type) else { return nil }
    // A key is sent as text, whatever scalar it is.
    if bound.place == .idempotencyKey, Schema.number.fits(result.type) || result.type == .bool { return nil }
    return Mismatch(
      range: bound.syntax.range, purpose: bound.purpose, expected: expected.shown, found: result.type.description)
  }
}

extension Scope {
  /// The types of the names that an expression reads.
  fileprivate func environment(of references: [Reference]) -> TypeEnvironment {
    var environment = TypeEnvironment()
    for reference in references {
      let name = reference.root
      environment[name] = roots.first { $0.name == name }?.type ?? output(of: name)?.type
    }
    return environment
  }
}

extension ValueSyntax {
  /// What does not fit apart from expressions, which are looked at one by one.
  fileprivate func mismatches(with expected: Schema?, purpose: String) -> [Mismatch] {
    guard let expected else { return [] }
    switch (self, expected.shorthand) {
    case (.expression, _): return []
    case (.literal(let literal), _):
      guard let violation = expected.violations(of: literal.value).first else { return [] }
      let isPlace = violation.path.isEmpty
      return [
        Mismatch(
          range: literal.range, purpose: purpose, expected: isPlace ? expected.shown : nil,
          found: isPlace ? literal.value.shown : "\(violation.path): \(violation.message)")
      ]
    case (.text(_, let range), _):
      guard !expected.fits(CELType.string) else { return [] }
      return [Mismatch(range: range, purpose: purpose, expected: expected.shown, found: "text")]
    case (.list(let values, _), .list(let element)):
      return values.flatMap { $0.mismatches(with: element, purpose: "element of \(purpose)") }
    case (.object(let fields, let range), .object(let object)):
      return object.mismatches(of: fields, at: range, purpose: purpose)
    case (.list(_, let range), _), (.object(_, let range), _):
      if case .any = expected.shorthand { return [] }
      let found = if case .list = self { "a list" } else { "an object" }
      return [Mismatch(range: range, purpose: purpose, expected: expected.shown, found: found)]
    }
  }
}

extension ObjectSchema {
  fileprivate func mismatches(of written: [FieldSyntax], at range: SourceRange, purpose: String) -> [Mismatch] {
    var found: [Mismatch] = []
    for syntax in written {
      if let field = field(syntax.name.value) {
        found += syntax.value.mismatches(with: field.schema, purpose: "`\(field.name)` of \(purpose)")
      } else if isClosed {
        found.append(
          Mismatch(range: syntax.name.range, purpose: purpose, expected: nil, found: "unknown `\(syntax.name.value)`"))
      }
    }
    for field in fields where !field.isOptional && !written.contains(where: { $0.name.value == field.name }) {
      found.append(
        Mismatch(
          range: written.first?.name.range ?? range, purpose: purpose, expected: nil, found: "no `\(field.name)`"))
    }
    return found
  }
}

extension JSON {
  /// A literal as messages name it.
  fileprivate var shown: String {
    switch self {
    case .string(let text): text.count <= 40 ? "`\(text)`" : "a text"
    case .int, .double, .bool, .null: "`\(text)`"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
