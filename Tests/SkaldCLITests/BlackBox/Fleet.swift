import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SkaldValue
import Synchronization

/// The shop as a choreographed flow: a service and a daemon for each participant, each with a database of its own, or one
/// daemon for all of them.
final class Fleet {
  /// Those that take part, by the distance of their daemons' ports.
  enum Participant: String, CaseIterable, Sendable {
    case order
    case payment
    case inventory
    case delivery
  }

  let folder: URL
  /// Whether each participant has a daemon of its own.
  let isSplit: Bool
  private let port: Int
  private var services: [Participant: Program] = [:]
  private var daemons: [Participant: Program] = [:]
  /// How services fail: they forget it when they are killed.
  private var faults: [(participant: Participant, fault: JSON)] = []

  private static let count = Atomic(0)
  private static let secret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

  private static var freePort: Int {
    30_000 + Int(ProcessInfo.processInfo.processIdentifier) % 100 * 20
      + count.add(1, ordering: .relaxed).oldValue % 2 * 10
  }

  /// The daemons that there are.
  var places: [Participant] { isSplit ? Participant.allCases : [.order] }

  init(isSplit: Bool) async throws {
    self.isSplit = isSplit
    let port = Self.freePort
    self.port = port
    folder = FileManager.default.temporaryDirectory.appending(path: "skald-fleet-\(UUID().uuidString)")
    try Self.settle(in: folder, port: port, isSplit: isSplit)
    for service in Participant.allCases { try await startService(service) }
    for place in places { try await start(place) }
  }

  deinit {
    for daemon in daemons.values { daemon.kill() }
    for service in services.values { service.kill() }
    try? FileManager.default.removeItem(at: folder)
  }

  /// The address of a participant's daemon.
  func daemon(_ participant: Participant) -> String { Self.daemon(isSplit ? participant : .order, port) }

  private static func daemon(_ participant: Participant, _ port: Int) -> String {
    "http://127.0.0.1:\(port + 4 + (Participant.allCases.firstIndex(of: participant) ?? 0))"
  }

  func start(_ participant: Participant) async throws {
    let name = participant.rawValue
    let own = isSplit ? ["--as", name] : []
    daemons[participant] = try Program(
      "skald", ["serve", "sagas", "--config", "\(name).yaml", "--db", "\(name).db"] + own, in: folder,
      log: "\(name).log", environment: ["PEER_SECRET": Self.secret])
    try await answers("\(daemon(participant))/readyz")
  }

  func kill(_ participant: Participant) { daemons[participant]?.kill() }

  /// Starts the service of a participant, which is a process of its own.
  func startService(_ participant: Participant) async throws {
    // A call may reach it before anybody else can tell it how to fail.
    let failures = faults.filter { $0.0 == participant }.flatMap { ["--fault", $0.1.text] }
    let name = participant.rawValue
    services[participant] = try Program(
      "order-shop",
      [
        "--data", "shop", "--only", name, "--port", "\(port)", "--flow", "place-order-by-events",
        "--engine", daemon(.order),
      ] + failures, in: folder,
      log: "shop-\(name).log")
    try await answers(service(participant) + "/health")
  }

  func killService(_ participant: Participant) { services[participant]?.kill() }

  private func service(_ participant: Participant) -> String {
    "http://127.0.0.1:\(port + (Participant.allCases.firstIndex(of: participant) ?? 0))"
  }

  /// Places an order: by its number it goes well, is out of stock, or is beyond the card's limit.
  func placeOrder(_ number: Int) async throws {
    try await post(
      service(.order) + "/orders",
      [
        "userId": 7, "amount": number % 7 == 0 ? 2_000_000 : 500, "sku": number % 5 == 0 ? "bike-0" : "bike-1",
        "quantity": 1, "idempotencyKey": .string("order-\(number)"),
      ])
  }

  /// Has an operation of a service fail in a way.
  func fault(_ participant: Participant, _ fault: JSON) async throws {
    faults.append((participant, fault))
    try await post(service(participant) + "/faults", fault)
  }

  /// The status of each flow in which every participant came to its end, by order.
  func ended() async throws -> [Int64: String] {
    var found: [Int64: [String]] = [:]
    for participant in Participant.allCases {
      let path = "/v1/instances?saga=place-order-by-events.\(participant.rawValue)&limit=200"
      for instance in try await get(daemon(participant) + path)["instances"]?.array ?? [] {
        guard let key = instance["key"]?.string.flatMap({ Int64($0) }) else { continue }
        found[key, default: []].append(instance["status"]?.string ?? "")
      }
    }
    return found.compactMapValues { statuses in
      Set(statuses).count == 1 && ["completed", "compensated"].contains(statuses[0]) ? statuses[0] : nil
    }
  }

