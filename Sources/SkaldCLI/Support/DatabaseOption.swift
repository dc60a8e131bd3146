import ArgumentParser
import Skald

/// Which database file a command works on, without a daemon between.
struct DatabaseOption: ParsableArguments {
  @Option(help: "The database file (SKALD_DB); else that of the configuration.", completion: .database)
  var db: String?

  @Option(help: "The configuration; without it skald.yaml, where there is one.", completion: .yaml)
  var config: String?

  /// The path.
  var path: String {
    get throws {
      if let db { return db }
      return try Configuration.load(config).database
    }
  }
}

extension CommandFault {
  /// What became of a database: a copy that cannot be made is no fault inside.
  static func ofDatabase(_ error: StoreError) -> CommandFault {
    var fault = CommandFault(error)
    switch error.code {
    case .exists, .unreadable: fault.exitCode = misuseCode
    case .corrupt: fault.exitCode = 1
    default: break
    }
    return fault
  }
}
