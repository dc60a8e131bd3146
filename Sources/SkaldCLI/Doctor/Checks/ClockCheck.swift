import FoundationEssentials
import SkaldRuntime
import SkaldSQLite
import SkaldValue

extension DoctorCheck {
  /// Whether the clock can be trusted; the last one, so that some time went by since the first.
  static let clockCheck = DoctorCheck("clock") { patient in
    let time = SystemTime()
    let now = time.now()
    let elapsed = Milliseconds(Int64((time.uptime() - patient.start.uptime) / .milliseconds(1)))
    var last: Timestamp?
    if case .readable(let condition) = patient.database { last = condition.lastTime }
    let isSynchronised = FileManager.default.fileExists(atPath: "/run/systemd/timesync/synchronized")
    return [
      verdict(clock: now, lastCommit: last, leap: (now - patient.start.wall).count - elapsed.count, isSynchronised)
    ]
  }

  /// What the clock says.
  /// - Parameters:
  ///   - lastCommit: The latest time in the database.
  ///   - leap: By how many milliseconds the clock moved against the time that went by.
  ///   - isSynchronised: Whether the system says that it is kept right.
  static func verdict(clock: Timestamp, lastCommit: Timestamp?, leap: Int64, _ isSynchronised: Bool) -> Verdict {
    let advice = "set the clock, and have it kept right: timedatectl set-ntp true"
    if let lastCommit, (lastCommit - clock).count > 1000 {
      return .warning("it is \(clock.text), before the last commit at \(lastCommit.text)", do: advice)
    }
    if clock < earliest { return .error("it is \(clock.text), before this program was made", do: advice) }
    if abs(leap) > 500 { return .warning("the clock moved by \(leap) ms while it was looked at", do: advice) }
    if !isSynchronised { return .note("it is \(clock.text); whether something keeps the clock right is unknown") }
    return .ok("it is \(clock.text), and systemd keeps the clock right")
  }

  /// The beginning of 2026.
  private static let earliest = Timestamp(milliseconds: 1_767_225_600_000)
}
