/// Where an instance stands.
public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
  /// Not begun: it waits for its time, or for an entity that another instance holds.
  case scheduled
  /// Going forward.
  case running
  /// Undoing what it did.
  case compensating
  /// Ended: everything was done.
  case completed
  /// Ended: everything was undone.
  case compensated
  /// Ended: something could not be undone.
  case failed
  /// Ended by force; what was done stays.
  case terminated

  /// Whether nothing can follow.
  public var isTerminal: Bool {
    switch self {
    case .scheduled, .running, .compensating: false
    case .completed, .compensated, .failed, .terminated: true
    }
  }
}

/// Why an instance compensates.
public enum Cause: String, Sendable, Hashable, Codable {
  /// A step failed.
  case failure
  /// Somebody asked for it.
  case cancel
  /// The deadline passed.
  case deadline
  /// An operator decided it.
  case `operator`
}

/// Why an instance turned to compensation, or is stuck.
public struct Failure: Error, Sendable, Hashable, Codable {
  /// The refusal code, the code of `fail`, or one of the engine's own (``Failure/timedOut`` and the like).
  public var code: String
  /// The step at fault; empty for a cancel and the deadline.
  public var step: String
  /// What the service said; may be empty.
  public var message: String

  /// Makes a failure.
  public init(code: String, step: String, message: String = "") {
    self.code = code
    self.step = step
    self.message = message
  }

  /// Attempts used up, the last one without an answer.
  public static let timedOut = "timed_out"
  /// Attempts used up, the last one answered that it cannot now.
  public static let unavailable = "unavailable"
  /// A definitive no without a code.
  public static let rejected = "rejected"
  /// A wait whose time was up.
  public static let waitTimedOut = "wait_timed_out"
  /// Canceled.
  public static let canceled = "canceled"
  /// The deadline passed.
  public static let deadlineExceeded = "deadline_exceeded"
  /// Enough other branches succeeded.
  public static let notNeeded = "not_needed"
  /// An entity belongs to another instance: of a sub-saga, or of a saga that waited for it.
  public static let entityLocked = "entity_locked"
  /// The rounds of a loop are used up.
  public static let roundsUsedUp = "rounds_used_up"
  /// The service keeps a tombstone: the undo came first.
  public static let tombstoned = "tombstoned"
}

/// What is known of a step's effect.
public enum Effect: String, Sendable, Hashable, Codable {
  /// It surely did not happen.
  case none
  /// It may have happened.
  case maybe
  /// It happened.
  case applied
}

/// The forward states of a step.
public enum StepStatus: String, Sendable, Hashable, Codable {
  /// Not reached.
  case idle
  /// It is reached, and its call is not made yet: the instance is paused.
  case ready
  /// An attempt was dispatched.
  case running
  /// The service said "pending", or an event or timer is awaited.
  case waiting
  /// The next attempt is due later.
  case backoff
  /// The service is asked what became of an unknown call.
  case checking
  /// The result is committed.
  case succeeded
  /// It definitely did not happen.
  case failed
  /// It may have happened, and no further attempt is made.
  case unknown
  /// Its condition did not hold.
  case skipped
  /// The instance left the forward path before it ended.
  case canceled
  /// An incident is open that somebody must end.
  case blocked
}

/// The undo states of a step.
public enum UndoStatus: String, Sendable, Hashable, Codable {
  /// It has no undo, or was never dispatched.
  case none
  /// It would have to be undone.
  case armed
  /// Its effect is none, nothing to undo.
  case notNeeded = "not_needed"
  /// It waits for the undo of later steps, or for calls in flight to end.
  case queued
  /// A call was dispatched.
  case running
  /// The next attempt is due later.
  case backoff
  /// An incident is open that somebody must end.
  case blocked
  /// Undone.
  case done
  /// Declared undone by an operator.
  case forced
  /// Given up by an operator.
  case abandoned
}
