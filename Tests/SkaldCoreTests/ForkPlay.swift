import SkaldCore
import SkaldValue

/// Plays a program of parts against services that keep a ledger by key, and a network that is as bad as its seed says.
struct ForkPlay {
  let program: SagaProgram
  private(set) var state: SagaState
  private(set) var report = RunReport()
  private(set) var journal: [SagaEvent]
  private(set) var now = Timestamp(milliseconds: 1_000_000)
  private(set) var violations: [String] = []
  /// Codes with which an operation refuses, by its name or by its key.
  var refusals: [String: String] = [:]
  /// Operations that never answer.
  var silent: Set<String> = []
  /// The highest number of actions that were in flight at once, by operation.
  private(set) var together: [String: Int] = [:]
  private var numbers: SeededNumbers
  private var faults: Int
  private var messages: [(due: Timestamp, order: Int, message: Adversary.Message)] = []
  private var results: [String: CallResult] = [:]
  private(set) var effects: [String: Int] = [:]
  private var undone: Set<String> = []
  private var posted = 0

  init(_ parts: [Part], input: JSON = ["items": [1, 2, 3]], seed: UInt64 = 0, faults: Int = 0, output: String? = nil) {
    self.init(PartLowerer.program(parts, output: output), input: input, seed: seed, faults: faults)
  }

  init(_ program: SagaProgram, input: JSON, seed: UInt64 = 0, faults: Int = 0) {
    self.program = program
    self.faults = faults
    numbers = SeededNumbers(seed: seed)
    let start = Start(uid: "1", key: nil, input: input)
    journal = [SagaEvent(at: now, .started(start))]
    let (state, commands) = Machine.begin(program, at: now, start)
    self.state = state
    obey(commands)
  }

  /// Refuses an operation, and plays on from the beginning.
  func refusing(_ operation: String, _ code: String) -> ForkPlay {
    var play = self
    play.refusals[operation] = code
    return play
  }

  mutating func run(limit: Int = 5000) {
    var count = 0
    while count < limit, !state.status.isTerminal, step() { count += 1 }
    if state.status.isTerminal { judge() }
  }

  mutating func feed(_ kind: SagaEvent.Kind) {
    let event = SagaEvent(at: now, kind)
    let commands = Machine.reduce(program, &state, event)
    guard !commands.isEmpty else { return }
    journal.append(event)
    obey(commands)
  }

  /// The engine dies and comes back: the state is what the journal tells.
  mutating func crash() {
    do {
      let again = try History.state(program, journal)
      if again != state { violations.append("the journal tells another state") }
      state = again
    } catch { violations.append("the journal cannot be read: \(error)") }
    feed(.recovered)
  }

  mutating func step() -> Bool {
    if mayFail(60) { feed(.cancel(reason: "", by: "")) }
    if mayFail(30) { crash() }
    let next = messages.indices.min { (messages[$0].due, messages[$0].order) < (messages[$1].due, messages[$1].order) }
    let timer = state.nextDue(program)
    if let next, messages[next].due <= timer ?? messages[next].due {
      let (due, _, message) = messages.remove(at: next)
      now = max(now, due)
      deliver(message)
      return true
    }
    guard let timer, timer < now + .days(1) else { return false }
    now = max(now, timer)
    for due in state.timersDue(program, at: now) { feed(.due(due)) }
    return true
  }

  private mutating func mayFail(_ odds: Int) -> Bool {
    guard faults > 0, numbers.once(in: odds) else { return false }
    faults -= 1
    return true
  }

  private mutating func obey(_ commands: [Command]) {
    report.add(commands, program)
    for case .call(let call) in commands {
      if mayFail(8) { continue }
      post(.request(call))
      if mayFail(20) { post(.request(call)) }
    }
    var flying: [String: Int] = [:]
    for call in state.inFlight where call.phase == .action { flying[program.step(call.step).name, default: 0] += 1 }
    together.merge(flying) { max($0, $1) }
  }

  private mutating func post(_ message: Adversary.Message) {
    let delay = mayFail(8) ? Int64.random(in: 0...9_000, using: &numbers) : Int64.random(in: 1...20, using: &numbers)
    posted += 1
    messages.append((now + Milliseconds(delay), posted, message))
  }

  private mutating func deliver(_ message: Adversary.Message) {
    switch message {
    case .reply(let call, let result): feed(.answered(call, result))
    case .request(let call):
      guard !silent.contains(call.operation) else { return }
      let result = serve(call)
      if mayFail(8) { return }
      post(.reply(call.id, result))
      if mayFail(20) { post(.reply(call.id, result)) }
    }
  }

  private mutating func serve(_ call: Invocation) -> CallResult {
    if let known = results[call.idempotencyKey] { return known }
    if call.id.phase == .action, mayFail(12) { return .retryable(effect: .unknown, notBefore: nil, message: "500") }
    let result = decide(call)
    results[call.idempotencyKey] = result
    let thing = String(call.idempotencyKey.dropLast(2))
    guard case .ok = result else { return result }
    if call.id.phase == .undo {
      undone.insert(thing)
      if effects[thing, default: 0] > 0 { effects[thing, default: 0] -= 1 }
    } else {
      effects[thing, default: 0] += 1
      if undone.contains(thing) { violations.append("\(thing) took effect after its undo") }
    }
    return result
  }

  private mutating func decide(_ call: Invocation) -> CallResult {
    if let code = refusals[call.operation] ?? refusals[call.title] { return .refused(code: code, message: "") }
    if call.id.phase == .action, mayFail(25) { return .refused(code: "no", message: "") }
    return .ok(["by": .string(call.title)])
  }

  /// What the state says of each effect is what the services' ledgers say.
  private mutating func judge() {
    for call in report.calls where call.id.phase == .action {
      let thing = String(call.idempotencyKey.dropLast(2))
      let net = effects[thing, default: 0]
      let isKept = stands(call.id.record)
      if net != (isKept ? 1 : 0) { violations.append("\(call.step): net effect \(net), kept \(isKept)") }
      if state.status == .compensated, net != 0 { violations.append("\(call.step): compensated with effect \(net)") }
    }
  }

  private func stands(_ id: RecordID) -> Bool { state[id].status == .succeeded && state[id].undo != .done }
}
