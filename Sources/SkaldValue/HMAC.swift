/// Keyed hashing with SHA-256 ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)): only who has the key can make it.
public enum HMAC {
  private static let blockLength = 64

  /// The 32 bytes that belong to a message under a key.
  public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var block = key.count > blockLength ? SHA256.digest(key) : key
    block += [UInt8](repeating: 0, count: blockLength - block.count)
    let inner = SHA256.digest(block.map { $0 ^ 0x36 } + message)
    return SHA256.digest(block.map { $0 ^ 0x5C } + inner)
  }
}
