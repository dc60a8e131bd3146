import SkaldCore
import SkaldValue

/// A saga as the reference model reads it: a graph of stages, each of which is a step of its own.
///
/// It says what an author says and nothing of how the machine runs it. ``ReferenceSaga/program`` is the same saga as
/// the machine reads it.
struct ReferenceSaga: Sendable {
  /// An operation, as its contract declares it.
  struct Contract: Sendable {
    var hasEffect = true
    var idempotency = Operation.Idempotency.key
    var remembersRefusals = true
    var hasBarrier = false
    /// Whether it declares a result: a number called `n`.
    var hasResult = false

    /// A refusal with a code, answered to a retry under the same key, proves that no attempt took effect.
    var isRefusalProof: Bool { idempotency == .key && remembersRefusals }
  }

  /// How long one attempt may take and how often it is repeated.
  struct Patience: Sendable {
    var timeout = Milliseconds.seconds(10)
    /// How many attempts; nil for no limit.
    var attempts: Int? = 3
    var waitMax = Milliseconds.seconds(4)
    var heartbeat: Milliseconds?
  }

  struct Alternative: Sendable {
    /// The code that it is for; nil for every code.
    var code: String?
    var stage: Int
  }

  struct Call: Sendable {
    var action = Contract()
    var patience = Patience()
    var position = Invoke.Position.beforePivot
    var isOptional = false
    var onUnknown = Invoke.OnUnknown.compensate
    var alternatives: [Alternative] = []
    /// How many calls undo it; 0 for `compensate: none`.
    var undoCalls = 1
    var undo = Contract()
    var undoPatience = Patience(attempts: nil)
    /// How often the service is asked what became of a call; nil without `check`.
    var check: Patience?
    /// The entity's states with the first dispatch and with the result.
    var dispatched: String?
    var succeeded: String?
  }

  struct Wait: Sendable {
    /// Whether a person's answer is awaited, and no event.
    var asks = false
    var limit: Milliseconds?
    var otherwise = SkaldCore.Wait.Otherwise.compensate
    var alternatives: [Alternative] = []
  }

  enum Kind: Sendable {
    case call(Call)
    case wait(Wait)
    case sleep(Milliseconds)
    case set
    /// `if` on the stage that follows: where it does not hold, that one is skipped.
    case guarded(holds: Bool, otherwise: Int)
    case fail(code: String)
    /// `then: compensate` of an alternative.
    case again
    case finish
  }

  struct Stage: Sendable {
    var kind: Kind
    var next: Int?
  }

  /// The entity's states at the turn and the ends.
  struct Outcome: Sendable {
    var completed: String?
    var compensating: String?
    var compensated: String?
    var stuck: String?
  }

  var stages: [Stage] = []
  var deadline: Milliseconds?
  var outcome = Outcome()
  /// The pairs of states between which the entity may move.
  var moves: Set<[String]> = []

  static let entityStates = ["A", "B", "C", "D"]
  /// What contracts declare as refusals.
  static let refusals = ["declined", "closed"]

  static func name(_ stage: Int) -> String { "s\(stage)" }

  func call(_ stage: Int) -> Call? {
    guard stages.indices.contains(stage), case .call(let call) = stages[stage].kind else { return nil }
    return call
  }

  func wait(_ stage: Int) -> Wait? {
    guard stages.indices.contains(stage), case .wait(let wait) = stages[stage].kind else { return nil }
    return wait
  }

  var pivot: Int? { stages.indices.first { call($0)?.position == .pivot } }
  var awaitsEvents: Bool { stages.indices.contains { wait($0)?.asks == false } }
}

extension ReferenceSaga.Patience {
  /// The n-th wait, from 1: `min(max, wait × factor^(n−1))`.
  func wait(_ number: Int) -> Milliseconds {
    var length = Milliseconds.seconds(1)
    for _ in 1..<max(number, 1) where length < waitMax { length = Milliseconds(length.count * 2) }
    return min(length, waitMax)
  }
}
