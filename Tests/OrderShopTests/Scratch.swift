import FoundationEssentials
import SkaldValue

@testable import OrderShop

/// A database of its own for one test, removed with it.
final class Scratch {
  let folder: String
  let database: Database

  init(_ schema: String) throws {
    folder = FileManager.default.temporaryDirectory.path + "/order-shop-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(
      path: folder + "/test.db", schema: IdempotencyKeys.schema + Ledger.schema + Outbox.schema + schema)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// How often an operation took effect for an order, as its ledger counts it.
  func effects(_ operation: String, order: Int64) async throws -> Int64 {
    let entries = try await database.read { try Ledger.entries(of: order, $0) }
    let counts = entries["entries"]?.array?.filter { $0["operation"]?.string == operation }.compactMap {
      $0["count"]?.int
    }
    return counts?.reduce(0, +) ?? 0
  }
}

extension Call {
  static let noon = Timestamp(milliseconds: 1_800_000_000_000)

  init(_ operation: String, _ input: JSON, key: String, at time: Timestamp = Call.noon, refusal: String? = nil) {
    self.init(operation: operation, input: input, key: key, time: time, refusal: refusal)
  }
}

extension [Operation] {
  struct Unknown: Error { let name: String }

  func perform(_ call: Call) async throws -> Answer {
    guard let operation = first(where: { $0.name == call.operation }) else { throw Unknown(name: call.operation) }
    return try await operation.perform(call)
  }
}
