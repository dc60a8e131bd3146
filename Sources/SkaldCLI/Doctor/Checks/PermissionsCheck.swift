import SkaldSQLite

extension DoctorCheck {
  /// Whether others can read the database: it holds what sagas were told.
  static let permissionsCheck = DoctorCheck("permissions") { patient in
    let path = patient.configuration.database
    let files = ["", "-wal", "-shm"].map { path + $0 }
    let modes = files.compactMap { file in DatabaseSurroundings.mode(of: file).map { (file, $0) } }
    guard !modes.isEmpty else { return [] }
    let open = modes.filter { $0.1 & 0o077 != 0 }
    guard !open.isEmpty else { return [.ok("only its owner can read \(path)")] }
    return open.map { verdict(open: $0.0, mode: $0.1) }
  }

  /// What is said of a file that others can get at.
  static func verdict(open file: String, mode: UInt32) -> Verdict {
    let digits = String(mode, radix: 8)
    return .warning(
      "\(file) has mode 0\(digits): others can get at what sagas were told", do: "chmod 600 \(file)")
  }
}
