package import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension BoundCall {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id), let operation = lowerer.operation(operation) else { return }
    var at = node
    if let condition = lowerer.expression(syntax.condition) {
      at = lowerer.reserve()
      let branch = Branch(cases: [.init(condition: condition, target: at)], otherwise: next, skipped: id)
      lowerer.emit(Node(.branch(branch)), at: node, from: syntax.condition?.range ?? step.place)
    }
    let plan = CallPlan(
      operation: operation, arguments: lowerer.fields(arguments),
      policy: lowerer.policy(lowerer.isPast(self) ? forwardPolicy : policy.lowered))
    let targets = lowerer.targets(of: catches, next: next)
    let invoke = Invoke(
      step: id, call: plan, idempotencyKey: syntax.idempotencyKey.map { lowerer.template($0) },
      dispatched: dispatched.map { lowerer.move($0) }, succeeded: succeeded.map { lowerer.move($0) },
      emissions: lowerer.emissions(emissions), undo: lowerer.undo(undo),
      position: lowerer.context.isPast ? .afterPivot : position, isOptional: isOptional,
      check: check.flatMap { lowerer.check($0, policy) },
      onUnknown: lowerer.isPast(self) && syntax.onUnknown == nil ? .retry : onUnknown, catches: targets.map { $0.entry }
    )
    lowerer.emit(Node(.invoke(invoke), next: next), at: at, from: step.place)
    lowerer.lower(targets, next: next)
  }
}

extension BoundCall {
  /// The policy where the saga that calls is past its point of no return: without end, unless the step says otherwise.
  fileprivate var forwardPolicy: CallPolicy {
    if case .written = policy.retryOrigin { return policy.lowered }
    return isOptional
      ? policy.lowered : CallPolicy(timeout: policy.timeout, heartbeat: policy.heartbeat, retry: .forward)
  }
}

extension Lowerer {
  /// Whether a call of a sub-saga comes after the pivot of the saga that calls, while its own saga has none before it.
  fileprivate func isPast(_ call: BoundCall) -> Bool { context.isPast && call.position != .afterPivot }

  /// An alternative whose first node is reserved and whose steps are still to be lowered.
  package struct Target {
    let entry: Catch
    let branch: BoundBranch
    let turnsBack: Bool
    let place: SourceRange
  }

  mutating func undo(_ undo: BoundUndo) -> [UndoPlan] {
    var plans: [UndoPlan] = []
    for call in undo.calls {
      guard let operation = operation(call.operation) else { continue }
      let plan = CallPlan(
        operation: operation, arguments: fields(call.arguments), policy: policy(call.policy.lowered))
      plans.append(UndoPlan(call: plan, emissions: emissions(call.emissions)))
    }
    return plans
  }

  mutating func check(_ check: BoundCheck, _ policy: BoundPolicy) -> CallPlan? {
    guard let operation = operation(check.operation) else { return nil }
    return CallPlan(operation: operation, arguments: fields(check.arguments), policy: self.policy(policy.lowered))
  }

  /// Reserves the first node of each alternative; one without steps leads straight on, or back.
  package mutating func targets(of catches: [BoundCatch], next: NodeID) -> [Target] {
    var targets: [Target] = []
    for alternative in catches {
      let turnsBack = alternative.syntax.then?.value == .compensate
      let target = alternative.branch.steps.isEmpty && !turnsBack ? next : reserve()
      let code = alternative.syntax.code
      targets.append(
        Target(
          entry: Catch(code: code.value == "other" ? nil : code.value, target: target), branch: alternative.branch,
          turnsBack: turnsBack, place: code.range))
    }
    return targets
  }

  /// Adds the steps of alternatives; one that turns back ends with the failure that led into it.
  package mutating func lower(_ targets: [Target], next: NodeID) {
    for target in targets {
      var end = next
      if target.turnsBack {
        end = target.branch.steps.isEmpty ? target.entry.target : reserve()
      }
      if !target.branch.steps.isEmpty { lower(target.branch.steps, at: target.entry.target, next: end) }
      if target.turnsBack { emit(Node(.fail(.again)), at: end, from: target.place) }
    }
  }
}
