internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// Events as bytes in the journal: JSON text. What happened has its coding in the core.
enum EventBytes {
  /// Reads what happened to an instance, at the time of its row.
  static func decodeEvent(_ bytes: [UInt8], at time: Int64, position: Int64) throws(StoreError) -> SagaEvent {
    do {
      return try SagaEvent(at: Timestamp(milliseconds: time), encoded: bytes)
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
