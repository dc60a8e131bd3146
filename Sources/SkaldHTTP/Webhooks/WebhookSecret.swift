internal import FoundationEssentials
public import SkaldValue

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

  /// How far the clocks of a sender and a receiver may be apart; what is older could be a recording.
  public static let tolerance = Milliseconds.minutes(5)

  /// Whether a message was signed with this secret, not long ago.
  /// - Parameters:
  ///   - id: The field `webhook-id`.
  ///   - timestamp: The field `webhook-timestamp`: seconds since 1970.
  ///   - signatures: The field `webhook-signature`: one or several, of which one must be right.
  ///   - body: The body as it came.
  ///   - now: The receiver's time.
  public func signed(
    id: String, timestamp: String, signatures: String, body: [UInt8], at now: Timestamp
  ) -> Bool {
    guard let seconds = Int64(timestamp), seconds >= 0, seconds < Int64.max / 1000 else { return false }
    let age = now.milliseconds - seconds * 1000
    guard abs(age) <= Self.tolerance.count else { return false }
    let expected = Array(signature(id: id, seconds: timestamp, body: body).utf8)
    // All are compared, each in a time that does not depend on where they differ.
    var isSigned = false
    for given in signatures.split(separator: " ") {
      let bytes = Array(given.utf8)
      guard bytes.count == expected.count else { continue }
      let difference = zip(bytes, expected).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) }
      isSigned = isSigned || difference == 0
    }
    return isSigned
  }

  private func signature(id: String, seconds: String, body: [UInt8]) -> String {
    let signed = Array("\(id).\(seconds).".utf8) + body
    return "v1," + Data(HMAC.sha256(key: key, message: signed)).base64EncodedString()
  }

  /// The header fields that identify, date and sign a message.
  func fields(id: String, at time: Timestamp, body: [UInt8]) -> [(name: String, value: String)] {
    let seconds = String(time.milliseconds / 1000)
    return [
      ("webhook-id", id), ("webhook-timestamp", seconds),
      ("webhook-signature", signature(id: id, seconds: seconds, body: body)),
    ]
  }
}
