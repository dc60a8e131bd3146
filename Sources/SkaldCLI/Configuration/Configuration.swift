import SkaldDiagnostics
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldYAML

/// What `skald.yaml`, the environment and the flags say together.
///
/// A flag wins over the environment, the environment over the file, the file over the default.
struct Configuration {
  static let listenDefault = "127.0.0.1:7420"
  static let databaseDefault = "skald.db"

  /// Where the daemon listens.
  var listen = listenDefault
  /// Who may use the daemon, and how it is reached.
  var access = AccessSettings()
  /// Where services reach the daemon when they answer later; nil for where it listens.
  var callbackURL: String?
  /// The database file.
  var database = databaseDefault
  /// The sagas that the daemon runs; nil for all.
  var definitions: [String]?
  /// The base addresses of services that speak HTTP.
  var services: [(name: String, http: String)] = []
  /// The header fields that requests to a service have, by its name.
  var headers: [String: [ServiceHeader]] = [:]
  /// Where secrets come from, by their names.
  var secrets: [String: SecretSetting] = [:]
  /// Where events go.
  var sinks: [SinkSetting] = []
  /// What becomes of an event that a sink does not take, by the sink's name; what is not here blocks its key.
  var onPoison: [String: PoisonPolicy] = [:]
  /// The secrets by one of which events that come in must be signed; none where they need not be.
  var eventSecrets: [SinkSetting.Secret] = []
  /// How long ended instances are kept; nil for ever.
  var retention: Retention?
  /// How many calls handlers get, by the name of a service or an operation.
  var limits: [String: LimitSetting] = [:]
  /// How the project lints.
  var lint = LintSettings()
  /// The file that was read, where there is one.
  var source: SourceText?
  /// Where values come from, by their keys; what is missing here is a default.
  var origins: [String: Origin] = [:]

  /// A sink, as it is set up.
  enum SinkSetting: Sendable, Hashable {
    /// A line a event on the standard output.
    case stdout
    /// A line a event in a file.
    case file(String)
    /// A request a event to this address; signed where there is a secret.
    case webhook(url: String, secret: Secret?)
    /// A request an event to another daemon of this name.
    case peer(Peer)

    /// Another daemon, which runs other participants.
    struct Peer: Sendable, Hashable {
      /// What it is called here: the name of the sink.
      let name: String
      /// Its address.
      var url = ""
      /// The address without a slash at its end.
      var base: String { url.hasSuffix("/") ? String(url.dropLast()) : url }
      /// What requests are signed with.
      var secret: Secret?
      /// The token that it asks for.
      var token: Secret?
    }

    /// A secret by the name under which the environment has it, read only by who signs with it.
    struct Secret: Sendable, Hashable {
      /// The name of the variable.
      let variable: String
      /// Where the configuration names it.
      let place: String

      /// The secret itself.
      func value() throws -> String {
        guard let value = Environment[variable] else {
          throw CommandFault.misuse("\(place): the environment has no variable `\(variable)`")
        }
        return value
      }
    }
  }

  /// Reads the file, where there is one, and the environment.
  /// - Parameters:
  ///   - path: The file that a flag names; without one, `skald.yaml` here, if it exists.
  /// - Throws: ``CommandFault`` with the place of what is wrong.
  static func load(_ path: String?) throws -> Configuration {
    var configuration = Configuration()
    let named = path ?? Environment["SKALD_CONFIG"]
    let source = try named.map { try ProjectFiles.read($0) } ?? (try? ProjectFiles.read(ProjectFiles.configurationName))
    if let source { try configuration.read(source) }
    configuration.source = source
    try configuration.readEnvironment()
    return configuration
  }

  /// Takes `payment=http://localhost:8002`.
  mutating func set(service pair: String, from origin: Origin) throws {
    guard let index = pair.firstIndex(of: "=") else {
      throw CommandFault.misuse("expected SERVICE=URL in \(origin.place ?? ""), found `\(pair)`")
    }
    set(service: String(pair[..<index]), http: String(pair[pair.index(after: index)...]))
    origins["services.\(pair[..<index]).http"] = origin
  }

  mutating func set(service name: String, http: String) {
    services.removeAll { $0.name == name }
    services.append((name, http))
  }
}