  /// How often each operation took effect for an order, by the services' own ledgers.
  func effects(ofOrder order: Int64) async throws -> [String: Int64] {
    var effects: [String: Int64] = [:]
    for place in 1...3 {
      let ledger = try await get("http://127.0.0.1:\(port + place)/ledger?orderId=\(order)")
      for entry in ledger["entries"]?.array ?? [] {
        effects[entry["operation"]?.string ?? "", default: 0] += entry["count"]?.int ?? 0
      }
    }
    return effects
  }

  /// The open incidents of all daemons.
  func incidents() async throws -> [String] {
    var found: [String] = []
    for place in places {
      for incident in try await get(daemon(place) + "/v1/incidents")["incidents"]?.array ?? [] {
        found.append("\(incident["kind"]?.string ?? "") \(incident["message"]?.string ?? "")")
      }
    }
    return found
  }

  /// Polls until `condition` holds; a fault on the way counts as not yet.
  func eventually(_ what: String, within seconds: Int = 90, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if (try? await condition()) == true { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    let logs = places.map { place in
      let file = folder.appending(path: "\(place.rawValue).log")
      return "\(place): " + ((try? String(contentsOf: file, encoding: .utf8)) ?? "").suffix(800)
    }
    let open = (try? await incidents()) ?? []
    throw Town.Overdue(
      description: "\(what): not within \(seconds) s; incidents \(open); \(logs.joined(separator: "\n"))")
  }

  func get(_ url: String) async throws -> JSON { try await send(HTTPClientRequest(url: url)) }

  private func post(_ url: String, _ body: JSON) async throws {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: body.utf8))
    _ = try await send(request)
  }

  private func answers(_ url: String) async throws {
    try await eventually("\(url) answers") {
      _ = try await self.get(url)
      return true
    }
  }

  private func send(_ request: HTTPClientRequest) async throws -> JSON {
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
    let body = Array(try await response.body.collect(upTo: 8 << 20).readableBytesView)
    guard (200..<300).contains(response.status.code) else {
      let text = String(decoding: body, as: UTF8.self)
      throw Town.Overdue(description: "\(request.url): \(response.status.code) \(text)")
    }
    return (try? JSON.parse(body)) ?? .null
  }
}

extension Fleet {
  /// Writes the choreography with short waits, and a configuration for each daemon.
  private static func settle(in folder: URL, port: Int, isSplit: Bool) throws {
    let sagas = folder.appending(path: "sagas")
    try FileManager.default.createDirectory(at: sagas, withIntermediateDirectories: true)
    let shorter = [
      // A service that is killed may need longer to come back than a few attempts take.
      ("\n  timeout: 10s", "\n  timeout: 1s"), ("attempts: 5,         wait: 200ms", "attempts: unlimited, wait: 50ms"),
      ("unlimited, wait: 1s,", "unlimited, wait: 50ms,"),
    ]
    for name in ["place-order.choreography.yaml", "contracts.yaml"] {
      var text = try String(contentsOf: Town.package.appending(path: "sagas/\(name)"), encoding: .utf8)
      for (old, new) in shorter { text = text.replacing(old, with: new) }
      try text.write(to: sagas.appending(path: name), atomically: true, encoding: .utf8)
    }
    for participant in isSplit ? Participant.allCases : [.order] {
      let file = folder.appending(path: "\(participant.rawValue).yaml")
      try configuration(of: participant, port, isSplit).write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private static func configuration(of participant: Participant, _ port: Int, _ isSplit: Bool) -> String {
    var lines = ["listen: \(daemon(participant, port).dropFirst("http://".count))", "services:"]
    for (place, service) in Participant.allCases.enumerated() {
      lines.append("  \(service.rawValue): { http: http://127.0.0.1:\(port + place) }")
    }
    guard isSplit else { return lines.joined(separator: "\n") + "\n" }
    lines += ["sinks:", "  peers:"]
    for peer in Participant.allCases where peer != participant {
      lines.append("    \(peer.rawValue): { url: \(daemon(peer, port)), secretFrom: PEER_SECRET }")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
