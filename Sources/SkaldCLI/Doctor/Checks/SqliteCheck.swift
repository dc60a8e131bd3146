import SkaldSQLite

extension DoctorCheck {
  /// Which SQLite this process runs with.
  static let sqliteCheck = DoctorCheck("sqlite") { _ in [verdict(sqlite: DatabaseCondition.library)] }

  /// What a version such as 3051002 means.
  static func verdict(sqlite version: Int) -> Verdict {
    let text = "\(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)"
    guard (3_007_000...3_051_002).contains(version) else { return .ok("SQLite \(text)") }
    return .note(
      "SQLite \(text) can lose commits when two connections write and empty the log; a daemon has one that does both",
      do: "let no other program write the database while a daemon has it")
  }
}
