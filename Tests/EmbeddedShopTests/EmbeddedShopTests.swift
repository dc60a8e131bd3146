import AsyncHTTPClient
import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Skald
import Testing

@testable import EmbeddedShop

@Suite("A web application with an engine of its own")
struct EmbeddedShopTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let order: JSON
    let status: JSON
    let failure: JSON?
  }

  private static func order(_ id: String, amount: Int64 = 100, sku: String = "lamp", quantity: Int64 = 1) -> JSON {
    ["orderId": .string(id), "amount": .int(amount), "sku": .string(sku), "quantity": .int(quantity)]
  }

  static let cases = [
    Case(testDescription: "placed", order: order("1"), status: "completed", failure: nil),
    Case(
      testDescription: "out of stock", order: order("2", sku: "chair", quantity: 3), status: "compensated",
      failure: "out_of_stock"),
    Case(
      testDescription: "declined, and the stock given back", order: order("3", amount: 5000), status: "compensated",
      failure: "card_declined"),
  ]

  @Test("orders go through it as its saga says", arguments: cases)
  func placesOrders(row: Case) async throws {
    try await Self.withShop { shop, port in
      let (code, placed) = try await Self.send("POST", "orders", row.order, port)
      #expect(code == 201)
      let id = try #require(placed["id"]?.string)
      for try await _ in try await shop.engine.watch(id) {}
      let (_, order) = try await Self.send("GET", "orders/\(id)", nil, port)
      #expect(order["status"] == row.status)
      #expect(order["failure"]?["code"] == row.failure)
      // The same order again is the same saga.
      let (again, _) = try await Self.send("POST", "orders", row.order, port)
      #expect(again == 200)
    }
  }

  @Test("what the saga does not take is refused", arguments: [JSON.null, ["orderId": 4]])
  func refuses(order: JSON) async throws {
    try await Self.withShop { _, port in
      let (placed, _) = try await Self.send("POST", "orders", order, port)
      let (read, _) = try await Self.send("GET", "orders/nobody", nil, port)
      #expect(placed == 400)
      #expect(read == 404)
    }
  }

  /// Runs the whole service group on a free port, and ends it in order.
  private static func withShop(_ body: @Sendable (Shop, Int) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/embedded-shop-\(UUID().uuidString).db"
    defer {
      for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
    var logger = Logger(label: "embedded-shop")
    logger.logLevel = .error
    let shop = try Shop(database: path, logger: logger)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let services = shop.services(host: "127.0.0.1", port: 0) { port.yield($0.localAddress?.port ?? 0) }
    let group = ServiceGroup(configuration: .init(services: services, logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      do { try await body(shop, try #require(await iterator.next())) } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private static func send(_ method: String, _ path: String, _ body: JSON?, _ port: Int) async throws -> (Int, JSON) {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/\(path)")
    request.method = .RAW(value: method)
    if let body { request.body = .bytes(ByteBuffer(string: body.text)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return (Int(response.status.code), try JSON.parse(Array(bytes.readableBytesView)))
  }
}
