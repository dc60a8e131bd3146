import SkaldSQLite

extension DoctorCheck {
  /// Whether the disk has room.
  static let diskCheck = DoctorCheck("disk") { patient in
    guard let room = DatabaseSurroundings.room(in: patient.folder) else {
      return [
        .error("there is no folder `\(patient.folder)` for the database", do: "make it, or name another with --db")
      ]
    }
    return [verdict(room: room, in: patient.folder)]
  }

  /// What is left of a disk.
  static func verdict(room: Int64, in folder: String) -> Verdict {
    let megabytes = room >> 20
    let message = "\(folder) has room for \(megabytes < 10_240 ? "\(megabytes) MiB" : "\(megabytes >> 10) GiB")"
    if megabytes < 100 { return .error(message, do: "make room: without it the daemon stops taking anything") }
    if megabytes < 1024 { return .warning(message, do: "make room, or let `retention` delete what ended long ago") }
    return .ok(message)
  }
}
