internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle
public import SkaldEngine
internal import SkaldValue

/// The daemon's HTTP API in front of an engine.
///
/// It listens on loopback only, where everybody who can connect may use it; requests that a web page of another
/// origin could have made are refused.
public struct SagaServer: Service {
  /// What can be chosen.
  public struct Options: Sendable {
    /// Reads the definitions anew and takes them into use: the names and versions that are new.
    public typealias Reload = @Sendable () async throws(ReloadError) -> [String]

    /// Where it listens.
    public var listen: ListenAddress
    /// What `POST /v1/definitions/reload` does; nil where there is nothing to be read.
    public var reload: Reload?
    /// How long a connection may be silent before and between requests: slow senders must not hold it for ever.
    var idleTimeout = Milliseconds.seconds(30)
    /// How long the body of a request may take.
    var bodyTimeout = Milliseconds.seconds(30)
    /// How many connections are open at once; more wait in the system's queue.
    var connectionsMax = 1024

    /// The options of a daemon.
    public init(listen: ListenAddress = .standard) { self.listen = listen }
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
    api = API(engine: engine, reload: options.reload)
    self.options = options
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until the task is canceled or a graceful shutdown is asked for; then requests in flight end first.
  public func run() async throws {
    let (listen, logger, onListening) = (options.listen, logger, onListening)
    let application = Application(
      responder: Responder(
        api: api, hosts: HostGuard(listen: listen), bodyTimeout: options.bodyTimeout, logger: logger),
      server: .http1(configuration: channelConfiguration),
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
  /// Reads the definitions anew; nil where the daemon cannot.
  let reload: SagaServer.Options.Reload?
  let keyed = KeyedRequests()
}
