import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// The way of calls to their services, and of answers back.
extension SimulatedWorld {
  /// An action may still land so long after it was given up, where the engine counts on its time alone.
  private static let quiesceMax = Milliseconds.seconds(30)
  /// How late a call of a service comes that keeps tombstones: no time is too long for it.
  private static let latenessMax = 600_000

  /// Sends a call.
  mutating func send(_ call: HandlerCall, of id: InstanceID) {
    guard let (state, program) = try? daemon?.kernel.state(of: id) else { return }
    let invocation = call.invocation
    let name = "\(call.saga) \(call.key ?? call.instance) \(invocation.title)\(Self.words(invocation.id))"
    let attempt = "\(name) \(invocation.id.attempt)"
    var random = dice.randomness(of: attempt)
    let wayBack = Milliseconds(Int64(1 + random.number(below: 20)))
    var request = ServiceRequest(
      name: name, instance: id, call: call, program: program, process: process, holds: state.holds(program),
      wayBack: wayBack)
    let service = String(invocation.operation.prefix { $0 != "." })
    if let until = outages[service], until > now {
      tell("network", attempt, "connection refused")
      let refused = CallResult.retryable(effect: .none, notBefore: nil, message: "connection refused")
      return answer(refused, to: request)
    }
    if var loss = dice.strikes(.loss, attempt, oneIn: 6) {
      guard loss.strikes(oneIn: 2) else { return tell("network", attempt, "the request is lost") }
      request.losesAnswer = true
    }
    if var failure = dice.strikes(.failure, attempt, oneIn: 6) {
      request.failure = failure.strikes(oneIn: 2) ? .before : .after
    }
    var wayThere = Milliseconds(Int64(1 + random.number(below: 60)))
    let limit = longestWay(of: request)
    if dice.strikes(.duplicate, attempt, oneIn: 6) != nil, isRepeatable(request) {
      var copy = request
      copy.losesAnswer = true
      agenda.plan(.arrival(copy), at: now + Milliseconds(Int64(1 + random.number(below: limit))))
    }
    if var late = dice.strikes(.late, attempt, oneIn: 6) {
      let delay = Milliseconds(Int64(late.number(below: limit)))
      if late.strikes(oneIn: 2) { wayThere = delay } else { request.wayBack = delay }
    }
    agenda.plan(.arrival(request), at: now + wayThere)
  }

  private static func words(_ call: CallID) -> String {
    switch call.phase {
    case .action: ""
    case .undo: call.part == 0 ? " (undo)" : " (undo \(call.part + 1))"
    case .check: " (check)"
    }
  }

  /// How long a request may be on its way, in milliseconds. An action without a barrier lands before the engine may take it
  /// for gone; behind a barrier it may come whenever it likes, but for one that a check is asked about: an answer that there
  /// is nothing to undo raises no barrier.
  private mutating func longestWay(of request: ServiceRequest) -> Int {
    let operation = request.program.operations.first { $0.name == request.invocation.operation }
    if simulation.flaws.contains(.requestsOutlastQuiesce) { return Self.latenessMax }
    let isChecked = request.program.invoke(request.invocation.id.step)?.check != nil
    if operation?.hasBarrier == true, !isChecked, request.invocation.id.phase == .action { return Self.latenessMax }
    let timeout = request.invocation.deadline - (daemon?.now() ?? request.invocation.deadline)
    return max(2, Int(min(timeout, Self.quiesceMax).count) - 1)
  }

  /// Whether the contract allows that a network repeats the request at any time. What is only harmless to repeat would be done
  /// once more after its undo, and one who forgets refusals would think again: no engine can do anything about that.
  private func isRepeatable(_ request: ServiceRequest) -> Bool {
    guard let operation = request.program.operations.first(where: { $0.name == request.invocation.operation }) else {
      return true
    }
    guard request.invocation.id.phase == .action else { return operation.idempotency != .never }
    return operation.idempotency == .key && (operation.remembersRefusals || operation.refusals.isEmpty)
  }

  /// A call arrives.
  mutating func arrive(_ request: ServiceRequest) {
    outcome.calls += 1
    let known = services.ledger.entries.count
    let result = services.receive(request, at: now, &dice)
    let deed = services.ledger.entries.count > known ? services.ledger.entries.last?.deed.words : nil
    tell("service", request.name, [deed, "answers \(result.word)"].compactMap { $0 }.joined(separator: ", "))
    guard !request.losesAnswer else { return tell("network", request.name, "the answer is lost") }
    answer(result, to: request)
  }

  private mutating func answer(_ result: CallResult, to request: ServiceRequest) {
    let input = Input.answer(request.instance, request.invocation.id, result)
    inputs.plan(Incoming(process: request.process, input: input), at: now + request.wayBack)
  }

  /// What is on its way to services without a barrier arrives at once: a clock that leaps ahead takes from the engine the time
  /// that it waits for it.
  mutating func landRequests() {
    let landing = agenda.takeAll { happening in
      if case .arrival = happening { return true }
      return false
    }
    for case .arrival(let request) in landing { arrive(request) }
  }
}

extension Ledger.Deed {
  /// What happened, for the story.
  fileprivate var words: String {
    switch self {
    case .applied: "takes effect"
    case .undone: "is undone"
    case .foundNothing: "has nothing to undo"
    case .repeated: "is a repeat"
    case .refused: "is refused"
    case .tombstoned: "comes after its undo"
    }
  }
}

extension SagaState {
  /// The entities that it has in its hands now.
  fileprivate func holds(_ program: SagaProgram) -> [Ledger.Hold] {
    entities.map { entity in
      let table = program.entities[entity.entity.index]
      let name = "\(table.name) \(entity.id.text)"
      return Ledger.Hold(entity: name, isLocked: table.locked.contains(entity.state))
    }
  }
}
