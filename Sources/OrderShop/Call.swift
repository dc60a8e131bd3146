import SkaldValue

/// One request to an operation, as a saga engine makes it.
struct Call: Sendable {
  /// The name of the operation.
  let operation: String
  /// The checked input.
  let input: JSON
  /// The same for every attempt of one step: a repeat under it does nothing twice.
  let key: String
  /// When the request came in.
  let time: Timestamp
  /// The refusal that a failure switch asks for.
  var refusal: String?

  /// The order that the call is about; 0 for an operation that names none.
  var orderId: Int64 { input["orderId"]?.int ?? 0 }

  func int(_ name: String) -> Int64 { input[name]?.int ?? 0 }
  func text(_ name: String) -> String { input[name]?.string ?? "" }
}

/// What an operation answers.
enum Answer: Sendable, Equatable {
  /// It took effect, now or at an earlier attempt.
  case done(JSON)
  /// A business no: nothing happened.
  case refused(String)
  /// Its undo came first, so it may never happen any more.
  case tombstoned
  /// The request contradicts an earlier one.
  case contradicts(String)
  /// Too much going on; the same request may succeed later.
  case later
}

extension Answer {
  /// What is remembered under an idempotency key; nil for answers that say nothing about the effect.
  var remembered: (kind: String, body: String)? {
    switch self {
    case .done(let output): ("done", output.text)
    case .refused(let code): ("refused", code)
    case .tombstoned: ("tombstoned", "")
    case .contradicts, .later: nil
    }
  }

  /// Reads what ``remembered`` wrote.
  init(kind: String, body: String) throws(JSONError) {
    switch kind {
    case "done": self = .done(try JSON.parse(body))
    case "refused": self = .refused(body)
    default: self = .tombstoned
    }
  }
}
