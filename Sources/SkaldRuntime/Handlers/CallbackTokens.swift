package import SkaldCore
internal import SkaldValue

/// Makes the tokens by which calls that are answered later are named, and reads them back.
///
/// A token says which attempt of which call it is for, signed with a secret of the database: nothing is stored for it,
/// nobody can make one up, and it stays good over restarts of the engine.
public final class CallbackTokens: Sendable {
  private static let secretLength = 32
  private static let signatureLength = 16

  private let secret: [UInt8]

  /// Takes the secret.
  package init(secret: [UInt8]) { self.secret = secret }

  /// A new secret.
  package static func drawSecret() -> [UInt8] { (0..<secretLength).map { _ in UInt8.random(in: .min ... .max) } }

  /// The token of an attempt of an instance's call.
  package func token(of call: CallID, instance uid: String) -> String {
    let named = [
      uid, call.phase.rawValue, String(call.record.step.index), String(call.record.block), String(call.part),
      String(call.attempt),
    ].joined(separator: ".")
    return "\(named).\(signature(of: named))"
  }

  /// The attempt that a token is for, and its instance; nil where it is no token of this database.
  package func call(of token: String) -> (instance: String, call: CallID)? {
    guard let dot = token.lastIndex(of: ".") else { return nil }
    let named = String(token[..<dot])
    guard Self.areEqual(signature(of: named), String(token[token.index(after: dot)...])) else { return nil }
    let parts = named.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 6, let phase = Phase(rawValue: String(parts[1])), let step = Int(parts[2]),
      let block = Int(parts[3]), let part = Int(parts[4]), let attempt = Int(parts[5])
    else { return nil }
    let record = RecordID(StepID(step), block: block)
    return (String(parts[0]), CallID(record, phase: phase, part: part, attempt: attempt))
  }

  private func signature(of text: String) -> String {
    Base32.text(Array(HMAC.sha256(key: secret, message: Array(text.utf8)).prefix(Self.signatureLength)))
  }

  /// Takes as long for a wrong signature as for a right one, so that none can be found letter by letter.
  private static func areEqual(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
