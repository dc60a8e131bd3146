public import SkaldCore
public import SkaldValue

/// An event on its way out, with all that a [CloudEvents 1.0](https://github.com/cloudevents/spec) message carries.
public struct OutboundEvent: Sendable, Hashable {
  /// Where it stands in the outbox: its journal position and its index among the row's events.
  public struct Place: Sendable, Hashable, Comparable {
    /// The journal row's position.
    public var position: Int64
    /// The index among the row's events, from 0.
    public var index: Int
    /// Names a place.
    public init(position: Int64, index: Int) {
      self.position = position
      self.index = index
    }
    /// Orders by position, then index.
    public static func < (left: Place, right: Place) -> Bool {
      (left.position, left.index) < (right.position, right.index)
    }
  }

  /// Its place in the outbox.
  public var place: Place
  /// Its id, the same on every delivery.
  public var id: String
  /// The definition that emitted it.
  public var saga: String
  /// The key of the instance; nil where it has none.
  public var subject: String?
  /// When it was emitted.
  public var time: Timestamp
  /// Name, topic, ordering key and data.
  public var event: EmittedEvent
  /// What it is ordered by: the value of its key field, else the instance.
  public var orderingKey: String

  /// Makes an event on its way out.
  public init(
    place: Place, id: String, saga: String, subject: String?, time: Timestamp, event: EmittedEvent, orderingKey: String
  ) {
    self.place = place
    self.id = id
    self.saga = saga
    self.subject = subject
    self.time = time
    self.event = event
    self.orderingKey = orderingKey
  }
}

extension OutboundEvent {
  /// The CloudEvents source: with the id it is the same on every way and every delivery.
  public var source: String { "/skald/\(saga)" }

  /// The event in the structured mode of the CloudEvents JSON format.
  public var cloudEvent: JSON {
    var event = JSONObject([
      ("specversion", "1.0"), ("id", .string(id)), ("source", .string(source)),
      ("type", .string(self.event.name)), ("time", .string(time.text)),
    ])
    if let subject { event["subject"] = .string(subject) }
    event["partitionkey"] = .string(orderingKey)
    event["datacontenttype"] = "application/json"
    event["data"] = self.event.data
    return .object(event)
  }
}
