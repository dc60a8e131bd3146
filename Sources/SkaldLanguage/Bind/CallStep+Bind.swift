import JSONSchema
import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension CallStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(step.name, orNamed: binder.saga.syntax.name.value + "-step")
    let before = binder.flow
    let position = binder.position(isPivot: pivot?.value == true)
    noteCondition(name, in: &binder)
    let begun = binder.flow
    let operation = binder.operation(operation)
    let arguments = bindArguments(of: operation, name, in: &binder)
    noteKey(name, in: &binder)
    let emissions = bindEmissions(operation, arguments, name, in: &binder)
    let undo = bindUndo(operation, arguments, name, in: &binder)
    let check = bindCheck(arguments, in: &binder)
    let dispatched = binder.moves(state) { $0.dispatched }
    let succeeded = binder.moves(state) { $0.succeeded }
    let policy = binder.policy(of: self, at: position)
    let keyTTL = binder.keyTTL(of: operation)
    let catches = binder.bind(catches, of: name, from: begun)
    var after = begun
    after.scope.addOutput(name, schema: operation?.output)
    after.hasPivot = before.hasPivot || position == .pivot
    after.isPivotSure = before.isPivotSure || position == .pivot
    if condition != nil || optional?.value == true { after = after.joined(with: before) }
    for exit in catches.exits { after = after.joined(with: exit) }
    binder.flow = after
    let body = BoundCall(
      syntax: self, operation: operation, arguments: arguments, policy: policy, keyTTL: keyTTL, dispatched: dispatched,
      succeeded: succeeded, emissions: emissions, undo: undo, check: check, catches: catches.bound, position: position,
      isPivotSure: before.isPivotSure)
    return BoundStep(
      id: id, name: name, syntax: step, body: body, position: position, isReachable: before.isAlive)
  }

  /// The arguments; of a service that is declared nowhere those written out, or else the whole input.
  private func bindArguments(
    of operation: BoundOperation?, _ name: String, in binder: inout SagaBinder
  ) -> [BoundField] {
    let input = binder.knownInput
    var declared = operation?.input
    if operation?.declaration == nil, arguments.isEmpty { declared = input }
    let fields = binder.fields(arguments, declared: declared, finder: FieldFinder(providers: [.input(input)]))
    var scope = binder.flow.scope
    scope.addRoot("secrets", .map(.string, .string))
    binder.note(fields, of: self.operation.value, at: .init(place: .argument, step: name, scope: scope))
    return fields
  }

  /// Where the step runs at all, its condition holds.
  private func noteCondition(_ name: String, in binder: inout SagaBinder) {
    guard let condition else { return }
    binder.note(
      condition, expected: .bool, purpose: "a condition",
      at: .init(place: .condition, step: name, scope: binder.flow.scope))
    binder.flow.scope.learn(condition, is: true)
  }

  private func noteKey(_ name: String, in binder: inout SagaBinder) {
    guard let idempotencyKey else { return }
    binder.note(
      idempotencyKey, expected: .string, purpose: "an idempotency key",
      at: .init(place: .idempotencyKey, step: name, scope: binder.flow.scope))
  }

  private func bindEmissions(
    _ operation: BoundOperation?, _ arguments: [BoundField], _ name: String, in binder: inout SagaBinder
  ) -> [BoundEmission] {
    var scope = binder.flow.scope
    let finder = FieldFinder(providers: [
      .ownOutput(step: name, operation?.output), .arguments(arguments), .input(binder.knownInput), .steps(scope),
    ])
    scope.addOutput(name, schema: operation?.output)
    return binder.emissions(emits, finder: finder, at: .init(place: .emission, step: name, scope: scope))
  }

  private func bindCheck(_ arguments: [BoundField], in binder: inout SagaBinder) -> BoundCheck? {
    guard let check, let operation = binder.operation(check) else { return nil }
    return BoundCheck(operation: operation, arguments: binder.sharedArguments(of: operation, from: arguments))
  }
}

extension SagaBinder {
  /// The arguments of an operation that is called for the sake of another: those of the action that it declares, the
  /// rest by name; all of the action's where nothing is declared.
  func sharedArguments(of operation: BoundOperation?, from action: [BoundField]) -> [BoundField] {
    guard let declared = operation?.input else { return action }
    let written = action.compactMap { field -> FieldSyntax? in
      guard case .written(let syntax) = field.source, declared.field(field.name) != nil else { return nil }
      return syntax
    }
    let finder = FieldFinder(providers: [.arguments(action), .input(knownInput)])
    return fields(written, declared: declared, finder: finder)
  }

  /// The alternatives for refusals, and what holds at the ends of those that lead on.
  mutating func bind(
    _ catches: [CatchSyntax], of step: String, from start: Flow
  ) -> (bound: [BoundCatch], exits: [Flow]) {
    var bound: [BoundCatch] = []
    var exits: [Flow] = []
    enclosing.append(step)
    for alternative in catches {
      var entry = start
      entry.scope.addRoot("error", .failure)
      var branch = bind(alternative.steps, from: entry, as: .caught(alternative.code))
      flow.scope.removeRoot("error")
      let leadsOn = alternative.then?.value != .compensate && flow.isAlive
      branch = BoundBranch(entry: branch.entry, steps: branch.steps, leadsOn: leadsOn)
      if leadsOn { exits.append(flow) }
      bound.append(BoundCatch(syntax: alternative, branch: branch))
    }
    enclosing.removeLast()
    return (bound, exits)
  }
}
