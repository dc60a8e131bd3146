import Logging
import ServiceLifecycle
import UnixSignals

/// Runs the shop: `embedded-shop [DATABASE]`, on port 8010.
@main
struct Main {
  static func main() async throws {
    let logger = Logger(label: "embedded-shop")
    let shop = try Shop(database: CommandLine.arguments.dropFirst().first ?? "shop.db", logger: logger)
    let group = ServiceGroup(
      services: shop.services(host: "127.0.0.1", port: 8010), gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    try await group.run()
  }
}
