public import SkaldValue

/// Something that happened to an instance; the only input of the machine. Journals hold these.
public struct SagaEvent: Sendable, Hashable {
  /// When the engine took it up; never decreases within an instance.
  public var at: Timestamp
  /// What happened.
  public var kind: Kind

  /// Makes an event.
  public init(at: Timestamp, _ kind: Kind) {
    self.at = at
    self.kind = kind
  }

  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// The instance begins.
    case started(Start)
    /// A scheduled instance begins: its time has come, and nobody holds what it needs.
    case admitted
    /// The time of a scheduled instance has come, and another one holds an entity that it needs: it waits until then.
    case heldUp(until: Timestamp)
    /// A call was answered.
    case answered(CallID, CallResult)
    /// A timer came due.
    case due(TimerID)
    /// An event of the outside world arrived that correlates with this instance.
    case received(ReceivedEvent)
    /// A person answered a question.
    case decided(RecordID, answer: JSON, by: String)
    /// Somebody asks to undo the instance.
    case cancel(reason: String, by: String)
    /// An operator helps an instance on, or ends it.
    case operated(OperatorAct)
    /// The engine was restarted: calls that were in flight are lost with their connections.
    case recovered
    /// As ``recovered``, after an engine that did not come to its end in order while it carried out these calls itself.
    case crashed([CallID])
    /// The engine was restarted, and did not come to its end in order while these calls worked in its own transaction:
    /// they did not happen, and are made as they were. With none of them it had ended in order.
    case interrupted([CallID])
    /// As ``recovered``, from a copy of the database: services may have done what nobody here knows of.
    case restored
    /// The instance follows another program from here on; ``Fold`` has both, a single reduction does nothing with it.
    case adopted(ProgramChange)
    /// An event that this instance emitted was given up for a sink: it is not sent there.
    indirect case dropped(DroppedEvent)
    /// Something happened that leads to a sub-saga while other instances hold entities that it moves.
    indirect case meeting([HeldEntity], Kind)
  }
}

/// How an instance begins.
public struct Start: Sendable, Hashable {
  /// The instance's public id; part of idempotency keys.
  public var uid: String
  /// The business key; nil where there is none.
  public var key: String?
  /// The input, already checked against the schema.
  public var input: JSON
  /// The id of the event that started it; nil for a start by hand.
  public var trigger: String?
  /// What it waits for first; nil where it begins at once.
  public var wait: StartWait?

  /// Makes a start.
  public init(uid: String, key: String?, input: JSON, trigger: String? = nil, wait: StartWait? = nil) {
    self.uid = uid
    self.key = key
    self.input = input
    self.trigger = trigger
    self.wait = wait
  }
}

/// What a call is for.
public enum Phase: String, Sendable, Hashable {
  /// The step's action.
  case action
  /// Its undo.
  case undo
  /// The question what became of it.
  case check
}

/// One attempt of one call.
public struct CallID: Sendable, Hashable {
  /// The step's record.
  public var record: RecordID
  /// What the call is for.
  public var phase: Phase
  /// Which call of an undo of several, from 0.
  public var part: Int
  /// The number of the attempt, from 1.
  public var attempt: Int

  /// The step.
  public var step: StepID { record.step }

  /// Names an attempt.
  public init(_ record: RecordID, phase: Phase, part: Int = 0, attempt: Int) {
    self.record = record
    self.phase = phase
    self.part = part
    self.attempt = attempt
  }
}

/// The answer of a service, as its transport understood it.
public enum CallResult: Sendable, Hashable {
  /// Done; nil where the answer was empty.
  case ok(JSON?)
  /// A business refusal with a code, or a definitive no without one (nil): this attempt had no effect.
  case refused(code: String?, message: String)
  /// Not now.
  case retryable(effect: AttemptEffect, notBefore: Milliseconds?, message: String)
  /// No answer in time, or a broken connection after the request was sent.
  case lost(message: String)
  /// The service will answer later.
  case pending
  /// A fault of the set-up; only an operator can mend it.
  case blocked(effect: AttemptEffect, message: String)

  /// What an attempt that did not succeed may have done.
  public enum AttemptEffect: String, Sendable, Hashable {
    /// Nothing.
    case none
    /// Perhaps something.
    case unknown
    /// What it should.
    case applied
  }
}

/// A timer of an instance; its due time follows from the state.
public enum TimerID: Sendable, Hashable {
  /// The time limit of an attempt.
  case attempt(CallID)
  /// The end of a back-off: the attempt that is due.
  case retry(CallID)
  /// The end of a sleep.
  case sleep(RecordID)
  /// The time limit of a wait.
  case wait(RecordID)
  /// The time until which calls given up may still land, before their undo.
  case quiesce(RecordID)
  /// The end of what a scheduled instance waits for.
  case start
  /// The time limit to the pivot.
  case deadline
  /// The time limit of a sub-saga to its pivot.
  case subSagaDeadline(RecordID)
}

/// An event that arrived from outside.
public struct ReceivedEvent: Sendable, Hashable {
  /// Its id at the source.
  public var id: String
  /// Its type's name.
  public var name: String
  /// Its data.
  public var data: JSON

  /// Makes an event.
  public init(id: String, name: String, data: JSON) {
    self.id = id
    self.name = name
    self.data = data
  }
}
