package import SkaldRuntime
package import SkaldValue

/// How public ids are made.
package enum IdentityScheme: Sendable {
  /// Sortable by time and unique between databases.
  case global
  /// 1, 2, 3: for runs whose output must be the same every time.
  case counting
}

/// Turns the numbers of a database into public ids and back.
///
/// A global instance id has the shape of a [ULID](https://github.com/ulid/spec): 48 bits of milliseconds, 32 bits of the
/// database's random number, 48 bits of the instance's number. No index is needed to find the instance again.
package struct IdentityMint: Sendable {
  private let scheme: IdentityScheme
  private let nonce: UInt32

  /// Makes a mint for a database.
  package init(scheme: IdentityScheme, nonce: UInt32) {
    self.scheme = scheme
    self.nonce = nonce
  }

  /// The public id of an instance.
  package func uid(of instance: InstanceID, startedAt time: Timestamp) -> String {
    switch scheme {
    case .counting: return String(instance.number)
    case .global:
      let high = UInt64(bitPattern: time.milliseconds) << 16 | UInt64(nonce >> 16)
      let low = UInt64(nonce & 0xFFFF) << 48 | UInt64(bitPattern: instance.number) & 0xFFFF_FFFF_FFFF
      return Crockford.text(high: high, low: low)
    }
  }

  /// The instance that a public id may stand for; the caller compares the id with that of the instance found.
  package func instance(of uid: String) -> InstanceID? {
    switch scheme {
    case .counting: return Int64(uid).map { InstanceID($0) }
    case .global:
      guard let (high, low) = Crockford.numbers(uid) else { return nil }
      guard UInt32(truncatingIfNeeded: high << 16 | low >> 48) == nonce else { return nil }
      return InstanceID(Int64(low & 0xFFFF_FFFF_FFFF))
    }
  }

  /// The id of an event, the same on every delivery: a
  /// [UUID of version 7](https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7) that follows from its place.
  package func eventID(at time: Timestamp, _ place: OutboundEvent.Place) -> String {
    switch scheme {
    case .counting: return "\(place.position)-\(place.index)"
    case .global:
      let position = UInt64(bitPattern: place.position)
      let high = UInt64(bitPattern: time.milliseconds) << 16 | 0x7000 | position & 0xFFF
      let low = 1 << 63 | (position >> 12 & 0xFFF_FFFF) << 34 | UInt64(place.index & 0xFFF) << 22
      return Self.uuid(high, low | UInt64(nonce & 0x3F_FFFF))
    }
  }

  /// The place that an event's id may stand for; the caller compares the id with that of the event found.
  package func place(ofEvent id: String) -> OutboundEvent.Place? {
    switch scheme {
    case .counting:
      let parts = id.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let position = Int64(parts[0]), let index = Int(parts[1]) else { return nil }
      return OutboundEvent.Place(position: position, index: index)
    case .global:
      let digits = id.filter { $0 != "-" }
      guard id.utf8.count == 36, digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
        let low = UInt64(digits.dropFirst(16), radix: 16), low & 0x3F_FFFF == UInt64(nonce & 0x3F_FFFF)
      else { return nil }
      let position = (low >> 34 & 0xFFF_FFFF) << 12 | high & 0xFFF
      return OutboundEvent.Place(position: Int64(position), index: Int(low >> 22 & 0xFFF))
    }
  }

  private static func uuid(_ high: UInt64, _ low: UInt64) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(36)
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 { out.append(UInt8(ascii: "-")) }
      let word = digit < 16 ? high : low
      let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit % 16)) & 15)
      out.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// 128 bits as 26 digits of [Crockford's base 32](https://www.crockford.com/base32.html).
private enum Crockford {
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let length = 26

  static func text(high: UInt64, low: UInt64) -> String {
    var high = high
    var low = low
    var out = [UInt8](repeating: 0, count: length)
    for index in stride(from: length - 1, through: 0, by: -1) {
      out[index] = digits[Int(low & 31)]
      low = low >> 5 | high << 59
      high >>= 5
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func numbers(_ text: String) -> (high: UInt64, low: UInt64)? {
    guard text.utf8.count == length, text.utf8.first.map({ $0 <= UInt8(ascii: "7") }) == true else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for byte in text.utf8 {
      guard let value = digits.firstIndex(of: byte) else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(value)
    }
    return (high, low)
  }
}
