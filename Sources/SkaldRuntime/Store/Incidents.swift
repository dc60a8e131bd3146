public import SkaldCore
public import SkaldValue

/// An incident that is open, with what tells its instance. One of the engine itself, such as an event that a sink does
/// not acknowledge, is of no instance; what it concerns stands in ``Incident/step``.
public struct IncidentRow: Sendable, Hashable {
  /// Its number; never reused.
  public var number: Int64
  /// The instance; nil where it concerns none.
  public var instance: InstanceID?
  /// The definition's name; nil where it concerns no instance.
  public var saga: String?
  /// The instance's business key; nil where it has none.
  public var key: String?
  /// When the instance began; nil where it concerns none.
  public var startedAt: Timestamp?
  /// What is the matter.
  public var incident: Incident
  /// When that began.
  public var openedAt: Timestamp

  /// Makes a row.
  public init(
    number: Int64, instance: InstanceID?, saga: String?, key: String?, startedAt: Timestamp?, incident: Incident,
    openedAt: Timestamp
  ) {
    self.number = number
    self.instance = instance
    self.saga = saga
    self.key = key
    self.startedAt = startedAt
    self.incident = incident
    self.openedAt = openedAt
  }
}

/// What becomes of incidents with a batch.
public enum IncidentChange: Sendable, Hashable {
  /// One was opened, of an instance or of the engine itself; one that is open already gets its message.
  case opened(InstanceID?, Incident, at: Timestamp)
  /// One came to its end.
  case closed(InstanceID?, kind: String, step: String)
}

/// Which incidents to list.
public struct IncidentQuery: Sendable, Hashable {
  /// Only of this saga.
  public var saga: String?
  /// Only of this kind.
  public var kind: String?
  /// Only those behind this number.
  public var after: Int64
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(saga: String? = nil, kind: String? = nil, after: Int64 = 0, limit: Int = 50) {
    self.saga = saga
    self.kind = kind
    self.after = after
    self.limit = limit
  }
}
