public import SkaldCore
public import SkaldRuntime
public import SkaldValue

/// What an engine does and did, at one moment. Counts begin with the process.
public struct EngineSample: Sendable {
  /// The instances of one saga, all versions together.
  public struct Saga: Sendable {
    /// The definition's name.
    public let name: String
    /// How many began.
    public internal(set) var started = 0
    /// How many have not begun.
    public internal(set) var scheduled = 0
    /// How many are going forward.
    public internal(set) var running = 0
    /// How many are turning back.
    public internal(set) var compensating = 0
    /// How many ended, and how.
    public internal(set) var finished: [(status: Status, cause: Cause?, count: Int)] = []
    /// How long they took.
    public internal(set) var durations = Histogram()
  }

  /// The calls of one operation.
  public struct Operation: Sendable {
    /// `service.action`.
    public let name: String
    /// How its calls ended: the words of histories.
    public internal(set) var ends: [(phase: Phase, outcome: String, count: Int)] = []
    /// How long steps took, from their first attempt to their success.
    public internal(set) var durations = Histogram()
  }

  /// A sink of events.
  public struct Sink: Sendable {
    /// Its name.
    public let name: String
    /// How many transitions have events that it did not acknowledge.
    public let pending: Int
    /// When the oldest of them was committed; nil where there is none.
    public let oldest: Timestamp?
    /// How many events it did not take that were put aside.
    public let deadLetters: Int
    /// How many events it acknowledged.
    public let published: Int
  }

  /// A schedule.
  public struct Schedule: Sendable {
    /// Its name.
    public let name: String
    /// What became of its times, since it was made.
    public let counts: ScheduleRow.Counts
    /// For how long a time has come of which nothing became yet: it waits for an earlier instance, or for the clock.
    public let overdue: Milliseconds
  }

  /// When it was taken.
  public internal(set) var takenAt: Timestamp
  /// By name.
  public internal(set) var sagas: [Saga] = []
  /// By name.
  public internal(set) var operations: [Operation] = []
  /// The sinks.
  public internal(set) var sinks: [Sink] = []
  /// The schedules, by name.
  public internal(set) var schedules: [Schedule] = []
  /// How many incidents are open, by kind.
  public internal(set) var incidents: [(kind: String, count: Int)] = []
  /// How many steps ended without anybody knowing whether they took effect.
  public internal(set) var unknownOutcomes = 0
  /// How many answers came too late to count.
  public internal(set) var lateResults = 0
  /// How many events came in that were known.
  public internal(set) var duplicateEvents = 0
  /// How many events of choreographed flows came in after their end.
  public internal(set) var lateFlowEvents = 0
  /// How many transactions were committed.
  public internal(set) var commits = 0
  /// How long they took.
  public internal(set) var commitDurations = Histogram()
  /// How many instances they changed, all together.
  public internal(set) var committedInstances = 0
  /// How many calls are under way.
  public internal(set) var callsUnderWay = 0
  /// For how long the timer is due that waits longest.
  public internal(set) var timersOverdue = Milliseconds(0)
  /// How far the wall clock is ahead while it is doubted.
  public internal(set) var clockOffset = Milliseconds(0)
  /// How large the database is, in bytes.
  public internal(set) var databaseBytes: Int64 = 0
  /// How large its log is, in bytes.
  public internal(set) var logBytes: Int64 = 0

  init(at time: Timestamp) { takenAt = time }
}
