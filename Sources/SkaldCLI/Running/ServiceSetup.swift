import SkaldCore
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldServer
import Synchronization

/// Makes handlers and sinks from a configuration.
enum ServiceSetup {
  /// All outgoing requests share their connections.
  private static let transport = HTTPTransport()

  /// The Swift handlers of this process, and those that the configuration names.
  /// - Parameter callbacks: Where services answer later.
  static func handlers(
    _ configuration: Configuration, _ secrets: ConfiguredSecrets, callbacks: CallbackAddress = CallbackAddress()
  ) throws -> Handlers {
    var handlers = Embedded.handlers.withLock { $0 }
    for service in configuration.services {
      let url = try url(service.http, of: "the service `\(service.name)`")
      let headers = configuration.headers[service.name] ?? []
      handlers.use(
        HTTPHandler(
          service: url, headers: headers, secrets: secrets, transport: transport, callbacks: callbacks),
        forService: service.name)
    }
    return handlers
  }

  /// Every operation of the sagas must have a handler.
  static func demandHandlers(_ handlers: Handlers, for programs: [SagaProgram]) throws {
    let missing = handlers.missing(for: programs)
    guard missing.isEmpty else {
      throw CommandFault.misuse(
        "no handler for \(missing.joined(separator: ", ")); name the services in skald.yaml, or run with --mock")
    }
  }

  /// Every Swift handler of this process must have an operation that a saga calls; most likely it is misspelt.
  static func demandUse(by programs: [SagaProgram]) throws {
    let extra = Embedded.handlers.withLock { $0 }.extra(for: programs)
    guard extra.isEmpty else {
      throw CommandFault.misuse("no saga calls \(extra.joined(separator: ", ")), which have a handler in this program")
    }
  }

  /// Handlers that share the engine's transaction need a database file.
  static func demandDatabase(for handlers: Handlers) throws {
    guard let operations = handlers.transactions?.operations else { return }
    let names = operations.keys.sorted().joined(separator: ", ")
    throw CommandFault.misuse("the handlers work on tables of the database (\(names)); say which one with --db FILE")
  }

  /// The sinks of a configuration.
  /// - Parameter isOutputFree: whether the standard output is theirs; it is not where it carries a JSON answer.
  static func sinks(_ configuration: Configuration, isOutputFree: Bool = true) throws -> [any Sink] {
    try configuration.sinks.filter { isOutputFree || $0 != .stdout }.map { setting in
      switch setting {
      case .stdout: StdoutSink()
      case .file(let path): try FileSink(path: path)
      case .webhook(let url, let secret): try webhook(url, secret)
      case .peer(let peer): try self.peer(peer)
      }
    }
  }

  private static func webhook(_ url: String, _ secret: Configuration.SinkSetting.Secret?) throws -> any Sink {
    let address = try self.url(url, of: "the webhook")
    return WebhookSink(name: "webhook", url: address, secret: try secret.map(key), transport: transport)
  }

  /// Events go where every daemon takes them.
  private static func peer(_ peer: Configuration.SinkSetting.Peer) throws -> any Sink {
    let address = try url(peer.base + "/v1/events?scope=here", of: "the peer `\(peer.name)`")
    return WebhookSink(
      name: peer.name, url: address, secret: try peer.secret.map(key), token: try peer.token?.value(),
      transport: transport)
  }

  /// The other daemons, as those who know the rest of a flow.
  static func flowPeers(of configuration: Configuration) throws -> [FlowPeer] {
    try configuration.sinks.compactMap { $0.peer }.map { peer in
      let reader = PeerReader(base: peer.base, token: try peer.token?.value(), transport: transport)
      let sender = PeerSender(
        base: peer.base, secret: try peer.secret.map(key), token: try peer.token?.value(), transport: transport)
      return FlowPeer(
        name: peer.name,
        ask: { path in
          switch await reader.get(path) {
          case (200, let part)?: .part(part)
          case (404, _)?: .unknown
          case _?, nil: .silence
          }
        },
        send: { events in
          switch await sender.send(events) {
          case .stored: .stored
          case .refused(let why): .refused(why)
          case .away(let why): .away(why)
          }
        })
    }
  }

  /// How events that come in are known to be genuine; nil where nothing is said.
  static func verification(of configuration: Configuration) throws -> SagaServer.Options.Verify? {
    let keys = try configuration.eventSecrets.map(key)
    guard !keys.isEmpty else { return nil }
    return { id, timestamp, signatures, body in
      let now = SystemTime().now()
      return keys.contains { $0.signed(id: id, timestamp: timestamp, signatures: signatures, body: body, at: now) }
    }
  }

  /// The secret that stands in the environment.
  static func key(_ secret: Configuration.SinkSetting.Secret) throws -> WebhookSecret {
    guard let key = WebhookSecret(try secret.value()) else {
      throw CommandFault.misuse("\(secret.place): `\(secret.variable)` holds no base64 of 24 bytes behind `whsec_`")
    }
    return key
  }

  private static func url(_ text: String, of noun: String) throws -> ServiceURL {
    do {
      return try ServiceURL(text)
    } catch {
      throw CommandFault.misuse("the address of \(noun): \(error)")
    }
  }
}
