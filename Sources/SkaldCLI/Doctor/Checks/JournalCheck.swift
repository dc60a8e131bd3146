import SkaldSQLite

extension DoctorCheck {
  /// How the database is written.
  static let journalCheck = DoctorCheck("journal") { patient in
    guard case .readable(let condition) = patient.database else { return [] }
    return [verdict(journal: condition.journalMode)]
  }

  /// What a journal mode means.
  static func verdict(journal mode: String) -> Verdict {
    // The daemon's own connection refuses to start with anything else.
    guard mode == "wal" else { return .note("journal mode \(mode), as in a copy; the next daemon turns it to wal") }
    return .ok("journal mode wal; a daemon writes with synchronous=full")
  }
}
