import SkaldCore
import SkaldValue

/// One instance whose every event a test feeds by hand: nothing happens by itself.
struct Bench {
  let program: SagaProgram
  private(set) var state: SagaState
  private(set) var now = Timestamp(milliseconds: 1_000_000)
  /// The calls that were dispatched, with the time.
  private(set) var sent: [(call: CallID, at: Timestamp)] = []
  private(set) var abandoned: [CallID] = []

  /// A saga of these calls, one after the other; ``s0`` is the first.
  init(_ calls: ReferenceSaga.Call...) {
    var saga = ReferenceSaga()
    for call in calls { saga.stages.append(.init(kind: .call(call), next: saga.stages.count + 1)) }
    saga.stages.append(.init(kind: .finish, next: nil))
    self.init(saga: saga)
  }

  init(saga: ReferenceSaga) {
    program = saga.program
    let commands: [Command]
    (state, commands) = Machine.begin(program, at: now, Start(uid: "1", key: nil, input: ["orderId": 7]))
    obey(commands)
  }

  static func record(_ step: Int) -> RecordID { RecordID(StepID(step)) }

  /// The operations' names, as `act0`, `undo0`, `check0`, with the attempt.
  var calls: [String] { sent.map { "\($0.call.phase) \($0.call.step.index).\($0.call.attempt)" } }

  /// When the first undo was dispatched.
  var firstUndo: Timestamp? { sent.first { $0.call.phase == .undo }?.at }

  mutating func feed(_ kind: SagaEvent.Kind) { obey(Machine.reduce(program, &state, SagaEvent(at: now, kind))) }

  mutating func answer(_ step: Int, _ result: CallResult, attempt: Int = 1, _ phase: Phase = .action) {
    feed(.answered(CallID(Self.record(step), phase: phase, attempt: attempt), result))
  }

  mutating func act(_ verb: OperatorAct.Verb) { feed(.operated(OperatorAct(verb, reason: "", by: "ann"))) }

  mutating func cancel() { feed(.cancel(reason: "", by: "")) }

  /// Lets time pass, with the timers that come due on the way.
  mutating func pass(_ length: Milliseconds) {
    let end = now + length
    while let due = state.nextDue(program), due <= end {
      now = max(now, due)
      for timer in state.timersDue(program, at: now) { feed(.due(timer)) }
    }
    now = end
  }

  private mutating func obey(_ commands: [Command]) {
    for command in commands {
      switch command {
      case .call(let call): sent.append((call.id, now))
      case .abandon(let call): abandoned.append(call)
      case .publish, .record: continue
      }
    }
  }
}
