import Skald
import SkaldRuntime
import SkaldSQLite
import SkaldValue

/// What the doctor looks at, read once for all checks.
struct Patient: Sendable {
  /// What was read of the database.
  enum Database: Sendable {
    /// No daemon has made it yet.
    case missing
    /// It can be read.
    case readable(DatabaseCondition)
    /// It cannot.
    case fault(StoreError)
  }

  /// The configuration; the defaults where it is not valid.
  let configuration: Configuration
  /// Why the configuration is not valid.
  let fault: String?
  /// The folder of the sagas.
  let sagas: String
  /// Whether services are to be reached.
  let asksServices: Bool
  let database: Database
  /// When the look began, by both clocks.
  let start: (wall: Timestamp, uptime: Duration)

  init(_ configured: ConfigurationOptions, sagas: String, asksServices: Bool) throws {
    let time = SystemTime()
    start = (time.now(), time.uptime())
    self.sagas = sagas
    self.asksServices = asksServices
    do {
      configuration = try configured.settings()
      fault = nil
    } catch let error as CommandFault {
      var standard = Configuration()
      if let db = configured.db { standard.database = db }
      configuration = standard
      fault = error.message
    }
    database = Self.read(configuration.database)
  }

  private static func read(_ path: String) -> Database {
    guard DatabaseSurroundings.mode(of: path) != nil else { return .missing }
    do throws(StoreError) {
      return .readable(try DatabaseCondition(of: path))
    } catch {
      return .fault(error)
    }
  }

  /// The folder of the database.
  var folder: String {
    let path = configuration.database
    return path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}
