package import SkaldCore
package import SkaldValue

/// Answers the calls of a run without services: by the contracts, or as somebody scripted.
package struct MockScript: Sendable {
  /// What a scripted operation does.
  package enum Behavior: Sendable, Hashable {
    /// Says no, for a reason that the contract lists.
    case refuses(code: String)
    /// Takes effect, and its answer is lost.
    case timesOut
    /// Answers that it cannot now, with a code that does not tell whether it took effect.
    case fails
    /// Answers with this.
    case returns(JSON)
  }

  /// What an operation does, and how often.
  package struct Rule: Sendable, Hashable {
    /// The operation, `service.action`.
    package var operation: String
    /// What it does.
    package var behavior: Behavior
    /// For how many calls; nil for all that follow.
    package var count: Int?

    /// Makes a rule.
    package init(operation: String, behavior: Behavior, count: Int? = nil) {
      self.operation = operation
      self.behavior = behavior
      self.count = count
    }
  }

  private var rules: [Rule]
  /// Results by idempotency key: a repeat of a call that took effect gets the same answer.
  private var results: [String: JSON?] = [:]
  /// How many calls of an operation took effect; generated values are numbered by it.
  private var effects: [String: Int] = [:]

  /// Makes a script; rules of one operation apply in their order, and then everything is fine.
  package init(_ rules: [Rule] = []) { self.rules = rules }

  /// What a call is answered; nil where the answer is lost.
  package mutating func answer(_ invocation: Invocation, _ program: SagaProgram) -> CallResult? {
    answer(invocation, program, as: nextBehavior(invocation.operation))
  }

  /// What a call is answered by an operation that does this; nil where the answer is lost.
  mutating func answer(_ invocation: Invocation, _ program: SagaProgram, as behavior: Behavior?) -> CallResult? {
    switch behavior {
    case .refuses(let code): return .refused(code: code, message: code)
    case .fails: return .retryable(effect: .unknown, notBefore: nil, message: "answered with status 500")
    case .returns(let result): return .ok(remember(result, invocation))
    case .timesOut:
      _ = result(of: invocation, program)
      return nil
    case nil: return .ok(result(of: invocation, program))
    }
  }

  /// What the next call of an operation does; nil where everything is fine.
  mutating func nextBehavior(_ operation: String) -> Behavior? {
    guard let index = rules.firstIndex(where: { $0.operation == operation && $0.count != 0 }) else { return nil }
    if let count = rules[index].count { rules[index].count = count - 1 }
    return rules[index].behavior
  }

  private mutating func result(of invocation: Invocation, _ program: SagaProgram) -> JSON? {
    if let known = results[invocation.idempotencyKey] { return known }
    let number = effects[invocation.operation, default: 0] + 1
    effects[invocation.operation] = number
    let schema = program.operations.first { $0.name == invocation.operation }?.output
    return remember(schema.map { SampleValue(number: number).value(of: $0, named: "value") }, invocation)
  }

  private mutating func remember(_ result: JSON?, _ invocation: Invocation) -> JSON? {
    results[invocation.idempotencyKey] = .some(result)
    return result
  }
}
