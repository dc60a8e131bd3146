import SkaldCore
import SkaldValue

/// Plays one instance in virtual time against scripted services that keep a ledger.
struct Play {
  enum Answer {
    /// Takes effect and answers.
    case ok
    /// A business refusal.
    case refuses(String)
    /// Takes effect, the answer is lost.
    case timesOut
    /// Answers 500 without effect.
    case fails
    /// Never arrives.
    case vanishes
    /// 429: not now, surely no effect.
    case busy
    /// A set-up fault.
    case blocked
    /// Takes the work on, and answers later.
    case pending
    /// Answers with this result.
    case returns(JSON)
  }

  let program: SagaProgram
  var script: [String: [Answer]]
  var sendsCourierEvent = true
  private(set) var state: SagaState
  private(set) var report = RunReport()
  private(set) var journal: [SagaEvent] = []
  private(set) var now = Timestamp(milliseconds: 1_000_000)
  private(set) var ledger: [String: [String: Int]] = [:]
  private var results: [String: CallResult] = [:]
  private var pending: [(due: Timestamp, kind: SagaEvent.Kind)] = []
  private var attempts: [String: Int] = [:]
  private var sent: [Invocation] = []

  init(_ program: SagaProgram, _ script: [String: [Answer]] = [:], input: JSON = ["orderId": 7, "amount": 5]) {
    self.program = program
    self.script = script
    let start = Start(uid: "1", key: "order-7", input: input)
    journal = [SagaEvent(at: now, .started(start))]
    let (state, commands) = Machine.begin(program, at: now, start)
    self.state = state
    obey(commands)
  }

  /// The arguments of an operation's calls, in order.
  func arguments(_ operation: String) -> [JSON] { sent.filter { $0.operation == operation }.map(\.arguments) }

  /// How often an operation took effect: repeats under one key count once.
  func effects(_ operation: String) -> Int { ledger[operation, default: [:]].values.reduce(0, +) }

  mutating func feed(_ kind: SagaEvent.Kind) {
    let event = SagaEvent(at: now, kind)
    let commands = Machine.reduce(program, &state, event)
    guard !commands.isEmpty else { return }
    journal.append(event)
    obey(commands)
  }

  mutating func advance(to time: Timestamp) { now = max(now, time) }

  /// One thing that is due next; false where nothing is.
  mutating func step() -> Bool {
    if sendsCourierEvent, case .wait? = state.position.map({ program.node($0).instruction }) {
      let data: JSON = ["orderId": 7, "deliveryId": "d-1"]
      feed(.received(ReceivedEvent(id: "e-1", name: "delivery.started.v1", data: data)))
      return true
    }
    let answer = pending.indices.min { pending[$0].due < pending[$1].due }
    let timer = state.nextDue(program)
    if let answer, pending[answer].due <= timer ?? pending[answer].due {
      let (due, kind) = pending.remove(at: answer)
      now = max(now, due)
      feed(kind)
      return true
    }
    guard let timer, timer < now + .days(1) else { return false }
    now = max(now, timer)
    for due in state.timersDue(program, at: now) { feed(.due(due)) }
    return true
  }

  /// Plays on until the instance ends, or nothing more can happen by itself.
  mutating func run(limit: Int = 200) {
    var count = 0
    while !state.status.isTerminal, !state.isStuck, count < limit, step() { count += 1 }
  }

  private mutating func obey(_ commands: [Command]) {
    report.add(commands, program)
    for case .call(let call) in commands {
      sent.append(call)
      serve(call)
    }
  }

  private mutating func serve(_ call: Invocation) {
    let count = attempts[call.operation, default: 0]
    attempts[call.operation] = count + 1
    let answers = script[call.operation] ?? [.ok]
    let soon = now + Milliseconds(10)
    switch answers[min(count, answers.count - 1)] {
    case .ok: reply(call, at: soon, takeEffect(call, .ok(Self.output(call))))
    case .returns(let value): reply(call, at: soon, takeEffect(call, .ok(value)))
    case .timesOut: _ = takeEffect(call, .ok(Self.output(call)))
    case .vanishes: return
    case .refuses(let code): reply(call, at: soon, results[call.idempotencyKey] ?? .refused(code: code, message: ""))
    case .fails: reply(call, at: soon, .retryable(effect: .unknown, notBefore: nil, message: "500"))
    case .busy: reply(call, at: soon, .retryable(effect: .none, notBefore: nil, message: "429"))
    case .blocked: reply(call, at: soon, .blocked(effect: .none, message: "404"))
    case .pending:
      _ = takeEffect(call, .ok(Self.output(call)))
      reply(call, at: soon, .pending)
    }
  }

  private mutating func reply(_ call: Invocation, at time: Timestamp, _ result: CallResult) {
    pending.append((time, .answered(call.id, result)))
  }

  private mutating func takeEffect(_ call: Invocation, _ result: CallResult) -> CallResult {
    // A check asks about a key; it does not use it up.
    if call.id.phase == .check { return result }
    if let known = results[call.idempotencyKey] { return known }
    results[call.idempotencyKey] = result
    ledger[call.operation, default: [:]][call.idempotencyKey] = 1
    return result
  }

  private static func output(_ call: Invocation) -> JSON? {
    switch call.operation {
    case "payment.charge": ["paymentId": "p-1"]
    case "payment.refund": ["refundId": "r-1"]
    default: nil
    }
  }
}
