package import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// `emit: event`: writes an event to the outbox.
package struct EmitStep: StepBody {
  /// The event with the fields written out.
  package let emission: EmissionSyntax
}

extension EmitStep {
  static let kind = StepKind(keyword: "emit", keys: keys) { fields, context in EmitStep(fields, &context) }

  static let keys = KeyTable(
    "an emit",
    [.required("emit", "the event", .name(.event)), .optional("with", "fields that are not found by name", .fields)])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let event = context.text(fields["emit"], for: "emit") else { return nil }
    emission = EmissionSyntax(event: event, fields: context.fieldValues(fields["with"], for: "with"))
  }
}

/// An event, with the sources of its fields.
package struct BoundEmit: BoundBody {
  /// The event.
  package let emission: BoundEmission
}

extension EmitStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(nil, orNamed: emission.event.value)
    let scope = binder.flow.scope
    let finder = FieldFinder(providers: [.input(binder.knownInput), .steps(scope)])
    let bound = binder.emissions([emission], finder: finder, at: .init(place: .emission, step: name, scope: scope))
    let body = BoundEmit(emission: bound[0])
    return BoundStep(
      id: id, name: name, syntax: step, body: body, position: binder.position(isPivot: false),
      isReachable: binder.flow.isAlive)
  }
}

extension BoundEmit {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id), let emission = lowerer.emissions([emission]).first else { return }
    lowerer.emit(Node(.emit(step: id, emission: emission), next: next), at: node, from: step.place)
  }
}
