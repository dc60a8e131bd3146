public import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// A header field that every request to a service carries, such as one that says who calls.
public struct ServiceHeader: Sendable {
  /// The fields that requests have anyway, and those that say how a message is sent.
  private static let reserved = [
    "accept", "connection", "content-length", "content-type", "host", "idempotency-key", "traceparent", "tracestate",
    "transfer-encoding", "user-agent",
  ]

  /// Its name.
  public let name: String
  let value: SealedTemplate

  /// Takes a field.
  /// - Parameters:
  ///   - name: Its name.
  ///   - value: Its value, computed anew for each request.
  /// - Throws: ``HeaderNameError`` where the name is none, or belongs to Skald.
  public init(_ name: String, _ value: SealedTemplate) throws(HeaderNameError) {
    guard !name.isEmpty, name.utf8.allSatisfy({ $0.isTokenByte }) else {
      throw HeaderNameError(description: "`\(name)` is no name of a header field")
    }
    let lower = name.lowercased()
    guard !Self.reserved.contains(lower), !lower.hasPrefix("skald-") else {
      throw HeaderNameError(description: "the header field `\(name)` is set by Skald itself")
    }
    self.name = name
    self.value = value
  }

  /// The secrets that its value needs.
  public var secrets: [String] { value.secrets }

  /// The field for one request.
  func field(_ source: any SecretSource) throws(SecretFault) -> (text: String, redactor: Redactor) {
    let opened = try OpenedTemplate(value, source)
    let text = opened.value.string ?? opened.value.text
    // A line break would end the field, and what follows would be another one.
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "\t") || (0x20...0x7e).contains($0) }) else {
      throw SecretFault(message: "the header field `\(name)` would hold other than printable ASCII characters")
    }
    return (text, opened.redactor)
  }
}

/// Why a header field cannot be set.
public struct HeaderNameError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as one clause.
  public let description: String
}

extension UInt8 {
  /// Whether RFC 9110 allows it in a field's name.
  fileprivate var isTokenByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
  }
}
