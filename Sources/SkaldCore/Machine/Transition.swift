import SkaldValue

/// One transition while it is made: the state as it becomes, and the commands so far.
struct Transition {
  let program: SagaProgram
  var state: SagaState
  let at: Timestamp
  var commands: [Command] = []

  init(program: SagaProgram, state: SagaState, at: Timestamp) {
    self.program = program
    self.state = state
    self.at = at
    commands.reserveCapacity(Self.commandsUsual)
  }

  /// How many commands a transition usually makes: room for them at once is cheaper than growing.
  private static let commandsUsual = 8

  mutating func start() {
    record(.started)
    for (index, entity) in program.entities.enumerated() {
      let id = value(of: entity.id, for: "", event: nil) ?? .null
      state.entities.append(EntityState(id: id, state: entity.initial))
      record(.moved(EntityID(index), id: id, state: entity.initial))
    }
    advance(to: program.entry)
  }

  mutating func take(_ kind: SagaEvent.Kind) {
    switch kind {
    case .started: return
    case .answered(let call, let result): takeAnswer(call, result)
    case .due(let timer): takeTimer(timer)
    case .received(let event): takeEvent(event)
    case .cancel(let reason, _): takeCancel(reason)
    case .recovered: takeRecovery()
    }
  }

  mutating func record(_ fact: Fact) { commands.append(.record(fact)) }

  /// The call of a step: mostly the one that executes now.
  func invoke(of step: StepID) -> Invoke? {
    if let position = state.position, case .invoke(let invoke) = program.nodes[position.index].instruction,
      invoke.step == step
    {
      return invoke
    }
    for node in program.nodes {
      if case .invoke(let invoke) = node.instruction, invoke.step == step { return invoke }
    }
    return nil
  }

  /// Whether the saga can still turn back.
  var isPivotOpen: Bool {
    for id in state.dispatchOrder where state.steps[id.index].effect != .none {
      if let invoke = invoke(of: id), invoke.position == .pivot { return false }
    }
    return true
  }

  /// Whether a pivot was ever dispatched.
  var isPivotAttempted: Bool {
    state.dispatchOrder.contains { invoke(of: $0)?.position == .pivot }
  }
}
