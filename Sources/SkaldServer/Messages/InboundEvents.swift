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
    /// What else its sender says of it.
    var attributes: JSONObject
    var path: String

    /// The event in the structured mode.
    var cloudEvent: JSON {
      var object = JSONObject([
        ("specversion", "1.0"), ("id", .string(event.id)), ("source", .string(source)), ("type", .string(event.name)),
      ])
      for member in attributes.members { object[member.name] = member.value }
      object["data"] = event.data
      return .object(object)
    }
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
    let attributes = object.members.filter { $0.name != "data" && $0.name != "data_base64" && $0.value != .null }
    return inbound(at: path, data: object["data"] ?? .null, attributes.map { ($0.name, $0.value) })
  }

  private mutating func binary(_ request: APIRequest, data: JSON) -> Inbound? {
    var attributes: [(name: String, value: JSON)] = []
    for field in request.fields where field.name.canonicalName.hasPrefix(Self.prefix) {
      let name = String(field.name.canonicalName.dropFirst(Self.prefix.count))
      // The type of the data is a field of its own. In a header, what is no visible ASCII is percent-encoded.
      guard name != "datacontenttype" else { continue }
      attributes.append((name, .string(field.value.percentDecoded() ?? field.value)))
    }
    return inbound(at: "", prefix: Self.prefix, data: data, attributes)
  }

  private static let prefix = "ce-"
  /// What is text wherever an event has it.
  private static let texts = [
    "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
  ]
  /// How many attributes an event may have beside the four that it must have, and how long they may be together.
  private static let most = (attributes: 64, bytes: 16_384)

  private mutating func inbound(
    at path: String, prefix: String = "", data: JSON, _ attributes: [(name: String, value: JSON)]
  ) -> Inbound? {
    let before = faults.count
    for (name, value) in attributes {
      if let fault = Self.fault(name, value) {
        faults.append(SchemaViolation(path: path + prefix + name, message: fault))
      }
    }
    var more = JSONObject(attributes)
    var values: [String: String] = [:]
    for name in ["specversion", "id", "source", "type"] {
      if let value = more[name]?.string, !value.isEmpty {
        values[name] = value
      } else if !faults[before...].contains(where: { $0.path == path + prefix + name }) {
        faults.append(SchemaViolation(path: path + prefix + name, message: "required text is missing"))
      }
      more[name] = nil
    }
    if more.members.count > Self.most.attributes || JSON.object(more).utf8.count > Self.most.bytes {
      faults.append(
        SchemaViolation(
          path: path,
          message: "at most \(Self.most.attributes) attributes of \(Self.most.bytes) bytes together are kept"))
    }
    if let version = values["specversion"], version != "1.0" {
      faults.append(SchemaViolation(path: path + prefix + "specversion", message: "expected 1.0"))
    }
    if let time = more["time"]?.string, !Timestamp.isRFC3339(time) {
      faults.append(SchemaViolation(path: path + prefix + "time", message: "expected an RFC 3339 timestamp"))
    }
    if let type = more["datacontenttype"]?.string, !Self.isJSON(type) {
      faults.append(SchemaViolation(path: path + prefix + "datacontenttype", message: "expected application/json"))
    }
    guard let id = values["id"], let source = values["source"], let type = values["type"] else { return nil }
    return Inbound(
      event: ReceivedEvent(id: id, name: type, data: data), source: source, attributes: more, path: path)
  }

  /// What is wrong with an attribute; nil where nothing is.
  private static func fault(_ name: String, _ value: JSON) -> String? {
    guard name != "data" else { return "`data` is the body, and no attribute" }
    guard texts.contains(name) else {
      guard name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }), !name.isEmpty else {
        return "the name of an attribute has small letters and digits alone"
      }
      switch value {
      case .string, .bool, .int: return nil
      default: return "expected text, a whole number or a truth value, found \(value.kind)"
      }
    }
    return value.string == nil ? "expected string, found \(value.kind)" : nil
  }

  private static func isJSON(_ type: String) -> Bool {
    let name = type.lowercased().prefix { $0 != ";" && $0 != " " }
    return name == "application/json" || name == "text/json" || name.hasSuffix("+json")
  }
}
