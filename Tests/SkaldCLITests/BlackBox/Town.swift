import AsyncHTTPClient
import Foundation
import Synchronization
import NIOCore
import NIOHTTP1
import SkaldValue

/// The shop and the daemon as real processes on ports of their own, in a folder of their own.
final class Town {
  /// Something did not come about in time.
  struct Overdue: Error, CustomStringConvertible {
    let description: String
  }

  let folder: URL
  let shopPort: Int
  private let shop: Program
  private var daemon: Program?

  var engine: String { "http://127.0.0.1:\(shopPort + 4)" }

  private static let count = Atomic(0)

  /// The first of six ports that no other town uses, nor one of another run of the tests on this machine.
  private static var freePort: Int {
    let town =
      Int(ProcessInfo.processInfo.processIdentifier) % 150 * 20 + count.add(1, ordering: .relaxed).oldValue % 20
    return 12_000 + town * 6
  }

  /// Starts both. The sagas are those of the package, with shorter time-outs and waits.
  init(attempts: Int = 5) async throws {
    let port = Self.freePort
    shopPort = port
    folder = FileManager.default.temporaryDirectory.appending(path: "skald-town-\(UUID().uuidString)")
    try Self.settle(in: folder, port: port, attempts: attempts)
    let engine = "http://127.0.0.1:\(port + 4)"
    shop = try Program(
      "order-shop", ["--data", "shop", "--port", "\(port)", "--engine", engine, "--log-level", "info"], in: folder,
      log: "shop.log")
    for service in Service.allCases { try await answers("\(url(service))/health") }
    try await startDaemon()
  }

  deinit {
    daemon?.kill()
    shop.kill()
    try? FileManager.default.removeItem(at: folder)
  }

  func startDaemon() async throws {
    daemon = try Program(
      "skald", ["serve", "sagas", "--config", "skald.yaml", "--db", "skald.db"], in: folder, log: "skald.log")
    try await answers("\(engine)/readyz")
  }

  /// Starts another daemon on the same file, waits for its end, and gives its exit code and what it wrote.
  func runSecondDaemon() throws -> (code: Int32, text: String) {
    let log = "second.log"
    let second = try Program(
      "skald",
      ["serve", "sagas", "--config", "skald.yaml", "--db", "skald.db", "--listen", "127.0.0.1:\(shopPort + 5)"],
      in: folder, log: log)
    let code = second.wait()
    return (code, try String(contentsOf: folder.appending(path: log), encoding: .utf8))
  }

  var daemonID: Int32? { daemon?.id }

  func shopLog() throws -> String { try String(contentsOf: folder.appending(path: "shop.log"), encoding: .utf8) }

  func killDaemon() { daemon?.kill() }

  /// Asks it to read its definitions again.
  func hangUpDaemon() { daemon?.hangUp() }

  /// The versions of the sagas that the daemon starts.
  func versions() async throws -> [Int64] {
    try await get("\(engine)/v1/definitions")["definitions"]?.array?.compactMap { $0["version"]?.int } ?? []
  }

  /// Asks it to end and gives its exit code.
  func stopDaemon() -> Int32? { daemon?.stop() }

  func url(_ service: Service) -> String { "http://127.0.0.1:\(shopPort + service.rawValue)" }

  func get(_ url: String) async throws -> JSON { try await send(HTTPClientRequest(url: url)) }

  @discardableResult
  func post(_ url: String, _ body: JSON) async throws -> JSON {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: body.utf8))
    return try await send(request)
  }

  /// Polls until `condition` holds; a fault on the way counts as not yet.
  func eventually(_ what: String, within seconds: Int = 60, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if (try? await condition()) == true { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    let log = (try? String(contentsOf: folder.appending(path: "skald.log"), encoding: .utf8)) ?? ""
    throw Overdue(description: "\(what): not within \(seconds) s; the daemon's log ends with \(log.suffix(2000))")
  }

  private func answers(_ url: String) async throws {
    try await eventually("\(url) answers") {
      _ = try await self.get(url); return true
    }
  }

  private func send(_ request: HTTPClientRequest) async throws -> JSON {
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
    let body = Array(try await response.body.collect(upTo: 8 << 20).readableBytesView)
    guard (200..<300).contains(response.status.code) else {
      throw Overdue(
        description: "\(request.url) answered \(response.status.code): \(String(decoding: body, as: UTF8.self))")
    }
    return (try? JSON.parse(body)) ?? .null
  }
}

/// The services of the shop, by the distance of their ports.
enum Service: Int, CaseIterable {
  case order
  case payment
  case inventory
  case delivery
}
