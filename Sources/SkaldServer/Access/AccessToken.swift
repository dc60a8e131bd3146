public import SkaldValue

/// A token that a client shows, as the daemon knows it: by its digest alone.
public struct AccessToken: Sendable, Hashable {
  /// Whose it is; stands in histories and in the audit log.
  public let name: String
  /// What its holder may do.
  public let role: Role
  /// The SHA-256 digest of the token.
  let digest: [UInt8]
  /// When it ends; nil for never.
  public let expires: Timestamp?

  /// Knows a token by its digest.
  /// - Parameter sha256: 64 hexadecimal digits; nil is given for anything else.
  public init?(name: String, role: Role, sha256: String, expires: Timestamp? = nil) {
    guard let digest = Hexadecimal.bytes(sha256), digest.count == 32 else { return nil }
    (self.name, self.role, self.digest, self.expires) = (name, role, digest, expires)
  }

  /// Knows a token by itself; only its digest is kept.
  public init(name: String, role: Role, token: String, expires: Timestamp? = nil) {
    (self.name, self.role, self.expires) = (name, role, expires)
    digest = SHA256.digest(Array(token.utf8))
  }

  /// Whether a token with this digest is meant. How long that takes says nothing of where they differ.
  func matches(_ other: [UInt8]) -> Bool {
    zip(digest, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 && digest.count == other.count
  }

  /// Whether it has not ended yet.
  func isValid(at time: Timestamp) -> Bool { expires.map { time < $0 } ?? true }
}
