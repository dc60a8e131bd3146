public import SkaldValue

/// What a service answers; any HTTP framework can send it.
public enum ServiceAnswer: Sendable, Hashable {
  /// It took effect, now or at an earlier attempt.
  case done(JSON)
  /// A business no: nothing happened.
  case refused(Refusal)
  /// The undo came first, so the action may never happen any more.
  case tombstoned
  /// The key came with another input before.
  case conflict
  /// The request cannot be read.
  case invalid(String)
  /// The database is held by somebody else: nothing happened, and the same request may succeed later.
  case later
  /// Something went wrong inside. The request is repeated under the same key.
  case failed
}

/// A business no. A handler throws it; what it had written is taken back.
///
/// The refusal of an action is remembered, since it must not become a success under the same key, unless the service says
/// that it decides anew each time. That of an undo is not: somebody puts the matter right, and the engine asks again.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The code, one of those that the contract lists.
  public let code: String
  /// An explanation for people.
  public let message: String?

  /// Says no.
  public init(_ code: String, message: String? = nil) {
    self.code = code
    self.message = message
  }

  /// Code and message.
  public var description: String { message.map { "\(code): \($0)" } ?? code }
}

extension ServiceAnswer {
  /// The HTTP status.
  public var status: Int {
    switch self {
    case .done: 200
    case .refused, .tombstoned: 409
    case .conflict: 422
    case .invalid: 400
    case .later: 503
    case .failed: 500
    }
  }

  /// The header fields.
  public var headers: [(name: String, value: String)] {
    let type = (name: "Content-Type", value: "application/json")
    return switch self {
    case .tombstoned: [type, (name: "Skald-Result", value: "tombstoned")]
    case .later: [type, (name: "Retry-After", value: "1")]
    case .done, .refused, .conflict, .invalid, .failed: [type]
    }
  }

  /// The body.
  public var body: [UInt8] { json.utf8 }

  private var json: JSON {
    switch self {
    case .done(let output): output
    case .refused(let refusal): refusal.json
    case .tombstoned: ["error": "its undo came first"]
    case .conflict: ["error": "this idempotency key came with another input before"]
    case .invalid(let message): ["error": .string(message)]
    case .later: ["error": "the database is busy"]
    case .failed: ["error": "something went wrong inside"]
    }
  }
}

extension Refusal {
  /// The body of the answer, and what is kept.
  var json: JSON {
    guard let message else { return ["refused": .string(code)] }
    return ["refused": .string(code), "message": .string(message)]
  }
}

extension ServiceAnswer {
  /// What is kept under a key; nil for answers that say nothing about the effect.
  var kept: (kind: String, body: String)? {
    switch self {
    case .done(let output): ("done", output.text)
    case .refused(let refusal): ("refused", refusal.json.text)
    case .tombstoned: ("tombstoned", "{}")
    case .conflict, .invalid, .later, .failed: nil
    }
  }

  /// Reads what ``kept`` wrote.
  init(kind: String, body: String) throws(SQLFault) {
    let json: JSON
    do { json = try JSON.parse(body) } catch {
      throw SQLFault(kind: .failed, message: "a kept answer is no JSON: \(error)")
    }
    switch kind {
    case "done": self = .done(json)
    case "refused": self = .refused(Refusal(json["refused"]?.string ?? "", message: json["message"]?.string))
    case "tombstoned": self = .tombstoned
    default: throw SQLFault(kind: .failed, message: "a kept answer must be done, refused or tombstoned")
    }
  }
}
