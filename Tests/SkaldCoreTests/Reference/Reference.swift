import SkaldCore
import SkaldValue

/// The reference model: how a saga runs, written down from the tables and from nothing of the machine.
///
/// It is slow and plain on purpose. It shares with the machine the words (states, events, ids) and no logic; each row of
/// a table has a name, ``ReferenceRow``, and is counted where it applies. Where a decision record or the page “How a
/// saga runs” is finer than the tables, the model follows it, and says so at the place.
///
/// Branches, loops, scopes and sub-sagas are left out: the services' ledgers judge those (``ForkAdversaryTests``).
struct Reference {
  /// One attempt of a call.
  struct Attempt {
    enum State { case dispatched, waiting, over }
    let number: Int
    var state = State.dispatched
    /// When it is given up, and when at the latest, whatever it reports.
    var deadline: Timestamp
    let limit: Timestamp
    let began: Timestamp
    /// What it may have done; unknown from the dispatch on.
    var effect = CallResult.AttemptEffect.unknown
    /// Whether it counts against the budget: one that was lost with the engine does not.
    var isCounted = true
  }

  /// The attempts of an action, of one call of an undo, or of a check.
  struct Attempts {
    var all: [Attempt] = []
    var nextAt: Timestamp?
    var isAlerted = false
    /// Whether a refusal proved that nothing happened, though an attempt had ended unknown.
    var isProven = false

    var open: Attempt? { all.last.flatMap { $0.state == .over ? nil : $0 } }
    var counted: Int { all.count { $0.isCounted } }
    /// Whether an attempt ended, or goes on, that may have taken effect.
    var isUnknown: Bool { all.contains { $0.effect != .none } }
  }

  struct Step {
    var state = StepStatus.idle
    var effect = Effect.none
    var undo = UndoStatus.none
    var action = Attempts()
    var undoing = Attempts()
    var check = Attempts()
    /// Which call of an undo of several runs.
    var undoCall = 0
    var output: JSON?
    var error: Failure?
    /// When a wait or a sleep is over.
    var due: Timestamp?
    /// Until when a call that was given up may still land.
    var quietUntil: Timestamp?
    /// Whether it is tried on at the longest wait, since there is no way back.
    var insists = false
  }

  struct Trouble: Hashable {
    var kind: String
    var step: String
    var blocks: Bool
  }

  /// A call that was dispatched, and what it says about the action's outcome.
  struct Sent: Hashable {
    var call: CallID
    var deadline: Timestamp
    var isOutcomeKnown: Bool
    /// The same on every attempt, after every restart; a check asks with the key of its action.
    var key: String
  }

  let saga: ReferenceSaga
  let startedAt: Timestamp
  var now: Timestamp
  var status = Status.running
  var cause: Cause?
  var failure: Failure?
  var steps: [Step]
  /// The stage that it stands at; nil once the forward part is over.
  var place: Int?
  /// The calls in the order of their first dispatches.
  var order: [Int] = []
  /// The failure that led into the alternative that runs.
  var caught: Failure?
  var troubles: [Trouble] = []
  var entity = ReferenceSaga.entityStates[0]
  /// Events that came before their wait.
  var kept: [JSON] = []
  var isDeadlineOver = false
  /// Whether no call is made until somebody resumes it.
  var isPaused = false

  /// What the last event brought about.
  var sent: [Sent] = []
  var abandoned: Set<CallID> = []
  /// The late answer that is noted in the journal, if one is.
  var noted: CallID?
  var rows: [ReferenceRow: Int] = [:]

  init(_ saga: ReferenceSaga, at time: Timestamp) {
    self.saga = saga
    startedAt = time
    now = time
    steps = Array(repeating: Step(), count: saga.stages.count)
    hit(.startsRunning)
    reach(0)
  }

  mutating func hit(_ row: ReferenceRow) { rows[row, default: 0] += 1 }

  var isStuck: Bool { troubles.contains { $0.blocks } }
}
