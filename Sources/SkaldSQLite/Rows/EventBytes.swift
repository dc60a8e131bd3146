internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// Events as bytes in the journal: JSON text.
enum EventBytes {
  /// What happened to an instance.
  static func encode(_ event: SagaEvent) throws(StoreError) -> [UInt8] {
    do {
      return try JSON(encoding: event).utf8
    } catch {
      throw StoreError(code: .io, message: "an event has no JSON form")
    }
  }

  /// Reads what happened to an instance.
  static func decodeEvent(_ bytes: [UInt8], position: Int64) throws(StoreError) -> SagaEvent {
    do {
      return try JSON.parse(bytes).decode()
    } catch {
      throw unreadable(position)
    }
  }

  /// The events that go out.
  static func encode(_ events: [EmittedEvent]) -> [UInt8] {
    let list = events.map { event in
      var members = [JSONObject.Member(name: "name", value: .string(event.name))]
      if let topic = event.topic { members.append(.init(name: "topic", value: .string(topic))) }
      if let key = event.key { members.append(.init(name: "key", value: key)) }
      members.append(.init(name: "data", value: event.data))
      return JSON.object(JSONObject(unique: members))
    }
    return JSON.array(list).utf8
  }

  /// Reads the events that go out.
  static func decodeEmitted(_ bytes: [UInt8], position: Int64) throws(StoreError) -> [EmittedEvent] {
    guard let list = try? JSON.parse(bytes).array else { throw unreadable(position) }
    return try list.map { event throws(StoreError) in
      guard let name = event["name"]?.string, let data = event["data"] else { throw unreadable(position) }
      return EmittedEvent(name: name, topic: event["topic"]?.string, key: event["key"], data: data)
    }
  }

  private static func unreadable(_ position: Int64) -> StoreError {
    StoreError(code: .corrupt, message: "the journal row at position \(position) holds what this version cannot read")
  }
}
