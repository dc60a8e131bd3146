import FoundationEssentials
import SkaldValue

/// Something that happened to an order, in the form of [CloudEvents 1.0](https://cloudevents.io).
struct CloudEvent: Sendable {
  let id = UUID().uuidString.lowercased()
  let source: String
  let type: String
  let orderId: Int64
  let time: Timestamp
  let data: JSON

  /// The whole event as one JSON text. Its id is drawn once, so a repeat is recognised.
  var structured: String {
    let event: JSON = [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(type),
      "subject": .string("\(orderId)"), "time": .string(time.text), "partitionkey": .string("\(orderId)"),
      "datacontenttype": "application/json", "data": data,
    ]
    return event.text
  }
}

extension Timestamp {
  /// The wall clock's time.
  static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
