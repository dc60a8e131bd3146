import SkaldCore
import SkaldValue

/// The random numbers of a seed: SplitMix64, the same everywhere.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// True once in so many.
  mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// Plays one instance against a network that loses, delays and repeats, services that refuse, an engine that dies, and
/// people who cancel. After a while the faults stop.
struct Adversary {
  enum Message {
    case request(Invocation)
    case reply(CallID, CallResult)
  }

  let program: SagaProgram
  private(set) var state: SagaState
  private(set) var journal: [SagaEvent]
  private(set) var now = Timestamp(milliseconds: 1_000_000)
  private(set) var violations: [String] = []
  private var numbers: SeededNumbers
  private var messages: [(due: Timestamp, message: Message)] = []
  private var results: [String: CallResult] = [:]
  private var applied: [String: Int] = [:]
  private var undone: Set<String> = []
  private var faults = 6

  init(_ program: SagaProgram, seed: UInt64) {
    self.program = program
    numbers = SeededNumbers(seed: seed)
    let start = Start(uid: "1", key: "order-7", input: ["orderId": 7, "amount": 5])
    journal = [SagaEvent(at: now, .started(start))]
    let (state, commands) = Machine.begin(program, at: now, start)
    self.state = state
    obey(commands)
  }

  mutating func run() {
    var count = 0
    while count < 3000, step() { count += 1 }
    if !state.status.isTerminal { violations.append("does not end: \(state.status), \(state.incidents)") }
    judge()
  }

  private mutating func step() -> Bool {
    if mayFail(40) { feed(.cancel(reason: "changed my mind", by: "customer")) }
    if mayFail(40) { crash() }
    if mayFail(30) { retryByHand() }
    let next = messages.indices.min { messages[$0].due < messages[$1].due }
    let timer = state.nextDue(program)
    if let next, messages[next].due <= timer ?? messages[next].due {
      let (due, message) = messages.remove(at: next)
      now = max(now, due)
      deliver(message)
      return true
    }
    guard let timer else { return false }
    now = max(now, timer)
    for due in state.timersDue(program, at: now) { feed(.due(due)) }
    return true
  }

  private mutating func mayFail(_ odds: Int) -> Bool {
    guard faults > 0, numbers.once(in: odds) else { return false }
    faults -= 1
    return true
  }

  private mutating func feed(_ kind: SagaEvent.Kind) {
    let event = SagaEvent(at: now, kind)
    let commands = Machine.reduce(program, &state, event)
    guard !commands.isEmpty else { return }
    journal.append(event)
    obey(commands)
  }

  /// An operator who cannot wait.
  private mutating func retryByHand() {
    let record = RecordID(StepID(Int.random(in: 0..<program.steps.count, using: &numbers)), block: 0)
    feed(.operated(OperatorAct(.retry(record), reason: "", by: "operator")))
  }

  /// The engine dies and comes back: the state is what the journal tells.
  private mutating func crash() {
    do {
      let again = try History.state(program, journal)
      if again != state { violations.append("the journal tells another state") }
      state = again
    } catch { violations.append("the journal cannot be read: \(error)") }
    feed(.recovered)
  }

  private mutating func obey(_ commands: [Command]) {
    for case .call(let call) in commands {
      if call.id.phase == .undo, isPivotDone { violations.append("an undo after the pivot: \(call.operation)") }
      if mayFail(6) { continue }
      post(.request(call))
      if mayFail(12) { post(.request(call)) }
    }
    if case .wait? = state.position.map({ program.node($0).instruction }) {
      feed(.received(.init(id: "e", name: "delivery.started.v1", data: ["orderId": 7])))
    }
  }

  private var isPivotDone: Bool { applied["delivery.request", default: 0] > 0 }

  /// Delays stay below the time for which an undo waits.
  private mutating func post(_ message: Message) {
    let delay = mayFail(5) ? Int64.random(in: 0...9_000, using: &numbers) : Int64.random(in: 1...20, using: &numbers)
    messages.append((now + Milliseconds(delay), message))
  }

  private mutating func deliver(_ message: Message) {
    switch message {
    case .reply(let call, let result): feed(.answered(call, result))
    case .request(let call):
      let result = serve(call)
      if mayFail(6) { return }
      post(.reply(call.id, result))
      if mayFail(12) { post(.reply(call.id, result)) }
    }
  }

  private mutating func serve(_ call: Invocation) -> CallResult {
    if call.id.phase == .check { return tell(call) }
    if let known = results[call.idempotencyKey] { return known }
    if call.id.phase == .action, mayFail(10) {
      return .retryable(effect: .unknown, notBefore: nil, message: "500")
    }
    let result = decide(call)
    results[call.idempotencyKey] = result
    if case .ok = result { takeEffect(call) }
    return result
  }

  /// What became of the call with this key: a request that is still on its way cannot be told.
  private func tell(_ call: Invocation) -> CallResult {
    switch results[call.idempotencyKey] {
    case .ok(let output): .ok(["outcome": "applied", "output": output ?? .null])
    case .refused: .ok(["outcome": "none"])
    case .retryable, .lost, .pending, .blocked, nil: .ok(["outcome": "unknown"])
    }
  }

  private mutating func decide(_ call: Invocation) -> CallResult {
    switch call.operation {
    case "payment.charge": mayFail(8) ? .refused(code: "card_declined", message: "") : .ok(["paymentId": "p"])
    case "inventory.reserve": mayFail(8) ? .refused(code: "out_of_stock", message: "") : .ok(nil)
    case "delivery.request": mayFail(8) ? .refused(code: "address_unserviceable", message: "") : .ok(nil)
    case "payment.refund": .ok(["refundId": "r"])
    default: .ok(nil)
    }
  }

  private mutating func takeEffect(_ call: Invocation) {
    switch call.operation {
    case "payment.refund": undo("payment.charge")
    case "inventory.release": undo("inventory.reserve")
    default:
      applied[call.operation, default: 0] += 1
      if undone.contains(call.operation) { violations.append("\(call.operation) took effect after its undo") }
    }
  }

  /// An undo of what never happened does nothing.
  private mutating func undo(_ operation: String) {
    undone.insert(operation)
    if applied[operation, default: 0] > 0 { applied[operation, default: 0] -= 1 }
  }

  private mutating func judge() {
    let net = ["payment.charge", "inventory.reserve"].map { applied[$0, default: 0] }
    let shipped = applied["delivery.request", default: 0]
    switch state.status {
    case .completed:
      if net != [1, 1] || shipped != 1 { violations.append("completed with effects \(net), shipped \(shipped)") }
    case .compensated:
      if net != [0, 0] || shipped != 0 { violations.append("compensated with effects \(net), shipped \(shipped)") }
    case .scheduled, .running, .compensating, .failed, .terminated: violations.append("ended as \(state.status)")
    }
  }
}
