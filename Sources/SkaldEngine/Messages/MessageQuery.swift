public import SkaldValue

/// Which messages to list.
public struct MessageQuery: Sendable, Hashable {
  /// Which way a message went.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// An instance here emitted it.
    case emitted
    /// It came in.
    case received
  }

  /// Only of this topic.
  public var topic: String?
  /// Only of this type.
  public var type: String?
  /// Only with this key.
  public var key: String?
  /// Only what this instance emitted or took up: its public id.
  public var instance: String?
  /// Only those that went this way.
  public var direction: Direction?
  /// Only from this time on.
  public var from: Timestamp?
  /// Only up to this time.
  public var until: Timestamp?
  /// Whether the newest come first.
  public var isNewestFirst: Bool
  /// Only those behind this place: the `next` of an earlier page.
  public var after: String?
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(topic: String? = nil, isNewestFirst: Bool = true, after: String? = nil, limit: Int = 50) {
    self.topic = topic
    self.isNewestFirst = isNewestFirst
    self.after = after
    self.limit = limit
  }
}
