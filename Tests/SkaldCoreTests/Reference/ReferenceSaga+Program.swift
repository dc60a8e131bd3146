import CEL
import JSONSchema
import SkaldCore
import SkaldValue

extension ReferenceSaga {
  /// The saga as the machine reads it.
  ///
  /// Stage, node and step have one number. Three operations and three policies belong to each stage, whether it needs
  /// them or not: of the action, of the undo, of the check.
  var program: SagaProgram {
    let contracts = stages.indices.flatMap { stage in
      let call = call(stage) ?? Call()
      return [
        call.action.operation("service.act\(stage)"), call.undo.operation("service.undo\(stage)"),
        Contract(hasEffect: false).operation("service.check\(stage)"),
      ]
    }
    return SagaProgram(
      name: "random", version: 1, input: .openObject, key: nil, startedBy: nil, entities: [entity],
      operations: contracts, events: [EventType(name: Self.event, topic: nil, key: "orderId")],
      steps: stages.indices.map { Step(name: Self.name($0), path: Self.name($0)) },
      nodes: stages.indices.map { Node(instruction($0), next: stages[$0].next.map { NodeID($0) }) }, entry: NodeID(0),
      outcome: SkaldCore.Outcome(
        completed: effects(outcome.completed), compensating: effects(outcome.compensating),
        compensated: effects(outcome.compensated), stuck: effects(outcome.stuck)),
      output: nil,
      tuning: Tuning(policies: stages.indices.flatMap { policies($0) }, deadline: deadline))
  }

  static let event = "news.v1"

  private var entity: Entity {
    Entity(
      name: "thing", id: TestPrograms.expression("input.orderId"), initial: Self.entityStates[0],
      states: Self.entityStates.map { state in
        Entity.State(name: state, next: Self.entityStates.filter { moves.contains([state, $0]) })
      })
  }

  private func policies(_ stage: Int) -> [CallPolicy] {
    let call = call(stage) ?? Call()
    let action = wait(stage)?.limit.map { CallPolicy(timeout: $0) } ?? call.patience.policy
    return [action, call.undoPatience.policy, (call.check ?? Patience()).policy]
  }

  private func move(_ state: String?) -> [EntityMove] {
    state.map { [EntityMove(entity: EntityID(0), state: $0)] } ?? []
  }

  private func effects(_ state: String?) -> SkaldCore.Outcome.Effects { .init(moves: move(state)) }

  private func catches(_ alternatives: [Alternative]) -> [Catch] {
    alternatives.map { Catch(code: $0.code, target: NodeID($0.stage)) }
  }

  private func instruction(_ stage: Int) -> Instruction {
    switch stages[stage].kind {
    case .call(let call): return .invoke(invoke(stage, call))
    case .wait(let wait):
      let policy = wait.limit.map { _ in PolicyID(3 * stage) }
      let catches = catches(wait.alternatives)
      if wait.asks {
        return .wait(
          .init(
            step: StepID(stage), question: .init(answer: .bool), policy: policy, otherwise: wait.otherwise,
            catches: catches))
      }
      return .wait(
        .init(step: StepID(stage), event: EventTypeID(0), policy: policy, otherwise: wait.otherwise, catches: catches))
    case .sleep(let length):
      return .sleep(Sleep(step: StepID(stage), until: .literal(.string("\(length.count / 1000)s"))))
    case .set: return .set(step: StepID(stage), value: .literal(.bool(true)))
    case .guarded(let holds, let otherwise):
      let guarded = stages[stage].next ?? otherwise
      return .branch(
        Branch(
          cases: [.init(condition: TestPrograms.condition(holds ? "true" : "false"), target: NodeID(guarded))],
          otherwise: NodeID(otherwise), skipped: StepID(guarded)))
    case .fail(let code): return .fail(.raise(code: code, message: nil, step: StepID(stage)))
    case .again: return .fail(.again)
    case .finish: return .finish
    }
  }

  private func invoke(_ stage: Int, _ call: Call) -> Invoke {
    let plan = { (place: Int) in
      CallPlan(
        operation: OperationID(3 * stage + place), arguments: .literal([:]), policy: PolicyID(3 * stage + place))
    }
    return Invoke(
      step: StepID(stage), call: plan(0), dispatched: move(call.dispatched), succeeded: move(call.succeeded),
      undo: Array(repeating: UndoPlan(call: plan(1)), count: call.undoCalls), position: call.position,
      isOptional: call.isOptional, check: call.check == nil ? nil : plan(2), onUnknown: call.onUnknown,
      catches: catches(call.alternatives))
  }
}

extension ReferenceSaga.Contract {
  func operation(_ name: String) -> Operation {
    let result = Schema.object(.init(fields: [.init(name: "n", schema: .int)], isClosed: false))
    return Operation(
      name: name, output: hasResult ? result : nil, refusals: ReferenceSaga.refusals, isDeclared: true,
      hasEffect: hasEffect, idempotency: idempotency, remembersRefusals: remembersRefusals,
      hasBarrier: hasBarrier)
  }
}

extension ReferenceSaga.Patience {
  var policy: CallPolicy {
    CallPolicy(
      timeout: timeout, heartbeat: heartbeat,
      retry: RetryPolicy(attempts: attempts, wait: .seconds(1), factor: 2, max: waitMax, hasJitter: false))
  }
}
