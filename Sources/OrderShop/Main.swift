import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import Logging
import NIOCore
import ServiceLifecycle
import SkaldValue
import UnixSignals

@main
struct OrderShopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order-shop",
    abstract: "The services of the sample order saga: order, payment, inventory and delivery.",
    discussion: """
      EXAMPLE: order-shop --data shop-data

      Starts the order service on port 8001 and the others on the ports after it. Each keeps its own SQLite file.
      """)

  @Option(help: "The folder of the services' SQLite files; it is made where it is missing.")
  var data: String

  @Option(help: "Start this service alone; may be given more than once.")
  var only: [ServiceName] = []

  @Option(
    parsing: .singleValue,
    help: "Switch this failure on from the first request on, as `POST /faults` takes it; with one --only, repeatable.")
  var fault: [String] = []

  @Option(help: "Where the saga engine listens; of several, that of the participant which knows the orders.")
  var engine = "http://127.0.0.1:7420"

  @Option(help: "The choreography by which orders go; without it the saga `place-order` does it.")
  var flow: String?

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port of the order service.")
  var port = 8001

  @Option(help: "The least important log level that is written.")
  var logLevel = LogLevel.warning

  func validate() throws {
    guard (1...65532).contains(port) else {
      throw ValidationError("--port must be between 1 and 65532: the other services take the three ports after it")
    }
    guard fault.isEmpty || only.count == 1 else {
      throw ValidationError("--fault needs one --only, whose failure it is")
    }
  }

  func run() async throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "order-shop")
    logger.logLevel = logLevel.level
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(1)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do { try await serve(client, logger) } catch {
      try await client.shutdown()
      throw error
    }
    try await client.shutdown()
  }

  private func serve(_ client: HTTPClient, _ logger: Logger) async throws {
    let shop = Shop(
      folder: data, host: host, firstPort: port, engine: EngineClient(client: client, base: engine, flow: flow),
      faults: try fault.map { try JSON.parse($0) }, logger: logger)
    let names = only.isEmpty ? ServiceName.allCases : only
    let services = try names.flatMap { try shop.services(for: $0) }
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    try await ServiceGroup(configuration: configuration).run()
  }
}

extension ServiceName: ExpressibleByArgument {}

/// The log levels that can be asked for.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case debug
  case info
  case warning
  case error

  var level: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
