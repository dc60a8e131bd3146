import SkaldCore
import SkaldRuntime
import SkaldValue

/// The events of one ordering key on their way to a sink.
struct RelayLane {
  var events: [OutboundEvent] = []
  /// Whether a job has some of them.
  var isBusy = false
  /// Whether it waits for a job.
  var isReady = false
  /// Whether its events are held: tried one by one, behind the cursor.
  var isBlocked = false
  /// Whether its events are dead letters that somebody has tried again: each once, beside the key's own lane.
  var isRetried = false
  /// How many tries in a row failed.
  var failures = 0
}

/// How it goes with a lane that is not acknowledged.
struct RelayTrouble {
  /// After how many tries in a row, or how long, somebody is told.
  static let alertFailures = 10
  static let alertTime = Milliseconds.hours(1)

  /// Since when.
  let since: Timestamp
  /// What the sink said last.
  var error = ""
  /// When it is tried again.
  var retryAt: Timestamp?
  /// How many failures say that the event is at fault: before each of them the sink took others.
  var countedFailures = 0
  /// How many events the sink had taken at the last failure; nil before the first.
  var takenBefore: Int?
  /// Whether an incident tells of it.
  var hasIncident = false

  /// Whether somebody should look.
  func isAlarming(after failures: Int, at now: Timestamp) -> Bool {
    failures >= Self.alertFailures || now - since >= Self.alertTime
  }
}
