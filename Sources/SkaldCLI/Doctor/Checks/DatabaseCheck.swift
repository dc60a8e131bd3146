import SkaldRuntime
import SkaldSQLite

extension DoctorCheck {
  /// Whether this version can use the database.
  static let databaseCheck = DoctorCheck("database") { patient in
    let path = patient.configuration.database
    switch patient.database {
    case .missing: return [.note("there is no \(path) yet; the first daemon makes it")]
    case .fault(let error): return [.error(error.message, do: advice(error))]
    case .readable(let condition): return [verdict(path, condition.tables, current: DatabaseCondition.tablesCurrent)]
    }
  }

  /// What a version of the tables means.
  static func verdict(_ path: String, _ tables: Int64, current: Int64) -> Verdict {
    guard tables < current else { return .ok("\(path) has tables of version \(tables)") }
    return .note(
      "\(path) has tables of version \(tables); the next daemon brings them to \(current)",
      do: "back it up before: skald backup FILE")
  }

  private static func advice(_ error: StoreError) -> String {
    switch error.code {
    case .unreadable: "name the database of this engine with --db, or run the version that wrote it"
    case .corrupt: "see skald fsck; put a backup in its place with skald restore"
    default: "see the disk and the system's log"
    }
  }
}
