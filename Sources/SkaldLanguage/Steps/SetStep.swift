import CEL
package import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// `set: { name: "${…}" }`: computes named values.
package struct SetStep: StepBody {
  /// The values with their names; each is a step of its own.
  package let values: [FieldSyntax]
}

extension SetStep {
  static let kind = StepKind(keyword: "set", keys: keys) { fields, context in SetStep(fields, &context) }

  static let keys = KeyTable("a set", [.required("set", "the names with their values")])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    values = context.fieldValues(fields["set"], for: "set")
    guard !values.isEmpty else { return nil }
    for value in values { context.checkStepName(value.name) }
  }
}

/// Named values, each with a record of its own.
package struct BoundSet: BoundBody {
  /// A named value.
  package struct Assignment: Sendable {
    /// Its record.
    package let id: StepID
    /// As it is written.
    package let syntax: FieldSyntax
  }

  /// The values in their order; a later one may read an earlier one.
  package let assignments: [Assignment]
}

extension SetStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    var assignments: [BoundSet.Assignment] = []
    for value in values {
      let (id, name) = binder.record(value.name, orNamed: "set")
      let scope = binder.flow.scope
      binder.note(
        value.value, expected: nil, purpose: "a value", at: .init(place: .set, step: name, scope: scope))
      binder.flow.scope.addValue(name, type: value.value.type(in: scope))
      assignments.append(.init(id: id, syntax: value))
    }
    return BoundStep(
      id: nil, name: values.first?.name.value ?? "set", syntax: step, body: BoundSet(assignments: assignments),
      position: binder.position(isPivot: false), isReachable: binder.flow.isAlive)
  }
}

extension BoundSet {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    var at = node
    for (index, assignment) in assignments.enumerated() {
      let following = index == assignments.count - 1 ? next : lowerer.reserve()
      let value = lowerer.template(assignment.syntax.value)
      guard let id = lowerer.record(assignment.id) else { continue }
      lowerer.emit(
        Node(.set(step: id, value: value), next: following), at: at, from: assignment.syntax.name.range)
      at = following
    }
  }
}

extension ValueSyntax {
  /// The type of the value, as far as it is known before it is computed.
  func type(in scope: Scope) -> CELType {
    switch self {
    case .literal(let value):
      switch value.value {
      case .null: .null
      case .bool: .bool
      case .int: .int
      case .double: .double
      case .string: .string
      case .array, .object: .dyn
      }
    case .expression(let expression, _): expression.parsed?.check(scope.environment).type ?? .dyn
    case .text: .string
    case .list, .object: .dyn
    }
  }
}
