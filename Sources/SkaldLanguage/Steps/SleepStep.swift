import JSONSchema
package import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// `sleep: 10m`: a durable timer.
package struct SleepStep: StepBody {
  /// A duration, or an expression for a duration or a timestamp.
  package let until: ValueSyntax
}

extension SleepStep {
  static let kind = StepKind(keyword: "sleep", keys: keys) { fields, context in SleepStep(fields, &context) }

  static let keys = KeyTable(
    "a sleep",
    [
      .optional("step", "the name of the step", .name(.identifier)),
      .required("sleep", "a duration, or an expression for one or for a time", .time),
    ]
  )

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let node = fields["sleep"] else { return nil }
    until = context.value(node)
    guard case .literal = until else { return }
    if context.duration(node, for: "sleep") == nil { return nil }
  }
}

/// A durable timer.
package struct BoundSleep: BoundBody {
  /// As it is written.
  package let syntax: SleepStep
}

extension SleepStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(step.name, orNamed: binder.numbered("sleep"))
    binder.note(
      until, expected: nil, purpose: "a duration or a timestamp",
      at: .init(place: .sleep, step: name, scope: binder.flow.scope))
    binder.flow.scope.addOutput(name, schema: .openObject)
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundSleep(syntax: self), position: binder.position(isPivot: false),
      isReachable: binder.flow.isAlive)
  }
}

extension BoundSleep {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    let sleep = Sleep(step: id, until: lowerer.template(syntax.until))
    lowerer.emit(Node(.sleep(sleep), next: next), at: node, from: step.place)
  }
}
