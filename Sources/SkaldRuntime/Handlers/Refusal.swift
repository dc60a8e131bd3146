/// A business "no": nothing happened, and the same call is not made again.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The code, one of those that the operation's contract lists.
  public var code: String
  /// Why, for people; may be empty.
  public var message: String

  /// Makes a refusal.
  public init(_ code: String, _ message: String = "") {
    self.code = code
    self.message = message
  }

  /// Code and message.
  public var description: String { message.isEmpty ? code : "\(code): \(message)" }
}

/// Thrown by a handler that took the work on and answers later. No failure.
///
/// The step waits for the answer until the deadline of its attempt. The answer comes with ``Call/callbackToken``.
public struct Pending: Error, Sendable, Hashable {
  /// Makes the answer.
  public init() {}
}
