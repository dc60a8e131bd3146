import Foundation
import SkaldValue

/// How the saga of an order ended.
enum SagaEnd: Sendable, Equatable {
  case completed
  case compensated(reason: String)

  /// What such a saga publishes, in this order.
  var events: [String] {
    switch self {
    case .completed: ["payment.completed.v1", "stock.reserved.v1", "order.completed.v1"]
    case .compensated("card_declined"): ["order.canceled.v1"]
    case .compensated: ["payment.completed.v1", "order.canceled.v1"]
    }
  }

  /// Whether the services did what such an end promises: each effect once, or nothing on balance.
  func isExpected(_ effects: [String: Int64]) -> Bool {
    func count(_ operation: String) -> Int64 { effects[operation] ?? 0 }
    switch self {
    case .completed:
      return count("charge") == 1 && count("reserve") == 1 && count("request") == 1 && count("refund") == 0
        && count("release") == 0
    case .compensated:
      return count("charge") == count("refund") && count("reserve") == count("release") && count("charge") <= 1
        && count("reserve") <= 1 && count("request") == 0
    }
  }
}

extension Town {
  /// Places the order of that number: most go well, some are out of stock or beyond the card's limit.
  func placeOrder(_ number: Int) async throws {
    let body: JSON = [
      "userId": 7, "amount": number % 7 == 0 ? 2_000_000 : 500, "sku": number % 5 == 0 ? "bike-0" : "bike-1",
      "quantity": 1, "idempotencyKey": .string("order-\(number)"),
    ]
    try await post("\(url(.order))/orders", body)
  }

  /// The sagas that have ended, by order.
  func endedSagas() async throws -> [Int64: SagaEnd] {
    let list = try await get("\(engine)/v1/instances?saga=place-order&limit=100")
    var ends: [Int64: SagaEnd] = [:]
    for summary in list["instances"]?.array ?? [] {
      guard let id = summary["id"]?.string, let order = summary["key"]?.string?.split(separator: "-").last,
        let number = Int64(order)
      else { continue }
      switch summary["status"] {
      case "completed": ends[number] = .completed
      case "compensated":
        let instance = try await get("\(engine)/v1/instances/\(id)")
        ends[number] = .compensated(reason: instance["failure"]?["code"]?.string ?? "")
      default: continue
      }
    }
    return ends
  }

  /// How an order stands, by the shop.
  func status(ofOrder order: Int64) async throws -> String? {
    try await get("\(url(.order))/orders/\(order)")["status"]?.string
  }

  /// How many sagas are under way.
  func runningSagas() async throws -> Int {
    try await get("\(engine)/v1/instances?status=running&limit=100")["instances"]?.array?.count ?? 0
  }

  /// How often each operation took effect for an order, by the services' own ledgers.
  func effects(ofOrder order: Int64) async throws -> [String: Int64] {
    var effects: [String: Int64] = [:]
    for service in [Service.payment, .inventory, .delivery] {
      let ledger = try await get("\(url(service))/ledger?orderId=\(order)")
      for entry in ledger["entries"]?.array ?? [] {
        effects[entry["operation"]?.string ?? "", default: 0] += entry["count"]?.int ?? 0
      }
    }
    return effects
  }

  /// The types of the events of each order, in the order of their first publication; a crash may repeat some.
  func publishedEvents(in file: String = "events.jsonl") throws -> [Int64: [String]] {
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    var seen: Set<String> = []
    var events: [Int64: [String]] = [:]
    for line in text.split(separator: "\n") {
      // A line that a kill cut off is published again, whole.
      guard let event = try? JSON.parse(String(line)), let id = event["id"]?.string, seen.insert(id).inserted,
        let order = event["data"]?["orderId"]?.int, let type = event["type"]?.string
      else { continue }
      events[order, default: []].append(type)
    }
    return events
  }
}
