package import SkaldCore
package import SkaldValue

/// The services of a run in virtual time: they answer by their contracts, or as somebody scripted, and remember by
/// idempotency key.
package struct MockScript: Sendable {
  /// What a scripted operation does.
  package indirect enum Behavior: Sendable, Hashable {
    /// Says yes, with a value that its contract allows.
    case answers
    /// Answers with this.
    case returns(JSON)
    /// Says no, for a reason that the contract lists.
    case refuses(code: String)
    /// Takes effect, and its answer is lost.
    case timesOut
    /// Answers that it cannot now, with a code that does not tell whether it took effect. It did not.
    case fails
    /// Takes no effect, and never answers.
    case hangs
    /// Decides at once, and its answer comes so long after the attempt was given up.
    case late(Milliseconds, Behavior)

    /// Whether it settles the call: what comes before is a fault of an attempt.
    fileprivate var isDecision: Bool {
      switch self {
      case .answers, .returns, .refuses: true
      case .timesOut, .fails, .hangs, .late: false
      }
    }
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

  /// What comes back from a call.
  package struct Answer: Sendable {
    /// What the service says.
    package var result: CallResult
    /// How long after the attempt was given up it comes; nil where it comes in time.
    package var delay: Milliseconds?

    /// When it comes.
    func time(of invocation: Invocation, dispatched now: Timestamp, latency: Milliseconds) -> Timestamp {
      delay.map { invocation.deadline + $0 } ?? now + latency
    }
  }

  private var rules: [Rule]
  /// What the last attempt of a call met: a call that is made again since the engine ended meets the same.
  private var met: [ServiceMemory.Key: Behavior] = [:]
  private var memory = ServiceMemory()

  /// Makes a script; rules of one operation apply in their order, and then everything is fine.
  package init(_ rules: [Rule] = []) { self.rules = rules }

  /// How often an operation took effect: repeats under one key count once, the undo of what never happened does not.
  package func effects(of operation: String) -> Int { memory.effects(of: operation) }

  /// What a call is answered; nil where the answer is lost.
  /// - Parameter isAgain: Whether it was in flight when the engine ended.
  package mutating func answer(_ invocation: Invocation, _ program: SagaProgram, isAgain: Bool = false) -> Answer? {
    answer(invocation, program, as: nextBehavior(invocation, isAgain: isAgain))
  }

  /// What a call is answered by an operation that does this; nil where the answer is lost.
  mutating func answer(_ invocation: Invocation, _ program: SagaProgram, as behavior: Behavior?) -> Answer? {
    switch behavior {
    case .answers, nil: return Answer(result: memory.decide(invocation, program, nil))
    case .returns(let result): return Answer(result: memory.decide(invocation, program, .returns(result)))
    case .refuses(let code): return Answer(result: memory.decide(invocation, program, .refuses(code: code)))
    case .fails:
      return Answer(result: .retryable(effect: .unknown, notBefore: nil, message: "answered with status 500"))
    case .hangs: return nil
    case .timesOut:
      memory.takeEffectUnheard(invocation, program)
      return nil
    case .late(let delay, let decision):
      guard var answer = answer(invocation, program, as: decision) else { return nil }
      answer.delay = delay
      return answer
    }
  }

  /// What the next attempt of a call meets; nil where everything is fine.
  mutating func nextBehavior(_ invocation: Invocation, isAgain: Bool = false) -> Behavior? {
    let key = ServiceMemory.Key(invocation)
    if isAgain, let behavior = met[key] { return behavior }
    guard let index = rules.firstIndex(where: { $0.operation == invocation.operation && $0.count != 0 }) else {
      met[key] = nil
      return nil
    }
    let behavior = rules[index].behavior
    // What was decided under a key is repeated; the next decision is for the next call.
    if behavior.isDecision, memory.isSettled(key) { return .answers }
    if let count = rules[index].count { rules[index].count = count - 1 }
    met[key] = behavior
    return behavior
  }
}
