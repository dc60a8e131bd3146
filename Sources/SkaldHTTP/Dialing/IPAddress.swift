/// An address of the Internet protocol, of either version, in the form of version 6.
struct IPAddress: Sendable, Hashable {
  /// The sixteen bytes; version 4 is mapped to `::ffff:a.b.c.d`.
  let bytes: [UInt8]

  /// Reads four decimal numbers, or the groups of version 6; nil for anything else, such as `127.1` or `0x7f.1`.
  init?(_ text: String) {
    if let four = Self.version4(Substring(text)) {
      bytes = Self.mappedPrefix + four
    } else if let sixteen = Self.version6(text) {
      bytes = sixteen
    } else {
      return nil
    }
  }

  /// The address as text, of version 4 where it is one.
  var text: String {
    if bytes.starts(with: Self.mappedPrefix) { return bytes[12...].map { String($0) }.joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    return groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> UInt8? in
      // A leading zero means octal to some readers and not to others.
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || !part.hasPrefix("0") else {
        return nil
      }
      return UInt8(part)
    }
    return parts.count == 4 && numbers.count == 4 ? numbers : nil
  }

  private static func version6(_ text: String) -> [UInt8]? {
    var halves: [[UInt8]] = []
    var rest = Substring(text)
    while let gap = rest.firstDoubleColon {
      guard halves.isEmpty, let half = groups(rest[..<gap]) else { return nil }
      halves.append(half)
      rest = rest[rest.index(gap, offsetBy: 2)...]
    }
    guard let last = groups(rest) else { return nil }
    guard let first = halves.first else { return last.count == 16 ? last : nil }
    guard first.count + last.count <= 14 else { return nil }
    return first + [UInt8](repeating: 0, count: 16 - first.count - last.count) + last
  }

  /// Groups of up to four hexadecimal digits; the last may be an address of version 4.
  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains("."), let four = version4(part) {
        bytes += four
      } else if (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ isHexadecimal($0) }),
        let group = UInt16(part, radix: 16)
      {
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      } else {
        return nil
      }
    }
    return bytes
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}

extension Substring {
  fileprivate var firstDoubleColon: Index? {
    var index = startIndex
    while index < endIndex {
      let next = self.index(after: index)
      if self[index] == ":", next < endIndex, self[next] == ":" { return index }
      index = next
    }
    return nil
  }
}

extension IPAddress {
  /// From where an address can be reached.
  enum Reach: Sendable, Hashable {
    /// From the whole Internet.
    case everywhere
    /// From this computer.
    case loopback
    /// From a private network.
    case privateNetwork
    /// From the same wire, by no single host, or by nobody: never the address of a service.
    case special
  }

  /// From where this address can be reached ([RFC 6890](https://www.rfc-editor.org/rfc/rfc6890) and its registry).
  var reach: Reach {
    if let four = embeddedVersion4 { return Self.reach(of: four) }
    if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .loopback : .special }
    switch (bytes[0], bytes[1]) {
    case (0xFC...0xFD, _): return .privateNetwork
    case (0xFE, 0x80...0xFF), (0xFF, _), (0x00...0x1F, _), (0x40...0xFB, _), (0xFE, _): return .special
    default: return bytes[0..<4] == [0x20, 0x01, 0x0D, 0xB8] ? .special : .everywhere
    }
  }

  /// The address of version 4 inside: mapped, or translated by NAT64 or 6to4.
  private var embeddedVersion4: [UInt8]? {
    if bytes.starts(with: Self.mappedPrefix) { return Array(bytes[12...]) }
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)) { return Array(bytes[12...]) }
    if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
    return nil
  }

  private static func reach(of four: [UInt8]) -> Reach {
    switch (four[0], four[1]) {
    case (127, _): .loopback
    case (10, _), (172, 16...31), (192, 168), (100, 64...127): .privateNetwork
    case (0, _), (169, 254), (224...255, _), (198, 18...19): .special
    case (192, 0): four[2] == 0 || four[2] == 2 ? .special : .everywhere
    case (198, 51): four[2] == 100 ? .special : .everywhere
    case (203, 0): four[2] == 113 ? .special : .everywhere
    default: .everywhere
    }
  }
}
