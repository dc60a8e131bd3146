import SkaldValue

/// One transition while it is made: the state as it becomes, and the commands so far.
struct Transition {
  let machine: Machine
  var state: SagaState
  let at: Timestamp
  var commands: [Command] = []
  /// Where frames go on once what is under way is done: a queue, so that a loop without waits is no recursion.
  var ready: [(frame: Int, node: NodeID)] = []
  /// What other instances hold of the entities of sub-sagas.
  var held: [HeldEntity] = []

  init(machine: Machine, state: SagaState, at: Timestamp) {
    self.machine = machine
    self.state = state
    self.at = at
    commands.reserveCapacity(Self.commandsUsual)
  }

  /// How many commands a transition usually makes: room for them at once is cheaper than growing, and this much still
  /// comes from where the allocator is quick.
  private static let commandsUsual = 6

  /// What is interpreted: lent, not copied.
  var program: SagaProgram { @inline(__always) _read { yield machine.program } }

  mutating func start() {
    record(.started)
    enterOwnEntities()
    run(0, from: program.entry)
    drain()
  }

  mutating func take(_ kind: SagaEvent.Kind) {
    apply(kind)
    drain()
    if machine.isParticipant { settleFlow() }
  }

  private mutating func apply(_ kind: SagaEvent.Kind) {
    switch kind {
    case .started, .adopted: return
    case .admitted: takeAdmission()
    case .heldUp(let until): takeHoldUp(until)
    case .answered(let call, let result): takeAnswer(call, result)
    case .due(let timer): takeTimer(timer)
    case .received(let event):
      if machine.isParticipant { takeFlowEvent(event) } else { takeEvent(event) }
    case .decided(let record, let answer, let actor): takeDecision(record, answer, by: actor)
    case .cancel(let reason, let actor): takeCancel(reason, by: actor)
    case .operated(let act): takeAct(act)
    case .dropped(let event): record(.dropped(event))
    case .recovered: takeRecovery([])
    case .crashed(let calls): takeRecovery(calls)
    case .interrupted(let calls): takeInterruption(calls)
    case .restored: takeRestoring()
    case .meeting(let held, let kind):
      self.held = held
      apply(kind)
    }
  }

  mutating func record(_ fact: Fact) { commands.append(.record(fact)) }

  /// The call that a record was reached by; nil where it is none.
  func active(_ id: RecordID) -> ActiveStep? {
    guard state.has(id), let node = state[id].node, case .invoke(let invoke) = program.nodes[node.index].instruction
    else { return nil }
    return ActiveStep(id: id, invoke: invoke)
  }

  /// The name of a record's step, as expressions know it.
  func name(_ id: RecordID) -> String { program.steps[id.step.index].name }

  /// The name of a record, as people know it.
  func title(_ id: RecordID) -> String { state.title(of: id, program) }
}

/// A call with the record that it has in this instance.
struct ActiveStep {
  let id: RecordID
  let invoke: Invoke
}

extension Transition {
  /// Whether the saga can still turn back.
  var isPivotOpen: Bool {
    // Nobody is in charge of a flow: what a participant did is undone by its reactions alone.
    !machine.isParticipant && !state.pivots.contains { state[$0].effect != .none }
  }

  /// Whether nothing in a frame is past its point of no return.
  func isPivotOpen(in frame: Int) -> Bool {
    !state.pivots.contains { state[$0].effect != .none && isInside(state[$0].frame, frame) }
  }

  /// Whether a frame is another, or a part of it.
  func isInside(_ frame: Int, _ outer: Int) -> Bool {
    var frame = frame
    while frame != outer {
      guard frame != 0 else { return false }
      frame = state.frames[frame].parent
    }
    return true
  }

  /// Whether a frame that an answer or a timer is for goes forward.
  func isRunning(_ id: RecordID) -> Bool {
    !state.status.isTerminal && state.frames[state[id].frame].phase == .running
  }
}
