package import SkaldRuntime
package import SkaldValue

/// What tells a request that came under a key of its sender.
package struct RequestMark: Sendable, Hashable {
  /// How long it is known.
  package static let lifetime = Milliseconds.hours(24)

  /// The key.
  package var key: String
  /// What tells the request from another one under the same key.
  package var fingerprint: Int64

  /// Makes a mark.
  package init(key: String, fingerprint: Int64) {
    self.key = key
    self.fingerprint = fingerprint
  }
}

/// A wish to keep what a request was answered.
package struct AnswerKeeping: Sendable {
  /// The request.
  package var mark: RequestMark
  /// What was answered.
  package var answer: RequestRow.Answer
  /// Who waits for the reply.
  package var ticket: Ticket
}
