public import SkaldCore
public import SkaldValue

/// An instance inside the engine: a number from a counter, never reused.
public struct InstanceID: Sendable, Hashable, Comparable {
  /// The number.
  public let number: Int64
  /// Names an instance.
  public init(_ number: Int64) { self.number = number }
  /// Orders by number, which is the order of creation.
  public static func < (left: InstanceID, right: InstanceID) -> Bool { left.number < right.number }
}

/// A stored definition.
public struct DefinitionID: Sendable, Hashable, Comparable {
  /// The number.
  public let number: Int64
  /// Names a definition.
  public init(_ number: Int64) { self.number = number }
  /// Orders by number.
  public static func < (left: DefinitionID, right: DefinitionID) -> Bool { left.number < right.number }
}

/// What is kept of an instance beside its journal: enough to list it, and to know when it must wake.
public struct InstanceRow: Sendable, Hashable {
  /// Its number.
  public var id: InstanceID
  /// The definition it is pinned to.
  public var definition: DefinitionID
  /// The definition's name.
  public var saga: String
  /// Its business key; nil where it has none.
  public var key: String?
  /// Hash of its input, to tell a repeated start from a conflicting one.
  public var inputHash: Int64
  /// Where it stands.
  public var status: Status
  /// Whether only an operator can bring it further.
  public var isStuck: Bool
  /// When it began.
  public var startedAt: Timestamp
  /// When it last changed, as of the last write of this row.
  public var updatedAt: Timestamp
  /// What it waits for; nil while calls are in flight.
  public var rest: Rest?
  /// Whether its step has failed at least once, and waits for its next attempt or for somebody.
  public var isFailing: Bool
  /// Whether it makes no call until an operator resumes it.
  public var isPaused: Bool
  /// The step that fails, is waited for or stands still; nil while the instance simply goes on.
  public var step: String?
  /// The code of the last failure; nil where nothing failed.
  public var code: String?

  /// An instance at rest: no call in flight.
  public struct Rest: Sendable, Hashable {
    /// The next timer; nil where only an event or a person can wake it.
    public var wake: Timestamp?
    /// Makes a rest.
    public init(wake: Timestamp?) { self.wake = wake }
  }

  /// Makes a row.
  public init(
    id: InstanceID, definition: DefinitionID, saga: String, key: String?, inputHash: Int64, status: Status,
    isStuck: Bool, startedAt: Timestamp, updatedAt: Timestamp, rest: Rest?, isFailing: Bool = false,
    step: String? = nil, code: String? = nil, isPaused: Bool = false
  ) {
    self.id = id
    self.definition = definition
    self.saga = saga
    self.key = key
    self.inputHash = inputHash
    self.status = status
    self.isStuck = isStuck
    self.startedAt = startedAt
    self.updatedAt = updatedAt
    self.rest = rest
    self.isFailing = isFailing
    self.step = step
    self.code = code
    self.isPaused = isPaused
  }
}

/// One transition: history and outbox in one row.
public struct JournalRow: Sendable, Hashable {
  /// Its place among all rows; given by the owner, in commit order.
  public var position: Int64
  /// The instance.
  public var instance: InstanceID
  /// Its number within the instance, from 1.
  public var sequence: Int64
  /// What happened.
  public var event: SagaEvent
  /// What was written to the outbox with it.
  public var emitted: [EmittedEvent]

  /// Makes a row.
  public init(position: Int64, instance: InstanceID, sequence: Int64, event: SagaEvent, emitted: [EmittedEvent]) {
    self.position = position
    self.instance = instance
    self.sequence = sequence
    self.event = event
    self.emitted = emitted
  }
}

/// A journal row with events, and what a relay needs to know of its instance.
public struct OutboxRow: Sendable, Hashable {
  /// The journal row's position.
  public var position: Int64
  /// The instance.
  public var instance: InstanceID
  /// The definition's name.
  public var saga: String
  /// The instance's key; nil where it has none.
  public var key: String?
  /// When it was committed.
  public var at: Timestamp
  /// The events, in order.
  public var events: [EmittedEvent]

  /// Makes a row.
  public init(
    position: Int64, instance: InstanceID, saga: String, key: String?, at: Timestamp, events: [EmittedEvent]
  ) {
    self.position = position
    self.instance = instance
    self.saga = saga
    self.key = key
    self.at = at
    self.events = events
  }
}

/// An event that came in.
public struct InboxRow: Sendable, Hashable {
  /// What an event can wait for.
  public enum Wait: Sendable, Hashable {
    /// An instance that does not exist yet.
    case instance
    /// An entity that is locked, to start a saga then.
    case lock
  }

  /// Where it came from.
  public var source: String
  /// Its id at the source; source and id together are unique.
  public var id: String
  /// Its type's name.
  public var name: String
  /// The value of its key field; null where it has none.
  public var key: JSON
  /// Its data.
  public var data: JSON
  /// Its other attributes, as its sender gave them; empty where there are none.
  public var attributes: JSONObject
  /// When it was stored.
  public var at: Timestamp
  /// What it waits for; nil where it found all that it was for.
  public var wait: Wait?

  /// Whether it waits.
  public var isParked: Bool { wait != nil }

  /// Makes a row.
  public init(
    source: String, id: String, name: String, key: JSON, data: JSON, attributes: JSONObject = JSONObject(),
    at: Timestamp, wait: Wait?
  ) {
    self.source = source
    self.id = id
    self.name = name
    self.key = key
    self.data = data
    self.attributes = attributes
    self.at = at
    self.wait = wait
  }
}

/// Which instances to list.
public struct InstanceQuery: Sendable, Hashable {
  /// Only of this saga.
  public var saga: String?
  /// Only with one of these statuses.
  public var statuses: Set<Status>?
  /// Only with this key.
  public var key: String?
  /// Only such that only an operator can bring further, or only others.
  public var isStuck: Bool?
  /// Only such whose step fails, or only others.
  public var isFailing: Bool?
  /// Only those that are, or are not.
  public var isPaused: Bool?
  /// Only with all of these labels.
  public var labels: [LabelCondition] = []
  /// Only such that stand at this step.
  public var step: String?
  /// Only with this code of their last failure.
  public var code: String?
  /// Only such that began then or later.
  public var startedFrom: Timestamp?
  /// Only such that began then or earlier.
  public var startedUntil: Timestamp?
  /// Only older ones than this.
  public var before: InstanceID?
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(
    saga: String? = nil, status: Status? = nil, key: String? = nil, before: InstanceID? = nil, limit: Int = 50
  ) {
    self.saga = saga
    statuses = status.map { [$0] }
    self.key = key
    self.before = before
    self.limit = limit
  }
}

/// What a label must be.
public struct LabelCondition: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// Its value; nil for any.
  public var value: String?

  /// Makes a condition.
  public init(name: String, value: String? = nil) {
    self.name = name
    self.value = value
  }

  /// Whether one of some labels is as it must be.
  public func isMet(by labels: [Label]) -> Bool {
    labels.contains { $0.name == name && (value ?? $0.value) == $0.value }
  }
}
