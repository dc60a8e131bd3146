package import SkaldCore
import SkaldDiagnostics

/// A step that could not be read, which is reported already.
package struct UnreadStep: StepBody {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(step.name, orNamed: binder.numbered("step"))
    let isReachable = binder.flow.isAlive
    binder.flow.scope.addOutput(name, schema: nil)
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundUnread(), position: binder.position(isPivot: false),
      isReachable: isReachable)
  }
}

/// A step that could not be read: its saga has errors and so no program.
package struct BoundUnread: BoundBody {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {}
}
