import SkaldValue
import Synchronization

/// A failure that somebody switched on, to see how a saga takes it.
struct Fault: Sendable, Equatable {
  /// How the service fails.
  enum Mode: Sendable, Equatable {
    /// A business no with this code.
    case refuse(String)
    /// It takes effect, but no answer comes.
    case loseAnswer
    /// It takes effect, but the connection breaks within the answer.
    case cutAnswer
    /// It begins so much later.
    case slow(Milliseconds)
    /// It answers 500 without effect.
    case fail
  }

  let operation: String
  let mode: Mode
  /// The only order that it hits; nil for every one.
  let orderId: Int64?
  /// How many more requests it hits; nil for all.
  var times: Int64?
}

extension Fault {
  private static let modes = "refuse:CODE, lose-answer, cut-answer, slow:MILLISECONDS or fail"
  /// Longer than every time-out of the sample sagas.
  static let slowest: Int64 = 60_000

  init(_ body: JSON, operations: [String]) throws(BadRequest) {
    guard let operation = body["operation"]?.string, operations.contains(operation) else {
      throw BadRequest("`operation` must be one of \(operations.joined(separator: ", "))", field: "operation")
    }
    guard let mode = body["mode"]?.string.flatMap(Mode.init) else {
      throw BadRequest("`mode` must be \(Self.modes)", field: "mode")
    }
    let orderId = try Self.optionalCount("orderId", of: body)
    let times = try Self.optionalCount("times", of: body)
    self.init(operation: operation, mode: mode, orderId: orderId, times: times)
  }

  private static func optionalCount(_ name: String, of body: JSON) throws(BadRequest) -> Int64? {
    guard let value = body[name] else { return nil }
    guard let number = value.int, number > 0 else {
      throw BadRequest("`\(name)` must be a positive integer", field: name)
    }
    return number
  }
}

extension Fault.Mode {
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    switch (parts.first, parts.count) {
    case ("refuse", 2): self = .refuse(String(parts[1]))
    case ("slow", 2):
      guard let count = Int64(parts[1]), (1...Fault.slowest).contains(count) else { return nil }
      self = .slow(Milliseconds(count))
    case ("lose-answer", 1): self = .loseAnswer
    case ("cut-answer", 1): self = .cutAnswer
    case ("fail", 1): self = .fail
    default: return nil
    }
  }
}

/// The failures that are switched on.
final class Faults: Sendable {
  private let switched = Mutex<[Fault]>([])

  func add(_ fault: Fault) { switched.withLock { $0.append(fault) } }

  func removeAll() { switched.withLock { $0.removeAll() } }

  /// The failure that hits this request; the first one that fits, and one time less is left of it.
  func take(operation: String, orderId: Int64) -> Fault.Mode? {
    switched.withLock { faults in
      let index = faults.firstIndex { $0.operation == operation && ($0.orderId == nil || $0.orderId == orderId) }
      guard let index else { return nil }
      let mode = faults[index].mode
      if let times = faults[index].times {
        if times > 1 { faults[index].times = times - 1 } else { faults.remove(at: index) }
      }
      return mode
    }
  }
}
