import JSONSchema
internal import HTTPTypes
internal import SkaldCore
internal import SkaldValue

/// [CloudEvents 1.0](https://github.com/cloudevents/spec) over HTTP in its three modes.
struct InboundEvents: Sendable {
  /// An event, where it comes from, and its place in the request.
  struct Inbound: Sendable {
    var event: ReceivedEvent
    var source: String
    var path: String
  }

  /// Reads the events of a request.
  /// - Throws: ``Problem`` with the status 400 and every place at fault.
  static func read(_ request: APIRequest) throws(Problem) -> [Inbound] {
    var reader = InboundEvents()
    let events: [Inbound?]
    switch request.mediaType {
    case .cloudEventBatch:
      guard let list = try request.json().array else { throw Problem.invalid("", "expected a list of events") }
      events = list.enumerated().map { index, value in reader.structured(value, at: "[\(index)].") }
    case .cloudEvent: events = [reader.structured(try request.json(), at: "")]
    case .json, nil: events = [reader.binary(request, data: try request.json())]
    }
    guard reader.faults.isEmpty else {
      throw Problem(.badRequest, "input_invalid", "the event is no CloudEvent", errors: reader.faults)
    }
    return events.compactMap { $0 }
  }

  private var faults: [SchemaViolation] = []

  private mutating func structured(_ value: JSON, at path: String) -> Inbound? {
    guard let object = value.object else {
      faults.append(SchemaViolation(path: path, message: "expected object, found \(value.kind)"))
      return nil
    }
    if object["data_base64"] != nil {
      faults.append(SchemaViolation(path: path + "data_base64", message: "expected JSON in `data`"))
    }
    for (name, value) in object.members.map({ ($0.name, $0.value) }) where Self.attributes.contains(name) {
      guard value.string == nil, value != .null else { continue }
      faults.append(SchemaViolation(path: path + name, message: "expected string, found \(value.kind)"))
    }
    return inbound(at: path, data: object["data"] ?? .null) { object[$0]?.string }
  }

  private mutating func binary(_ request: APIRequest, data: JSON) -> Inbound? {
    inbound(at: "", prefix: "ce-", data: data) { name in
      // In a header, what is no visible ASCII is percent-encoded.
      guard name != "datacontenttype" else { return nil }
      return request.field("ce-" + name).map { $0.percentDecoded() ?? $0 }
    }
  }

  private static let attributes = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype"]

  private mutating func inbound(
    at path: String, prefix: String = "", data: JSON, attribute: (String) -> String?
  ) -> Inbound? {
    var values: [String: String] = [:]
    for name in ["specversion", "id", "source", "type"] {
      if let value = attribute(name), !value.isEmpty {
        values[name] = value
      } else if !faults.contains(where: { $0.path == path + name }) {
        faults.append(SchemaViolation(path: path + prefix + name, message: "required text is missing"))
      }
    }
    if let version = values["specversion"], version != "1.0" {
      faults.append(SchemaViolation(path: path + prefix + "specversion", message: "expected 1.0"))
    }
    if let time = attribute("time"), !Timestamp.isRFC3339(time) {
      faults.append(SchemaViolation(path: path + prefix + "time", message: "expected an RFC 3339 timestamp"))
    }
    if let type = attribute("datacontenttype"), !Self.isJSON(type) {
      faults.append(SchemaViolation(path: path + prefix + "datacontenttype", message: "expected application/json"))
    }
    guard let id = values["id"], let source = values["source"], let type = values["type"] else { return nil }
    return Inbound(event: ReceivedEvent(id: id, name: type, data: data), source: source, path: path)
  }

  private static func isJSON(_ type: String) -> Bool {
    let name = type.lowercased().prefix { $0 != ";" && $0 != " " }
    return name == "application/json" || name == "text/json" || name.hasSuffix("+json")
  }
}
