import AsyncHTTPClient
import Hummingbird
import Logging
import ServiceLifecycle
import SkaldValue

/// The services of the shop, each of which can run alone.
enum ServiceName: String, CaseIterable, Sendable {
  case order
  case payment
  case inventory
  case delivery

  /// Its port: the order service's, and the others after it.
  func port(from first: Int) -> Int { first + (Self.allCases.firstIndex(of: self) ?? 0) }
}

/// Opens the services' files and puts their parts together.
struct Shop {
  let folder: String
  let host: String
  let firstPort: Int
  let engine: EngineClient
  /// The failures that are switched on from the first request on; they are of the one service that runs.
  let faults: [JSON]
  let logger: Logger

  /// What has to run for a service: its HTTP server and, where it has events to send, its relay.
  func services(for name: ServiceName) throws -> [any Service] {
    switch name {
    case .order: try orderServices()
    case .payment: [try server(name, Payment(database: try open(name, Payment.schema)))]
    case .inventory: [try inventoryServer()]
    case .delivery: try deliveryServices()
    }
  }

  private func orderServices() throws -> [any Service] {
    let database = try open(.order, Orders.schema + Outbox.schema + Notification.schema)
    let outbox = Outbox(database: database)
    let router = try participant(.order, database, Notification(database: database).operations).router()
    OrderRoutes(orders: Orders(database: database, outbox: outbox), engine: engine).add(to: router)
    return [application(.order, router), Relay(outbox: outbox, engine: engine, logger: logger)]
  }

  private func inventoryServer() throws -> any Service {
    let database = try open(.inventory, Inventory.schema)
    let router = try participant(.inventory, database, Inventory(database: database).operations).router()
    router.get("stock") { _, _ in Response.json(.ok, try await database.read { try Stock.list($0) }) }
    return application(.inventory, router)
  }

  private func deliveryServices() throws -> [any Service] {
    let database = try open(.delivery, Delivery.schema + Outbox.schema)
    let outbox = Outbox(database: database)
    let delivery = Delivery(database: database, outbox: outbox, announces: engine.flow == nil)
    let router = try participant(.delivery, database, delivery.operations).router()
    return [application(.delivery, router), Relay(outbox: outbox, engine: engine, logger: logger)]
  }

  private func server(_ name: ServiceName, _ payment: Payment) throws -> any Service {
    application(name, try participant(name, payment.database, payment.operations).router())
  }

  private func open(_ name: ServiceName, _ schema: String) throws -> Database {
    try Database(path: "\(folder)/\(name.rawValue).db", schema: IdempotencyKeys.schema + Ledger.schema + schema)
  }

  private func participant(
    _ name: ServiceName, _ database: Database, _ operations: [Operation]
  ) throws(BadRequest) -> Participant {
    try Participant(name: name.rawValue, database: database, operations: operations, faults: faults)
  }

  private func application(_ name: ServiceName, _ router: Router<BasicRequestContext>) -> any Service {
    var logger = logger
    logger[metadataKey: "service"] = "\(name.rawValue)"
    return Application(
      router: router, server: .http1(configuration: .init(idleTimeout: .seconds(30))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: name.port(from: firstPort)), serverName: name.rawValue),
      logger: logger)
  }
}
