public import SkaldValue

/// A saga that begins at recurring times, and how far that has come.
public struct ScheduleRow: Sendable, Hashable {
  /// What happens when a time comes while the instance of an earlier one is live.
  public enum Overlap: String, Sendable, Hashable, CaseIterable {
    /// Nothing; the time is counted.
    case skip
    /// Another instance begins beside it.
    case allow
    /// One begins when the earlier one has ended; at most one waits.
    case buffer
  }

  /// What somebody asked for.
  public struct Plan: Sendable, Hashable {
    /// The definition's name.
    public var saga: String
    /// The input of each instance.
    public var input: JSON
    /// The field of the input that gets the nominal time; nil for none.
    public var timeField: String?
    /// How keys are made, with `{name}` and `{time}`; nil for `{name}@{time}`.
    public var key: String?
    /// The times, as a cron expression.
    public var cron: String
    /// The zone in which they are read, by its name in the IANA database.
    public var zone: String
    /// What happens while the instance of an earlier time is live.
    public var overlap: Overlap
    /// How late an instance may begin: a time that is farther back is missed.
    public var catchUp: Milliseconds

    /// Makes a plan.
    public init(
      saga: String, input: JSON = .object(JSONObject()), timeField: String? = nil, key: String? = nil, cron: String,
      zone: String = "UTC", overlap: Overlap = .skip, catchUp: Milliseconds = .minutes(5)
    ) {
      self.saga = saga
      self.input = input
      self.timeField = timeField
      self.key = key
      self.cron = cron
      self.zone = zone
      self.overlap = overlap
      self.catchUp = catchUp
    }
  }

  /// What became of times.
  public struct Counts: Sendable, Hashable {
    /// Instances that began.
    public var started: Int64 = 0
    /// Times that were passed over because an earlier instance was live.
    public var skipped: Int64 = 0
    /// Times that came while the engine was down, and longer ago than the catch-up window.
    public var missed: Int64 = 0
    /// Times at which an instance could not begin.
    public var failed: Int64 = 0

    /// Nothing yet.
    public init() {}
  }

  /// Its name.
  public var name: String
  /// What somebody asked for.
  public var plan: Plan
  /// Whether it rests.
  public var isPaused = false
  /// Of all times up to this one it is decided what became of them.
  public var decidedUntil: Timestamp
  /// The time that is next; nil where none is.
  public var nextAt: Timestamp?
  /// The time that waits for the end of the last instance, with ``Overlap/buffer``.
  public var waiting: Timestamp?
  /// The time for which the last instance began; nil where none did.
  public var lastAt: Timestamp?
  /// The last instance that began; nil where none did.
  public var lastInstance: InstanceID?
  /// When that instance was made; nil where none was.
  public var lastStartedAt: Timestamp?
  /// What became of times.
  public var counts = Counts()
  /// When it was made.
  public var createdAt: Timestamp
  /// Who made it.
  public var createdBy: String
  /// When somebody changed it last.
  public var changedAt: Timestamp
  /// Who did.
  public var changedBy: String

  /// Makes a row of which nothing has become yet.
  public init(name: String, plan: Plan, at time: Timestamp, by actor: String) {
    self.name = name
    self.plan = plan
    decidedUntil = time
    createdAt = time
    createdBy = actor
    changedAt = time
    changedBy = actor
  }
}

/// What becomes of schedules with a batch.
public enum ScheduleChange: Sendable, Hashable {
  /// One is as it says from here on, new or not.
  case kept(ScheduleRow)
  /// One of that name is gone.
  case dropped(name: String)
}
