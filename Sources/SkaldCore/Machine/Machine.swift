public import SkaldValue

/// The interpreter: a pure function from a program, a state and an event to the next state and what is to be done.
///
/// It knows no time but that of events, no randomness, no input or output. The same events give the same states and
/// commands, in every process and on every machine; so a journal of events is all that has to be kept.
///
/// Who runs many instances of a program keeps one of these: a program holds some thirty references, and to hand it to
/// each transition would copy them all.
public final class Machine: Sendable {
  /// What is interpreted.
  public let program: SagaProgram
  /// Whether it is a participant of a choreographed flow: each transition asks.
  let isParticipant: Bool

  /// Makes an interpreter of a program.
  public init(_ program: SagaProgram) {
    self.program = program
    isParticipant = program.isParticipant
  }

  /// Begins an instance.
  /// - Returns: its state, and the commands of the first transition.
  public func begin(at time: Timestamp, _ start: Start) -> (SagaState, [Command]) {
    let state = SagaState(start: start, at: time, steps: program.steps.count)
    var transition = Transition(machine: self, state: state, at: time)
    if let wait = start.wait { transition.schedule(wait) } else { transition.start() }
    return (transition.state, transition.commands)
  }

  /// Takes up an event.
  ///
  /// An event that has no bearing (an answer that came too late to matter, a timer that is not due any more) leaves the
  /// state as it is and gives no command; it need not be kept.
  public func reduce(_ state: inout SagaState, _ event: SagaEvent) -> [Command] {
    let time = max(event.at, state.updatedAt)
    var transition = Transition(machine: self, state: state.moved(), at: time)
    transition.take(event.kind)
    if !transition.commands.isEmpty { transition.state.updatedAt = time }
    swap(&state, &transition.state)
    return transition.commands
  }

  /// Begins an instance of a program that is interpreted once.
  public static func begin(_ program: SagaProgram, at time: Timestamp, _ start: Start) -> (SagaState, [Command]) {
    Machine(program).begin(at: time, start)
  }

  /// Takes up one event under a program.
  public static func reduce(_ program: SagaProgram, _ state: inout SagaState, _ event: SagaEvent) -> [Command] {
    Machine(program).reduce(&state, event)
  }
}

extension SagaState {
  init(start: Start, at time: Timestamp, steps count: Int) {
    self.start = start
    startedAt = time
    begunAt = time
    updatedAt = time
    frames = [Frame()]
    steps = Array(repeating: StepState(), count: count)
    entities = []
  }

  /// Takes the state out of its place, so that a transition changes it without copying what it holds.
  mutating func moved() -> SagaState {
    var taken = SagaState(emptyAt: updatedAt)
    swap(&self, &taken)
    return taken
  }

  private init(emptyAt time: Timestamp) {
    start = Start(uid: "", key: nil, input: .null)
    startedAt = time
    begunAt = time
    updatedAt = time
    frames = []
    steps = []
    entities = []
  }
}
