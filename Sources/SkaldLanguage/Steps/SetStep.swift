package import JSONSchema
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

  static let keys = KeyTable("a set", [.required("set", "the names with their values", .fields)])

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
    /// Its shape; nil where nothing is known of it.
    package let schema: Schema?
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
      let schema = value.value.schema(in: scope)
      binder.flow.scope.addValue(name, schema: schema, type: schema.map { CELType($0) } ?? value.value.type(in: scope))
      assignments.append(.init(id: id, syntax: value, schema: schema))
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
      // What JSON writes as it is needs no shape to be read.
      let schema = assignment.schema.flatMap { $0.differsFromJSON ? $0 : nil }
      lowerer.emit(
        Node(.set(step: id, value: value, schema: schema), next: following), at: at, from: assignment.syntax.name.range)
      at = following
    }
  }
}

extension ValueSyntax {
  /// The shape of the value, as far as it is known before it is computed; nil where no shape says as much.
  fileprivate func schema(in scope: Scope) -> Schema? {
    switch self {
    case .literal(let value): Schema(of: value.value)
    case .expression(let expression, _):
      expression.parsed.flatMap { parsed in
        parsed.selectPath.flatMap { scope.schema(at: $0) } ?? Schema(parsed.check(scope.environment).type)
      }
    case .text: .string
    case .list(let values, _): .list(Self.common(of: values.map { $0.schema(in: scope) }))
    case .object(let fields, _):
      .object(
        ObjectSchema(
          fields: fields.map { field in
            .init(name: field.name.value, schema: field.value.schema(in: scope) ?? .any)
          }, isClosed: true))
    }
  }

  /// The type of a value that no shape describes; what JSON cannot keep comes back as another type.
  fileprivate func type(in scope: Scope) -> CELType {
    guard case .expression(let expression, _) = self, let type = expression.parsed?.check(scope.environment).type,
      !type.differsFromJSON
    else { return .dyn }
    return type
  }

  private static func common(of schemas: [Schema?]) -> Schema {
    guard let first = schemas.first ?? nil, schemas.allSatisfy({ $0 == first }) else { return .any }
    return first
  }
}

extension Schema {
  /// The shape of a value that is written out.
  fileprivate init?(of value: JSON) {
    switch value {
    case .bool: self = .bool
    case .int: self = .int
    case .double: self = .number
    case .string: self = .string
    case .null, .array, .object: return nil
    }
  }
}
