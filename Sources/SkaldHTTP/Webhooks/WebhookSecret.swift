internal import FoundationEssentials
internal import SkaldValue

/// A secret that a sink and its receiver share. Never shown: its description is `***`.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The fewest bytes that Standard Webhooks accepts.
  public static let lengthMin = 24

  private let key: [UInt8]

  /// Reads a secret in the form of Standard Webhooks: `whsec_` and Base64; nil for another form or a short one.
  public init?(_ text: String) {
    let prefix = "whsec_"
    guard text.hasPrefix(prefix), let data = Data(base64Encoded: String(text.dropFirst(prefix.count))),
      data.count >= Self.lengthMin
    else { return nil }
    key = Array(data)
  }

  /// Three asterisks.
  public var description: String { "***" }
  /// Three asterisks.
  public var debugDescription: String { "***" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// The header fields that identify, date and sign a message.
  func fields(id: String, at time: Timestamp, body: [UInt8]) -> [(name: String, value: String)] {
    let seconds = String(time.milliseconds / 1000)
    let signed = Array("\(id).\(seconds).".utf8) + body
    let signature = Data(HMAC.sha256(key: key, message: signed)).base64EncodedString()
    return [("webhook-id", id), ("webhook-timestamp", seconds), ("webhook-signature", "v1,\(signature)")]
  }
}
