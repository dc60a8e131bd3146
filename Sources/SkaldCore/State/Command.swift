public import SkaldValue

/// What the machine wants done once its transition is durable. In a stable order.
public enum Command: Sendable, Hashable {
  /// Call a service.
  case call(Invocation)
  /// Stop a call that is in flight, where the transport can.
  case abandon(CallID)
  /// Publish an event; its row is part of the transition.
  case publish(EmittedEvent)
  /// Add a line to the history; its text follows from the journal, nothing else is stored.
  case record(Fact)
}

/// A call to be made.
public struct Invocation: Sendable, Hashable {
  /// Which attempt of which call.
  public var id: CallID
  /// The operation, `service.action`.
  public var operation: String
  /// The step's name, with the item or the round of a loop.
  public var title: String
  /// The arguments, with stars for what needs a secret.
  public var arguments: JSON
  /// The arguments that are to be sent in their place; nil where they need no secret.
  public var sealed: SealedTemplate?
  /// The key by which the service recognises a repeat.
  public var idempotencyKey: String
  /// The number of this dispatch within the instance; a higher one is newer.
  public var fence: Int
  /// When the attempt is given up.
  public var deadline: Timestamp
  /// How often a pending call must report; nil where it need not.
  public var heartbeat: Milliseconds?
  /// For an undo: whether the outcome of the action is known.
  public var isOutcomeKnown: Bool

  /// Makes an attempt.
  public init(
    id: CallID, operation: String, title: String = "", arguments: JSON, sealed: SealedTemplate? = nil,
    idempotencyKey: String, fence: Int, deadline: Timestamp, heartbeat: Milliseconds? = nil,
    isOutcomeKnown: Bool = true
  ) {
    self.id = id
    self.operation = operation
    self.title = title
    self.arguments = arguments
    self.sealed = sealed
    self.idempotencyKey = idempotencyKey
    self.fence = fence
    self.deadline = deadline
    self.heartbeat = heartbeat
    self.isOutcomeKnown = isOutcomeKnown
  }
}

/// An event written to the outbox.
public struct EmittedEvent: Sendable, Hashable, Codable {
  /// The event's name.
  public var name: String
  /// The topic; nil where none is declared.
  public var topic: String?
  /// The value of its key field, by which it is ordered; nil where it has none.
  public var key: JSON?
  /// Its data.
  public var data: JSON

  /// Makes an event.
  public init(name: String, topic: String?, key: JSON?, data: JSON) {
    self.name = name
    self.topic = topic
    self.key = key
    self.data = data
  }
}

/// A line of an instance's history.
public enum Fact: Sendable, Hashable {
  /// The instance waits before it begins.
  case scheduled(StartWait)
  /// The instance began.
  case started
  /// A call was dispatched.
  case dispatched(Invocation)
  /// A call was answered; the words are `ok`, `refused`, `failed`, `retryable`, `unknown`, `pending`, `blocked`.
  case answered(CallID, outcome: String, message: String)
  /// A step or an undo will be tried again.
  case retryPlanned(CallID, at: Timestamp)
  /// A step's result was accepted.
  case succeeded(RecordID, output: JSON?)
  /// A step ended without success.
  case failed(RecordID, StepStatus, code: String, message: String)
  /// A step was skipped.
  case skipped(RecordID)
  /// A step waits for an event or a timer; nil without a limit.
  case waiting(RecordID, until: Timestamp?)
  /// Branches, a loop, a scope or a sub-saga began.
  case entered(RecordID)
  /// A person answered a question.
  case decided(RecordID, answer: JSON, by: String)
  /// An operator did something.
  case operated(OperatorAct)
  /// An event was consumed by a wait.
  case consumed(RecordID, ReceivedEvent)
  /// An event was kept for a later wait.
  case kept(ReceivedEvent)
  /// An event was published.
  case published(EmittedEvent)
  /// An entity moved.
  case moved(EntityID, id: JSON, state: String)
  /// A step needs its undo, or turned out not to.
  case undo(RecordID, UndoStatus)
  /// The status changed.
  case status(Status, cause: Cause?, failure: Failure?)
  /// Somebody asked to cancel.
  case cancelRequested(reason: String, by: String)
  /// A request to cancel was refused: the pivot is passed or in doubt.
  case cancelRefused
  /// The deadline passed when there was no way back.
  case deadlineIgnored
  /// Something that only a person can mend, or should know of.
  case incidentOpened(Incident)
  /// An incident came to its end.
  case incidentClosed(Incident)
  /// An answer came that no longer counts.
  case late(CallID, outcome: String)
  /// The instance follows another version from here on, or another tuning of the same one.
  case adopted(ProgramChange, from: Int, to: Int)
  /// An event that was emitted is not sent to a sink.
  case dropped(DroppedEvent)
  /// An event of a choreographed flow came when nothing could follow from it any more.
  case superseded(ReceivedEvent)
  /// The engine was restarted while the instance was live.
  case recovered
}
