import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension CallStep {
  /// The undo. It happens after a failure at a point that is not known here: of the step's own result and of all that
  /// follows it nothing is certain, and of what ran before everything that was certain at the dispatch.
  func bindUndo(
    _ operation: BoundOperation?, _ arguments: [BoundField], _ name: String, in binder: inout SagaBinder
  ) -> BoundUndo {
    switch undo {
    case nil: return .unsaid
    case .none(let range)?: return .none(at: range, because: because)
    case .calls(let calls)?:
      var scope = binder.flow.scope.withPossible(name, schema: operation?.output)
      scope.addRoot("saga", .failedSaga)
      var bound: [BoundUndoCall] = []
      for call in calls { bound.append(bind(call, arguments, name, scope, in: &binder)) }
      return .calls(bound)
    }
  }

  private func bind(
    _ call: UndoCallSyntax, _ action: [BoundField], _ name: String, _ scope: Scope, in binder: inout SagaBinder
  ) -> BoundUndoCall {
    let operation = binder.operation(call.operation)
    let spot = SagaBinder.Spot(place: .undo, step: name, scope: scope)
    let arguments: [BoundField]
    if let written = call.arguments {
      let finder = FieldFinder(providers: [.input(binder.knownInput)])
      arguments = binder.fields(written, declared: operation?.input, finder: finder)
      var secretive = scope
      secretive.addRoot("secrets", .map(.string, .string))
      binder.note(
        arguments, of: call.operation.value, at: .init(place: .undo, step: name, scope: secretive))
    } else {
      arguments = binder.sharedArguments(of: operation, from: action)
    }
    let finder = FieldFinder(providers: [
      .ownOutput(step: name, nil), .arguments(arguments), .input(binder.knownInput), .steps(scope),
      .failureCode(FieldFinder.codeOfSaga),
    ])
    let emissions = binder.emissions(call.emits, finder: finder, at: spot)
    return BoundUndoCall(
      syntax: call, operation: operation, arguments: arguments, policy: binder.policy(of: call), emissions: emissions)
  }
}
