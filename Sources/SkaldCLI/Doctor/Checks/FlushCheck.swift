import SkaldRuntime
import SkaldSQLite

extension DoctorCheck {
  /// Whether what is flushed reaches the disk: no disk is as fast as a memory.
  static let flushCheck = DoctorCheck("fsync") { patient in
    // A folder that is not there is told of already.
    guard DatabaseSurroundings.room(in: patient.folder) != nil else { return [] }
    do throws(StoreError) {
      return [verdict(flush: try DatabaseSurroundings.flushTime(in: patient.folder, SystemTime()))]
    } catch {
      return [.warning(error.message, do: "run the doctor as the user of the daemon")]
    }
  }

  /// What the time of a flush means.
  static func verdict(flush time: Duration) -> Verdict {
    let microseconds = time / .microseconds(1)
    let text =
      microseconds < 1000
      ? "\(Int(microseconds)) µs" : "\(Int(microseconds / 100) / 10).\(Int(microseconds / 100) % 10) ms"
    if microseconds < 50 {
      return .warning(
        "a flush takes \(text): does fsync reach the disk?",
        do: "keep the database on a disk that holds what it was told, not in memory or behind a cache that forgets")
    }
    if microseconds > 50_000 {
      return .note("a flush takes \(text); every commit waits so long", do: "use a faster disk where that is too slow")
    }
    return .ok("a flush takes \(text)")
  }
}
