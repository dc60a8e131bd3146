package import SkaldCore
internal import SkaldValue

/// Takes secrets out of what a service answered: it may tell them again, and answers are kept.
package struct Redactor: Sendable {
  /// Shorter texts are left alone: they occur by chance, and data would be damaged.
  package static let lengthMin = 8

  /// The texts that are taken out, the longest first.
  private let secrets: [[UInt8]]

  /// Looks for secrets, byte by byte as they are.
  package init(_ secrets: [String]) {
    self.secrets = Set(secrets.map { Array($0.utf8) }.filter { $0.count >= Self.lengthMin })
      .sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count }
  }

  /// An answer with stars in the place of secrets.
  package func redacted(_ result: CallResult) -> CallResult {
    switch result {
    case .ok(let output): .ok(output.map { redacted($0) })
    case .refused(let code, let message): .refused(code: code.map { redacted($0) }, message: redacted(message))
    case .retryable(let effect, let notBefore, let message):
      .retryable(effect: effect, notBefore: notBefore, message: redacted(message))
    case .lost(let message): .lost(message: redacted(message))
    case .pending: .pending
    case .blocked(let effect, let message): .blocked(effect: effect, message: redacted(message))
    }
  }

  private func redacted(_ json: JSON) -> JSON {
    switch json {
    case .null, .bool, .int, .double: json
    case .string(let text): .string(redacted(text))
    case .array(let values): .array(values.map { redacted($0) })
    case .object(let object):
      .object(JSONObject(unique: object.members.map { .init(name: $0.name, value: redacted($0.value)) }))
    }
  }

  /// A text with stars in the place of secrets; the beginning of one counts where the text was cut off in it.
  private func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard !secrets.isEmpty, bytes.count >= Self.lengthMin else { return text }
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let length = length(ofSecretAt: index, in: bytes) {
        kept += Array(SealedTemplate.stars.utf8)
        index += length
      } else {
        kept.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private func length(ofSecretAt index: Int, in bytes: [UInt8]) -> Int? {
    let left = bytes.count - index
    guard left >= Self.lengthMin else { return nil }
    for secret in secrets {
      let length = min(left, secret.count)
      if bytes[index] == secret[0], bytes[index..<(index + length)].elementsEqual(secret[..<length]) { return length }
    }
    return nil
  }
}
