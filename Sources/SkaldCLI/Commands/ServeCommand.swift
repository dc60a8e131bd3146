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
      reads the folder again: new instances then follow what it holds. A second daemon on the same database exits with 75
      and names the holder.

      Example:
        skald serve sagas --config skald.yaml --db skald.db
      """)

  @Argument(help: "The folder of the sagas.")
  var folder = "sagas"

  @Option(help: "The configuration; without it skald.yaml, where there is one.")
  var config: String?

  @Option(help: "The database file (SKALD_DB).")
  var db: String?

  @Option(help: "The address to listen on (SKALD_LISTEN); loopback only.")
  var listen: String?

  @Option(help: "Where services reach the daemon when they answer later, if not where it listens.")
  var callbackURL: String?

  @Option(parsing: .singleValue, help: "A service over HTTP: NAME=URL; repeatable (SKALD_SERVICES).")
  var service: [String] = []

  @Flag(help: "Start though operations have no handler; their steps will be blocked.")
  var allowMissing = false

  func run() async throws {
    let settings = try settings()
    let sagas = ServedSagas(folder: folder, settings: settings)
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
    let engine = SagaEngine(
      programs, store: .sqlite(settings.database), handlers: handlers, secrets: secrets,
      sinks: try ServiceSetup.sinks(settings), options: options, logger: logger)
    let reload = Reloading(
      engine: engine, sagas: sagas, handlers: handlers, secrets: secrets, allowsMissing: allowMissing, logger: logger)
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

  private func settings() throws -> Configuration {
    var settings = try Configuration.load(config)
    if let db { settings.database = db }
    if let listen { settings.listen = listen }
    if let callbackURL { settings.callbackURL = callbackURL }
    for pair in service { try settings.set(service: pair, from: "--service") }
    return settings
  }

  private func server(
    _ engine: SagaEngine, _ reload: Reloading, _ settings: Configuration, _ callbacks: CallbackAddress,
    _ logger: Logger
  ) throws -> SagaServer {
    do throws(ListenError) {
      let address = try ListenAddress(settings.listen)
      // Calls that are made anew at once after a restart are told the address, too; only a free port is not known yet.
      if settings.callbackURL == nil, address.port != 0 { callbacks.set("http://\(address)") }
      var options = SagaServer.Options(listen: address)
      options.reload = { () throws(ReloadError) in try await reload.reload() }
      options.draw = { program, notation in GraphCatalog.format(named: notation)?.render(Drawing(program)) }
      return SagaServer(
        engine: engine, options: options, logger: logger,
        onListening: { port in
          if settings.callbackURL == nil { callbacks.set("http://\(address.at(port: port))") }
        })
    } catch {
      throw CommandFault.misuse("\(error)")
    }
  }
}
