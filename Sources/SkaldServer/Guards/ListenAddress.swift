/// Where the daemon listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// The host: an address of this machine, or a name of it.
  public let host: String
  /// The port; 0 lets the system choose.
  public let port: Int

  /// The address that clients try by default.
  public static let standard = ListenAddress(host: "127.0.0.1", port: 7420)

  /// A free port on loopback, chosen by the system.
  public static let anyPort = ListenAddress(host: "127.0.0.1", port: 0)

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:7420`, `[::1]:7420`, `localhost:7420`, `0.0.0.0:7420`, `skald.internal:7420`.
  /// - Throws: ``ListenError`` where it is no such address.
  public init(_ text: String) throws(ListenError) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw ListenError("expected host and port, such as 127.0.0.1:7420; found `\(text)`")
    }
    let written = text[..<colon].lowercased()
    let isBracketed = written.hasPrefix("[") && written.hasSuffix("]")
    let host = isBracketed ? String(written.dropFirst().dropLast()) : written
    guard isBracketed ? Self.isIPv6(host) : Self.isName(host) else {
      throw ListenError("expected an address such as 127.0.0.1 or [::1], or a name; found `\(written)`")
    }
    self.init(host: host, port: Int(port))
  }

  /// The same host with another port.
  public func at(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || Self.isIPv4(host) && host.hasPrefix("127.")
  }

  /// Whether it stands for every address of this machine, so that nobody can be sent to it.
  public var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

  /// Four numbers without leading zeros: other spellings mean different addresses to different programs.
  private static func isIPv4(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map(String.init) == String(part) }
  }

  private static func isIPv6(_ host: String) -> Bool {
    host.contains(":") && host.utf8.count <= 45 && host.allSatisfy { $0 == ":" || $0 == "." || $0.isHexDigit }
  }

  /// A name of letters, digits and hyphens; one whose last part is a number is an address.
  private static func isName(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = parts.last, host.utf8.count <= 253 else { return false }
    if last.allSatisfy({ $0.isNumber }) { return isIPv4(host) }
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
  }

  /// The address as it is read.
  public var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

/// Why the daemon does not listen there.
public struct ListenError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was expected, as one clause.
  public let message: String
  init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
