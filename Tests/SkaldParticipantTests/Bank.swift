import FoundationEssentials
import SkaldParticipant
import SkaldValue

/// A bank with a file of its own, and a ledger that counts what really happened.
final class Bank {
  static let schema = """
    CREATE TABLE IF NOT EXISTS ledger (instance TEXT NOT NULL, effect INTEGER NOT NULL, kind TEXT NOT NULL);
    """
  let folder: String
  var participant: Participant

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/participant-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    participant = try Self.open(folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func open(_ folder: String, at time: Int64 = 1_800_000_000_000) throws -> Participant {
    try Participant(
      path: folder + "/bank.db", schema: schema, clock: { Timestamp(milliseconds: time) })
  }

  /// Another process on the same file, which begins so much later.
  func later(_ wait: Milliseconds = Milliseconds(0)) throws -> Participant {
    try Self.open(folder, at: 1_800_000_000_000 + wait.count)
  }

  static func work(_ call: ServiceCall) -> @Sendable (ParticipantTransaction) throws -> JSON {
    { db in
      let isUndo = call.operation == "refund"
      let instance = call.input["order"]?.string ?? ""
      try db.execute(
        "INSERT INTO ledger VALUES (?, ?, ?)", [.text(instance), .int(isUndo ? -1 : 1), .text(call.operation)])
      if let code = call.input["refuse"]?.string { throw Refusal(code) }
      if call.input["crash"] != nil { throw Broken() }
      return [call.operation: .string(instance)]
    }
  }

  struct Broken: Error {}

  func send(_ call: ServiceCall) async -> ServiceAnswer {
    await participant.answer(call, work: Self.work(call))
  }

  /// What is left of everything that happened.
  func net(_ order: String = "7") async throws -> Int64 {
    try await participant.write { db in
      try db.query("SELECT coalesce(sum(effect), 0) FROM ledger WHERE instance = ?", [.text(order)])[0].int(0)
    }
  }
}

extension ServiceCall {
  static func charge(
    _ order: String = "7", key: String? = nil, extra: String = "", step: String = "charge"
  ) throws -> ServiceCall {
    let body = Array("{\"order\":\"\(order)\"\(extra)}".utf8)
    return try ServiceCall(operation: "charge", body: body) { name in
      switch name {
      case "Idempotency-Key": key ?? "sk1:\(order):\(step).0:a"
      case "Skald-Instance": order
      case "Skald-Step": step
      default: nil
      }
    }
  }

  static func refund(
    _ order: String = "7", outcome: String? = "unknown", extra: String = "", step: String = "charge"
  ) throws -> ServiceCall {
    let body = Array("{\"order\":\"\(order)\"\(extra)}".utf8)
    return try ServiceCall(operation: "refund", body: body) { name in
      switch name {
      case "Idempotency-Key": "sk1:\(order):\(step).0:c"
      case "Skald-Instance": order
      case "Skald-Step": outcome == nil ? "reaction" : step
      case "Skald-Outcome": outcome
      default: nil
      }
    }
  }
}
