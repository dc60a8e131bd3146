public import SkaldValue

/// An event that somebody gave up for a sink, so that the events behind it are sent.
public struct DroppedEvent: Sendable, Hashable {
  /// The event's id.
  public var id: String
  /// Its type's name.
  public var name: String
  /// The sink that does not get it.
  public var sink: String
  /// Why.
  public var reason: String
  /// Who gave it up.
  public var by: String

  /// Describes an event that was given up.
  public init(id: String, name: String, sink: String, reason: String, by: String) {
    self.id = id
    self.name = name
    self.sink = sink
    self.reason = reason
    self.by = by
  }

  /// The event as histories give it.
  public var json: JSON {
    [
      "id": .string(id), "event": .string(name), "sink": .string(sink), "reason": .string(reason), "by": .string(by),
    ]
  }
}

extension DroppedEvent {
  func write(to writer: inout JSONObjectWriter) {
    writer.add("id", text: id)
    writer.add("name", text: name)
    writer.add("sink", text: sink)
    writer.add("m", text: reason)
    writer.add("by", text: by)
  }

  init?(json: JSON) {
    guard let id = json["id"]?.string, let name = json["name"]?.string, let sink = json["sink"]?.string else {
      return nil
    }
    self.init(id: id, name: name, sink: sink, reason: json["m"]?.string ?? "", by: json["by"]?.string ?? "")
  }
}
