public import SkaldValue

/// Everything that is known of an instance: the fold of its journal.
public struct SagaState: Sendable, Hashable {
  /// How it began.
  public internal(set) var start: Start
  /// When it was started.
  public internal(set) var startedAt: Timestamp
  /// When its first step could begin: later than ``startedAt`` where it was scheduled.
  public internal(set) var begunAt: Timestamp
  /// What it waits for while it is scheduled.
  public internal(set) var startWait: StartWait?
  /// When the last event was taken up.
  public internal(set) var updatedAt: Timestamp
  /// When it ended; nil while it is live.
  public internal(set) var endedAt: Timestamp?
  /// Where it stands.
  public internal(set) var status = Status.running
  /// Why it compensates; nil while it does not.
  public internal(set) var cause: Cause?
  /// The failure at fault; set once it compensates or is stuck.
  public internal(set) var failure: Failure?
  /// The parts that stand at one place each; the first is the saga itself.
  public internal(set) var frames: [Frame]
  /// The records of the steps outside of loops, by ``StepID``; of a step inside, what its last round left.
  public internal(set) var steps: [StepState]
  /// The records of the rounds of loops and of the items of lists.
  var blocks: [Block] = []
  /// The forks that began; records name their place here.
  var forks: [ForkState] = []
  /// Places in ``frames`` that can be used again.
  var freeFrames: [Int] = []
  /// The entities whose states it moves, the saga's own first.
  public internal(set) var entities: [EntityState]
  /// Events that arrived before their wait, oldest first.
  public internal(set) var mailbox: [ReceivedEvent] = []
  /// What a participant of a choreographed flow keeps; empty in an orchestrated saga.
  public internal(set) var flow = FlowState()
  /// How many calls were dispatched.
  public internal(set) var fence = 0
  /// The pivots that were dispatched.
  var pivots: [RecordID] = []
  /// What only a person can mend, or should know of.
  public internal(set) var incidents: [Incident] = []
  /// What operators changed of steps: other arguments, new keys.
  var edits: [StepEdit] = []
  /// The calls under which the engine ended out of order.
  var crashCounts: [CrashCount] = []
  /// Whether no call is made until an operator resumes the instance.
  public internal(set) var isPaused = false
  /// Whether the deadline has come.
  public internal(set) var isDeadlineOver = false
  /// The result of a completed instance.
  public internal(set) var output: JSON?

  /// Whether only an operator can bring it further.
  public var isStuck: Bool { incidents.contains { $0.blocks } }
  /// The node that the saga itself executes; nil once its forward part is over.
  public var position: NodeID? { frames.first?.position }
}

/// An entity of an instance.
public struct EntityState: Sendable, Hashable {
  /// Its table.
  public internal(set) var entity: EntityID
  /// Which one.
  public internal(set) var id: JSON
  /// The state it is in.
  public internal(set) var state: String
}

/// What is known of a step.
public struct StepState: Sendable, Hashable {
  /// The forward state.
  public internal(set) var status = StepStatus.idle
  /// The effect.
  public internal(set) var effect = Effect.none
  /// The undo state.
  public internal(set) var undo = UndoStatus.none
  /// The action's attempts.
  public internal(set) var action = CallState()
  /// The attempts of the undo call that runs now.
  public internal(set) var undoing = CallState()
  /// The attempts of the question what became of it.
  public internal(set) var checking = CallState()
  /// Which call of an undo of several runs now, from 0.
  public internal(set) var undoPart = 0
  /// The result.
  public internal(set) var output: JSON?
  /// Why it did not succeed.
  public internal(set) var error: Failure?
  /// When it was reached.
  public internal(set) var startedAt: Timestamp?
  /// When it ended.
  public internal(set) var endedAt: Timestamp?
  /// When a sleep or a wait is over; nil without a limit.
  public internal(set) var due: Timestamp?
  /// Until when a call that was given up may still land.
  public internal(set) var quietAt: Timestamp?
  /// The node that reached it; nil until it is reached.
  var node: NodeID?
  /// The frame that reached it.
  var frame = 0
  /// Its place in ``SagaState/forks``; nil where it is none.
  var fork: Int?
}

/// The attempts of one call: what the attempt machine keeps.
public struct CallState: Sendable, Hashable {
  /// What goes on.
  public enum Progress: Sendable, Hashable {
    /// Nothing yet, or it is over.
    case idle
    /// An attempt is in flight until its deadline.
    case inFlight(deadline: Timestamp)
    /// The service said it will answer later: until the deadline, which its reports move up to the limit.
    case pending(deadline: Timestamp, limit: Timestamp)
    /// The next attempt is due.
    case backoff(due: Timestamp)
  }

  /// What goes on.
  public internal(set) var progress = Progress.idle
  /// How many attempts were dispatched.
  public internal(set) var attempts = 0
  /// How many of them count against the limit; those lost with the engine do not.
  public internal(set) var spent = 0
  /// Whether an attempt ended, or goes on, that may have taken effect.
  public internal(set) var isTainted = false
  /// When the first attempt was dispatched.
  public internal(set) var firstAt: Timestamp?
  /// Whether the incident for a call that takes too long was opened.
  public internal(set) var isAlerted = false
}

/// Something that only a person can mend, or should know of.
public struct Incident: Sendable, Hashable, Codable {
  /// Its kind, such as `handler_blocked`, `undo_takes_long`, `wait_overdue`.
  public var kind: String
  /// The step; empty where it concerns the instance.
  public var step: String
  /// What is the matter, for people.
  public var message: String
  /// Whether the instance stands still until somebody acts.
  public var blocks: Bool

  /// Makes an incident.
  public init(kind: String, step: String, message: String, blocks: Bool) {
    self.kind = kind
    self.step = step
    self.message = message
    self.blocks = blocks
  }
}
