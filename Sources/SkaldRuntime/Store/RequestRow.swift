public import SkaldValue

/// A request that came under a key of its sender, so that a repeat of it changes nothing.
public struct RequestRow: Sendable, Hashable {
  /// What was answered.
  public struct Answer: Sendable, Hashable {
    /// The status.
    public var status: Int
    /// The body.
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: Int, body: [UInt8]) {
      self.status = status
      self.body = body
    }
  }

  /// The key.
  public var key: String
  /// What tells the request from another one under the same key.
  public var fingerprint: Int64
  /// What it did, written in the commit that did it; nil where a repeat does no harm by itself.
  public var outcome: JSON?
  /// What was answered; nil until that is known.
  public var answer: Answer?
  /// When it came.
  public var at: Timestamp

  /// Makes a row.
  public init(key: String, fingerprint: Int64, outcome: JSON? = nil, answer: Answer? = nil, at: Timestamp) {
    self.key = key
    self.fingerprint = fingerprint
    self.outcome = outcome
    self.answer = answer
    self.at = at
  }
}
