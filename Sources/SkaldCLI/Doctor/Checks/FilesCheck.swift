import Glibc

extension DoctorCheck {
  /// Whether the process may open enough files and connections.
  static let filesCheck = DoctorCheck("files") { _ in [verdict(openFiles: sysconf(Int32(_SC_OPEN_MAX)))] }

  /// What a limit of open files means; below zero there is none.
  static func verdict(openFiles limit: Int) -> Verdict {
    if limit < 0 { return .ok("no limit of open files") }
    let message = "a process may open \(limit) files and connections"
    return limit < 1024 ? .warning(message, do: "raise it to 1024 or more: ulimit -n 4096") : .ok(message)
  }
}
