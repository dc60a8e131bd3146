internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
public import ServiceLifecycle
public import SkaldCore
public import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// The daemon's HTTP API in front of an engine.
///
/// On loopback everybody who can connect may use it, unless there are tokens; on other addresses it asks for tokens and
/// speaks TLS. Requests that a web page of another origin could have made are refused.
public struct SagaServer: Service {
  /// What can be chosen.
  public struct Options: Sendable {
    /// Reads the definitions anew and takes them into use, in the name of somebody: the names and versions that are new.
    public typealias Reload = @Sendable (_ actor: String) async throws(ReloadError) -> [String]

    /// Draws a program in a notation; nil where the notation is unknown.
    public typealias Draw = @Sendable (_ program: SagaProgram, _ notation: String) -> String?

    /// Whether a message was signed by whom events are taken from, as
    /// [Standard Webhooks](https://www.standardwebhooks.com) does.
    public typealias Verify =
      @Sendable (
        _ id: String, _ timestamp: String, _ signatures: String, _ body: [UInt8]
      ) -> Bool

    /// Where it listens.
    public var listen: ListenAddress
    /// Who may use it; without a token in it everybody who can connect.
    public var access: AccessList
    /// The certificate that it shows; nil for plain HTTP.
    public var tls: TLSFiles?
    /// The names under which clients reach it, beside the host that it listens on and those of loopback.
    public var hosts: [String] = []
    /// Whether it may listen on other addresses than loopback without tokens or without TLS: something in front of it
    /// does both.
    public var isInsecure = false
    /// What `POST /v1/definitions/reload` does; nil where there is nothing to be read.
    public var reload: Reload?
    /// How definitions are drawn; nil where nobody can.
    public var draw: Draw?
    /// How the signatures of events that come in are checked; nil where they need none.
    public var verifyEvents: Verify?
    /// The daemons in which other participants of the choreographies run: what is told of a flow is put together from
    /// what they know.
    public var peers: [FlowPeer] = []
    /// How long a connection may be silent before and between requests: slow senders must not hold it for ever.
    var idleTimeout = Milliseconds.seconds(30)
    /// How long the body of a request may take.
    var bodyTimeout = Milliseconds.seconds(30)
    /// How many connections are open at once; more wait in the system's queue.
    var connectionsMax = 1024

    /// The options of a daemon.
    public init(listen: ListenAddress = .standard) {
      self.listen = listen
      access = AccessList { SystemTime().now() }
    }

    /// Whether the daemon may be reached as it is set up.
    /// - Throws: ``ListenError`` where others could reach it without a token, or could read what is said, or where the
    ///   certificate cannot be used.
    public func check() throws(ListenError) {
      _ = try tls?.configuration()
      guard !listen.isLoopback, !isInsecure else { return }
      var missing: [String] = []
      if !access.asksForTokens { missing.append("a token") }
      if tls == nil { missing.append("TLS") }
      guard !missing.isEmpty else { return }
      throw ListenError(
        "others can reach \(listen), which needs \(missing.joined(separator: " and ")); "
          + "listen on loopback, or say with --insecure that something in front does both")
    }
  }

  private let api: API
  private let options: Options
  private let logger: Logger
  private let onListening: @Sendable (Int) async -> Void

  /// Makes a server; ``run()`` starts it.
  /// - Parameters:
  ///   - engine: The engine; it runs as a service of its own.
  ///   - options: What can be chosen.
  ///   - logger: Where the server tells what people should know.
  ///   - onListening: Told the port once requests can be made.
  public init(
    engine: SagaEngine, options: Options = Options(),
    logger: Logger = Logger(label: "skald.server"), onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    api = API(
      engine: engine, access: options.access, reload: options.reload, draw: options.draw,
      verifyEvents: options.verifyEvents, peers: options.peers)
    self.options = options
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until the task is canceled or a graceful shutdown is asked for; then requests in flight end first.
  /// - Throws: ``ListenError`` where the options do not allow to listen, or an error of the network.
  public func run() async throws {
    try options.check()
    let (listen, logger, onListening) = (options.listen, logger, onListening)
    let application = Application(
      responder: Responder(
        api: api,
        hosts: HostGuard(listen: listen, names: options.hosts, scheme: options.tls == nil ? "http" : "https"),
        bodyTimeout: options.bodyTimeout, logger: logger),
      server: try channel,
      configuration: ApplicationConfiguration(
        address: .hostname(listen.host, port: listen.port), serverName: "skald",
        availableConnectionsDelegate: MaximumAvailableConnections(options.connectionsMax, logger: logger)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? listen.port
        logger.info("the server listens", metadata: ["host": "\(listen.host)", "port": "\(port)"])
        await onListening(port)
      }, logger: logger)
    try await application.run()
  }

  private var channel: HTTPServerBuilder {
    get throws(ListenError) {
      let plain = HTTPServerBuilder.http1(configuration: channelConfiguration)
      guard let tls = options.tls else { return plain }
      do {
        return try .tls(plain, tlsConfiguration: try tls.configuration())
      } catch let error as ListenError {
        throw error
      } catch {
        throw ListenError("the certificate and its key cannot be used: \(error)")
      }
    }
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      idleTimeout: .milliseconds(options.idleTimeout.count),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: Limits.headerFieldLengthMax, maxHeaderListSize: Limits.headerLengthMax,
        maxHeaderFieldCount: Limits.headerFieldsMax))
  }
}

/// What routes work with.
struct API: Sendable {
  let engine: SagaEngine
  /// Who may use it.
  let access: AccessList
  /// Reads the definitions anew; nil where the daemon cannot.
  let reload: SagaServer.Options.Reload?
  /// Draws a program; nil where nobody can.
  let draw: SagaServer.Options.Draw?
  /// Checks the signatures of events; nil where they need none.
  let verifyEvents: SagaServer.Options.Verify?
  /// The daemons that know the rest of a flow.
  let peers: [FlowPeer]
  let keyed = KeyedRequests()
}
