/// The media types that are understood.
enum MediaType: String, Sendable, Hashable {
  case json = "application/json"
  case cloudEvent = "application/cloudevents+json"
  case cloudEventBatch = "application/cloudevents-batch+json"

  /// Reads a `Content-Type`; nil for other types, and for other encodings than UTF-8.
  init?(field: String) {
    let parts = field.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
    guard let type = parts.first, let known = MediaType(rawValue: String(type)) else { return nil }
    let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
    guard charsets.allSatisfy({ $0 == "charset=utf-8" }) else { return nil }
    self = known
  }
}
