import SkaldSQLite

extension DoctorCheck {
  /// Whether a daemon has the database.
  static let holderCheck = DoctorCheck("daemon") { patient in
    switch DatabaseSurroundings.holder(of: patient.configuration.database) {
    case .nobody: [.ok("no process has the database")]
    case .process(let id?): [.ok("process \(id) has the database")]
    case .process(nil): [.ok("a process has the database")]
    }
  }
}
