import ArgumentParser
import Logging
import ServiceLifecycle
import Skald
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldServer
import UnixSignals

/// `skald serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the daemon: it recites the sagas of a folder, and speaks HTTP.",
    discussion: """
      The folder is linted first; with an error the daemon does not start. SIGTERM lets calls in flight finish, SIGHUP
      reads the folder and the tokens again: new instances then follow what it holds. On loopback nobody is asked for a
      token unless there is one, in `auth` of skald.yaml or in SKALD_TOKEN. A second daemon on the same database exits with 75
      and names the holder.

      Of a choreography all participants run here, each with instances of its own, and their events go from one to the
      others; with --as one daemon runs one of them.

      Example:
        skald serve sagas --config skald.yaml --db skald.db
        skald serve sagas --as payment --config payment.yaml
      """)

  @Argument(help: "The folder of the sagas.", completion: .directory)
  var folder = "sagas"

  @OptionGroup var configured: ConfigurationOptions

  @Option(name: .customLong("as"), help: "Run the reactions of this participant alone; events come from others.")
  var participant: String?

  @Flag(help: "Listen beyond loopback without token or TLS: something in front of the daemon does both.")
  var insecure = false

  @Flag(help: "Start though operations have no handler; their steps will be blocked.")
  var allowMissing = false

  func run() async throws {
    let settings = try configured.settings()
    let sagas = ServedSagas(folder: folder, settings: settings, participant: participant)
    let all = try sagas.compiled()
    let programs = try sagas.chosen(of: all)
    let secrets = ConfiguredSecrets(settings)
    let callbacks = CallbackAddress(settings.callbackURL)
    let handlers = try ServiceSetup.handlers(settings, secrets, callbacks: callbacks)
    if !allowMissing {
      try ServiceSetup.demandHandlers(handlers, for: programs)
      try ServiceSetup.demandUse(by: all)
    }
    try secrets.demand(for: programs, settings)
    let logger = Log.daemon("skald")
    var options = settings.engineOptions
    options.retention = settings.retention
    options.dropsUnheardEvents = participant != nil
    let engine = SagaEngine(
      programs, store: .sqlite(settings.database), handlers: handlers, secrets: secrets,
      sinks: try ServiceSetup.sinks(settings), options: options, logger: logger)
    let access = AccessList(try settings.access.allTokens()) { SystemTime().now() }
    let reload = Reloading(
      engine: engine, sagas: sagas, handlers: handlers, secrets: secrets, allowsMissing: allowMissing, access: access,
      tokens: { [configured] in try configured.settings().access.allTokens() }, logger: logger)
    let server = try server(engine, reload, settings, callbacks, logger)
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: engine), .init(service: server), .init(service: reload)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: Log.quiet("skald.lifecycle")))
    do {
      try await group.run()
    } catch let error as StoreError {
      throw CommandFault(error)
    }
  }

  private func server(
    _ engine: SagaEngine, _ reload: Reloading, _ settings: Configuration, _ callbacks: CallbackAddress,
    _ logger: Logger
  ) throws -> SagaServer {
    do {
      let address = try ListenAddress(settings.listen)
      var options = SagaServer.Options(listen: address)
      options.access = reload.access
      options.tls = try settings.access.files()
      options.hosts = settings.access.hosts
      options.isInsecure = insecure
      try options.check()
      let scheme = options.tls == nil ? "http" : "https"
      let isReachable = settings.callbackURL == nil && !address.isWildcard
      // Calls that are made anew at once after a restart are told the address, too; only a free port is not known yet.
      if isReachable, address.port != 0 { callbacks.set("\(scheme)://\(address)") }
      options.reload = { actor throws(ReloadError) in try await reload.reload(by: actor) }
      options.verifyEvents = try ServiceSetup.verification(of: settings)
      options.peers = try ServiceSetup.flowPeers(of: settings)
      options.draw = { program, notation in GraphCatalog.format(named: notation)?.render(Drawing(program)) }
      return SagaServer(
        engine: engine, options: options, logger: logger,
        onListening: { port in
          if isReachable { callbacks.set("\(scheme)://\(address.at(port: port))") }
        })
    } catch let error as ListenError {
      throw CommandFault.misuse("\(error)")
    }
  }
}
