import SkaldCore
import SkaldValue

/// The machine and the reference model side by side, under one script.
struct Comparison {
  let seed: UInt64
  private let program: SagaProgram
  private var machine: SagaState
  private(set) var model: Reference
  /// The first difference; nil where there is none.
  private(set) var difference: String?
  private(set) var events: [SagaEvent] = []

  static let eventsMax = 60

  init(seed: UInt64) {
    self.seed = seed
    let saga = RandomSaga.make(seed: seed)
    program = saga.program
    let start = Timestamp(milliseconds: 1_000_000)
    let (state, commands) = Machine.begin(
      program, at: start, Start(uid: "1", key: nil, input: ["orderId": 7]))
    machine = state
    model = Reference(saga, at: start)
    compare(commands)
  }

  mutating func run() {
    var script = RandomScript(seed: seed &* 7919)
    while difference == nil, events.count < Self.eventsMax, let event = script.next(model) {
      events.append(event)
      compareVerb(event)
      let commands = Machine.reduce(program, &machine, event)
      model.take(event)
      compare(commands)
    }
  }

  /// What happened, for people, in the form of the journal.
  var story: String {
    events.map { "\($0.at.milliseconds) \(String(decoding: $0.encoded, as: UTF8.self))" }.joined(separator: "\n")
  }

  private mutating func compareVerb(_ event: SagaEvent) {
    guard case .operated(let act) = event.kind else { return }
    expect("\(act.verb) is possible", machine.allows(act.verb, program), model.allows(act.verb))
  }

  private mutating func compare(_ commands: [Command]) {
    expect("status", machine.status, model.status)
    expect("cause", machine.cause, model.cause)
    expect("failure", machine.failure.map { [$0.code, $0.step] }, model.failure.map { [$0.code, $0.step] })
    expect("paused", machine.isPaused, model.isPaused)
    expect("stuck", machine.isStuck, model.isStuck)
    expect(
      "incidents", machine.incidents.map { Reference.Trouble(kind: $0.kind, step: $0.step, blocks: $0.blocks) },
      model.troubles)
    expect("entity", machine.entities.first?.state, model.entity)
    for step in model.steps.indices { compareStep(step) }
    expect("calls in flight", machine.inFlight, model.inFlight)
    let timers = machine.timersDue(program, at: Timestamp(milliseconds: .max))
    expect("timers", Set(timers), Set(model.timers.keys))
    expect("next timer", machine.nextDue(program), model.timers.values.min())
    var sent: [Reference.Sent] = []
    var abandoned: Set<CallID> = []
    var noted: CallID?
    for command in commands {
      switch command {
      case .call(let call):
        sent.append(
          .init(
            call: call.id, deadline: call.deadline, isOutcomeKnown: call.isOutcomeKnown, key: call.idempotencyKey))
      case .abandon(let call): abandoned.insert(call)
      case .record(.late(let call, _)): noted = call
      case .publish, .record: continue
      }
    }
    expect("noted as late", noted, model.noted)
    expect("dispatched", sent, model.sent)
    expect("abandoned", abandoned, model.abandoned)
  }

  private mutating func compareStep(_ step: Int) {
    let (left, right) = (machine.steps[step], model.steps[step])
    let name = ReferenceSaga.name(step)
    expect("\(name).state", left.status, right.state)
    expect("\(name).effect", left.effect, right.effect)
    expect("\(name).undo", left.undo, right.undo)
    guard model.saga.call(step) != nil else { return }
    expect("\(name).output", left.output, right.output)
    expect("\(name).attempts", left.action.attempts, right.action.all.count)
    expect("\(name).error", left.error?.code, right.error?.code)
  }

  private mutating func expect<Value: Equatable>(_ what: String, _ machine: Value, _ model: Value) {
    guard machine != model, difference == nil else { return }
    difference = "\(what): the machine says \(machine), the tables say \(model)"
  }
}
