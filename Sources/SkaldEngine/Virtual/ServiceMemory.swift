package import SkaldCore
import SkaldValue

/// What services of a run in virtual time know of the calls that reached them.
struct ServiceMemory {
  /// What tells a repeat: the same idempotency key at the same operation.
  struct Key: Hashable {
    let operation: String
    let key: String
    /// Whether it asks what became of a call: that is under the key of the other.
    let isCheck: Bool

    init(_ invocation: Invocation) {
      operation = invocation.operation
      key = invocation.idempotencyKey
      isCheck = invocation.id.phase == .check
    }

    /// The call of an operation under a key.
    init(operation: String, key: String) {
      self.operation = operation
      self.key = key
      isCheck = false
    }
  }

  /// What a script wants decided.
  enum Decision {
    case returns(JSON)
    case refuses(code: String)
  }

  private enum Entry {
    /// It took effect, with this result; one that was made up and that nobody heard of may still become another.
    case done(JSON?, isSettled: Bool)
    /// It was refused.
    case refused(code: String)
  }

  /// An action that took effect.
  private struct Applied: Hashable {
    let program: String
    let record: RecordID
  }

  private var entries: [Key: Entry] = [:]
  private var counts: [String: Int] = [:]
  private var applied: Set<Applied> = []
  /// Generated values are numbered by operation.
  private var numbers: [String: Int] = [:]

  func effects(of operation: String) -> Int { counts[operation, default: 0] }

  /// Whether the service knows its answer to a call.
  func isSettled(_ key: Key) -> Bool {
    switch entries[key] {
    case .done(_, let isSettled): isSettled
    case .refused: true
    case nil: false
    }
  }

  /// Answers a call, as it was answered before where it was, else as a script wants it.
  mutating func decide(_ invocation: Invocation, _ program: SagaProgram, _ decision: Decision?) -> CallResult {
    let key = Key(invocation)
    if key.isCheck { return check(invocation, program, decision) }
    switch (entries[key], decision) {
    case (.refused(let code), _): return .refused(code: code, message: code)
    case (.done(let result, _), .refuses(let code)):
      guard !program.repeatsDecisions(of: invocation.operation) else { return .ok(settle(key, result)) }
      return .refused(code: code, message: code)
    case (.done(_, isSettled: false), .returns(let result)): return .ok(settle(key, result))
    case (.done(let result, _), _): return .ok(settle(key, result))
    case (nil, .refuses(let code)):
      if program.repeatsDecisions(of: invocation.operation) { entries[key] = .refused(code: code) }
      return .refused(code: code, message: code)
    case (nil, .returns(let result)):
      takeEffect(invocation, program)
      return .ok(settle(key, result))
    case (nil, nil):
      takeEffect(invocation, program)
      return .ok(settle(key, madeUpResult(of: invocation.operation, program)))
    }
  }

  /// Takes effect, and nobody hears of it.
  mutating func takeEffectUnheard(_ invocation: Invocation, _ program: SagaProgram) {
    let key = Key(invocation)
    guard !key.isCheck, entries[key] == nil else { return }
    takeEffect(invocation, program)
    entries[key] = .done(madeUpResult(of: invocation.operation, program), isSettled: false)
  }

  private mutating func settle(_ key: Key, _ result: JSON?) -> JSON? {
    entries[key] = .done(result, isSettled: true)
    return result
  }

  private mutating func takeEffect(_ invocation: Invocation, _ program: SagaProgram) {
    let record = invocation.id.record
    let undone = program.undoneSteps(by: record.step)
    if invocation.id.phase == .undo {
      guard applied.contains(Applied(program: program.name, record: record)) else { return }
    } else if !undone.isEmpty {
      guard applied.contains(where: { $0.program == program.name && undone.contains($0.record.step) }) else { return }
    } else {
      applied.insert(Applied(program: program.name, record: record))
    }
    counts[invocation.operation, default: 0] += 1
  }

  private mutating func madeUpResult(of operation: String, _ program: SagaProgram) -> JSON? {
    let number = numbers[operation, default: 0] + 1
    numbers[operation] = number
    let schema = program.operations.first { $0.name == operation }?.output
    return schema.map { SampleValue(number: number).value(of: $0, named: "value") }
  }

  /// What became of a call: the truth, unless a script says something else.
  private func check(_ invocation: Invocation, _ program: SagaProgram, _ decision: Decision?) -> CallResult {
    switch decision {
    case .returns(let answer): return .ok(answer)
    case .refuses(let code): return .refused(code: code, message: code)
    case nil:
      guard let operation = program.operation(calledBy: invocation.id.step),
        case .done(let result, _) = entries[Key(operation: operation, key: invocation.idempotencyKey)]
      else { return .ok(["outcome": "none"]) }
      return .ok(["outcome": "applied", "output": result ?? .null])
    }
  }
}

extension SagaProgram {
  /// Whether an operation decides once under a key, and repeats what it decided.
  fileprivate func repeatsDecisions(of name: String) -> Bool {
    guard let operation = operations.first(where: { $0.name == name }) else { return true }
    return operation.idempotency == .key && operation.remembersRefusals
  }

  /// The steps whose effect a reaction undoes.
  fileprivate func undoneSteps(by step: StepID) -> [StepID] {
    guard isParticipant, let part = participation else { return [] }
    return part.reactions.first { $0.step == step }?.undone ?? []
  }

  /// The operation that a step calls.
  package func operation(calledBy step: StepID) -> String? {
    for node in nodes {
      if case .invoke(let invoke) = node.instruction, invoke.step == step {
        return operation(invoke.call.operation).name
      }
    }
    return nil
  }
}
