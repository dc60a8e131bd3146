public import SkaldValue

/// An event that a sink did not take, put aside so that what follows it goes on.
public struct DeadLetter: Sendable, Hashable {
  /// The sink.
  public var sink: String
  /// Its place in the outbox.
  public var place: OutboundEvent.Place
  /// What it was ordered by.
  public var orderingKey: String
  /// How many tries failed, those of operators included.
  public var attempts: Int
  /// What the sink said last.
  public var error: String
  /// When the first try failed.
  public var failingSince: Timestamp
  /// When it was put aside.
  public var at: Timestamp

  /// Makes a dead letter.
  public init(
    sink: String, place: OutboundEvent.Place, orderingKey: String, attempts: Int, error: String,
    failingSince: Timestamp, at: Timestamp
  ) {
    self.sink = sink
    self.place = place
    self.orderingKey = orderingKey
    self.attempts = attempts
    self.error = error
    self.failingSince = failingSince
    self.at = at
  }
}

/// Which dead letters to list: in the order of their places, those of one place in the order of their sinks.
public struct DeadLetterQuery: Sendable, Hashable {
  /// Where a list goes on.
  public struct Mark: Sendable, Hashable {
    /// The place of the last one.
    public var place: OutboundEvent.Place
    /// Its sink.
    public var sink: String
    /// Marks a dead letter.
    public init(place: OutboundEvent.Place, sink: String) {
      self.place = place
      self.sink = sink
    }
  }

  /// Only of this sink.
  public var sink: String?
  /// Only of this place.
  public var place: OutboundEvent.Place?
  /// Only those behind this one.
  public var after: Mark?
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(sink: String? = nil, place: OutboundEvent.Place? = nil, after: Mark? = nil, limit: Int = 50) {
    self.sink = sink
    self.place = place
    self.after = after
    self.limit = limit
  }
}

extension DeadLetter {
  /// What tells it from all others.
  public var mark: DeadLetterQuery.Mark { .init(place: place, sink: sink) }
}

extension DeadLetterQuery.Mark: Comparable {
  /// Orders by place, then sink.
  public static func < (left: Self, right: Self) -> Bool {
    left.place == right.place ? left.sink < right.sink : left.place < right.place
  }
}
