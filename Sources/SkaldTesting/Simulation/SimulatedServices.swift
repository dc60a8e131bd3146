import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// A call on its way to its service.
struct ServiceRequest {
  /// What it is called in the story and in the seed's fates.
  let name: String
  let instance: InstanceID
  let call: HandlerCall
  let program: SagaProgram
  /// The process that made it: another one does not hear the answer.
  let process: Int
  let holds: [Ledger.Hold]
  /// Whether its answer is lost.
  var losesAnswer = false
  /// Whether it fails: before it takes effect, or after.
  var failure: Failing?
  /// How long the way back takes.
  var wayBack: Milliseconds

  enum Failing {
    case before
    case after
  }

  var invocation: Invocation { call.invocation }
  var place: Ledger.Place { .init(instance: call.instance, record: invocation.id.record) }
}

/// The services of a simulation: they keep what their contracts promise, and a ledger.
struct SimulatedServices {
  private struct Key: Hashable {
    let operation: String
    let key: String
  }

  private var answers: [Key: CallResult] = [:]
  private var numbers: [String: Int] = [:]
  private(set) var ledger = Ledger()
  let flaws: Set<SimulationFlaw>

  init(flaws: Set<SimulationFlaw>) { self.flaws = flaws }

  /// Takes up a call that arrived.
  mutating func receive(_ request: ServiceRequest, at time: Milliseconds, _ dice: inout FaultDice) -> CallResult {
    let unknown = CallResult.retryable(effect: .unknown, notBefore: nil, message: "answered with status 500")
    if request.failure == .before { return unknown }
    let result =
      switch request.invocation.id.phase {
      case .check: check(request)
      case .action: act(request, at: time, &dice)
      case .undo: undo(request, at: time)
      }
    return request.failure == .after ? unknown : result
  }

  private mutating func act(
    _ request: ServiceRequest, at time: Milliseconds, _ dice: inout FaultDice
  ) -> CallResult {
    let (operation, key) = (operation(of: request), key(of: request))
    if ledger.sums[request.place]?.hasTombstone == true {
      note(request, .tombstoned, at: time)
      return .refused(code: SkaldCore.Failure.tombstoned, message: "the undo came first")
    }
    // What is natural is done anew where it was undone.
    let isUndone = operation.idempotency == .natural && ledger.sums[request.place].map { $0.undone > 0 } == true
    if remembers(operation), !isUndone, let known = answers[key] {
      note(request, .repeated, at: time)
      return known
    }
    if let code = refusal(of: request, operation, &dice) {
      note(request, .refused, at: time)
      let result = CallResult.refused(code: code, message: code)
      if remembers(operation), operation.remembersRefusals { answers[key] = result }
      return result
    }
    note(request, .applied, at: time)
    return remember(request, operation, key)
  }

  private mutating func undo(_ request: ServiceRequest, at time: Milliseconds) -> CallResult {
    let (operation, key) = (operation(of: request), key(of: request))
    if remembers(operation), let known = answers[key] {
      note(request, .repeated, at: time)
      return known
    }
    let (action, count) = request.program.undoneAction(request.invocation.id.step)
    if action?.hasBarrier == true, !flaws.contains(.servicesKeepNoTombstones) {
      ledger.sums[request.place, default: .init()].hasTombstone = true
    }
    var sum = ledger.sums[request.place] ?? .init()
    guard sum.net > 0 || sum.undone > 0 && operation.idempotency == .never else {
      note(request, .foundNothing, at: time)
      return remember(request, operation, key)
    }
    sum.parts.insert(request.invocation.id.part)
    if sum.parts.count >= count {
      sum.undone += 1
      sum.parts = []
    }
    ledger.sums[request.place] = sum
    note(request, .undone, at: time)
    return remember(request, operation, key)
  }

  /// What became of an action.
  private func check(_ request: ServiceRequest) -> CallResult {
    guard let action = request.program.operation(calledBy: request.invocation.id.step),
      case .ok(let output)? = answers[Key(operation: action, key: request.invocation.idempotencyKey)],
      ledger.sums[request.place].map({ $0.applied > 0 }) == true
    else { return .ok(["outcome": "none"]) }
    return .ok(["outcome": "applied", "output": output ?? .null])
  }

  /// Why a service says no to an action; nil where it does not.
  private func refusal(
    of request: ServiceRequest, _ operation: SkaldCore.Operation, _ dice: inout FaultDice
  ) -> String? {
    guard !operation.refusals.isEmpty, request.program.mayBeRefused(request.invocation.id.step) else { return nil }
    // One who remembers decides once; others change their minds with each attempt.
    let isOnce = remembers(operation) && operation.remembersRefusals
    let name = isOnce ? request.name : "\(request.name) \(request.invocation.id.attempt)"
    guard var random = dice.strikes(.refusal, name, oneIn: 5) else { return nil }
    return operation.refusals[random.number(below: operation.refusals.count)]
  }

  private mutating func remember(
    _ request: ServiceRequest, _ operation: SkaldCore.Operation, _ key: Key
  ) -> CallResult {
    let number = numbers[operation.name, default: 0] + 1
    numbers[operation.name] = number
    let output = operation.output.map { SampleValue(number: number, choice: number).value(of: $0, named: "value") }
    answers[key] = .ok(output)
    return .ok(output)
  }

  private mutating func note(_ request: ServiceRequest, _ deed: Ledger.Deed, at time: Milliseconds) {
    ledger.add(
      .init(
        time: time, place: request.place, operation: request.invocation.operation, title: request.invocation.title,
        phase: request.invocation.id.phase, deed: deed, holds: request.holds))
  }

  private func operation(of request: ServiceRequest) -> SkaldCore.Operation {
    request.program.operations.first { $0.name == request.invocation.operation }
      ?? Operation(name: request.invocation.operation)
  }

  private func key(of request: ServiceRequest) -> Key {
    Key(operation: request.invocation.operation, key: request.invocation.idempotencyKey)
  }

  private func remembers(_ operation: SkaldCore.Operation) -> Bool {
    operation.idempotency != .never && !flaws.contains(.servicesForgetKeys)
  }
}

extension SagaProgram {
  /// The call of a step; nil where it is something else.
  func invoke(_ step: StepID) -> Invoke? {
    for node in nodes {
      if case .invoke(let invoke) = node.instruction, invoke.step == step { return invoke }
    }
    return nil
  }

  /// The operation that a step's undo undoes, and in how many calls.
  fileprivate func undoneAction(_ step: StepID) -> (operation: SkaldCore.Operation?, parts: Int) {
    guard let invoke = invoke(step) else { return (nil, 1) }
    return (operation(invoke.call.operation), max(1, invoke.undo.count))
  }

  /// Whether a refusal of a step is something that its saga can live with.
  fileprivate func mayBeRefused(_ step: StepID) -> Bool { invoke(step).map { $0.position != .afterPivot } ?? false }
}
