/// Where a service or a webhook is reached: an `http` or `https` URL that says plainly which host it means.
///
/// What other readers of URLs could understand otherwise is refused: user names, backslashes, numbers that are no
/// proper address. So the host that the policy sees is the host that is dialed.
public struct ServiceURL: Sendable, Hashable, CustomStringConvertible {
  /// What the host is.
  enum Host: Sendable, Hashable {
    /// An address; loopback and private ones are said on purpose.
    case address(IPAddress)
    /// This computer, by its name.
    case localhost
    /// A name that must resolve to public addresses.
    case name
  }

  /// Whether the connection is encrypted.
  package let isSecure: Bool
  /// The host as it is written, brackets included.
  let hostText: String
  /// What the host is.
  let host: Host
  /// The port; nil for the scheme's own.
  let port: Int?
  /// The path without a slash at its end; empty for none.
  let path: String
  /// The query with its question mark; empty for none.
  let query: String

  /// The URL.
  public var description: String { origin + path + query }
  /// Scheme, host and port.
  package var origin: String { "\(isSecure ? "https" : "http")://\(hostText)\(port.map { ":\($0)" } ?? "")" }

  /// Reads a URL.
  /// - Throws: ``ServiceURLError`` where it is not plain, or names an address that no service can have.
  public init(_ text: String) throws(ServiceURLError) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }) else {
      throw ServiceURLError("expected visible ASCII characters without backslashes")
    }
    let lower = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
      throw ServiceURLError("expected a URL that begins with http:// or https://")
    }
    isSecure = scheme == "https://"
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    let target = rest.dropFirst(authority.count)
    guard !target.contains("#") else { throw ServiceURLError("expected a URL without a fragment") }
    guard !authority.contains("@") else { throw ServiceURLError("expected a URL without user name and password") }
    (hostText, port) = try Self.split(authority)
    host = try Self.kind(of: hostText)
    var path = String(target.prefix { $0 != "?" })
    query = String(target.dropFirst(path.count))
    while path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  private static func split(_ authority: Substring) throws(ServiceURLError) -> (host: String, port: Int?) {
    var host = authority
    var port: Int?
    let tail = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority
    if let colon = tail.lastIndex(of: ":") {
      host = authority[..<colon]
      let digits = authority[authority.index(after: colon)...]
      guard digits.allSatisfy({ ("0"..."9").contains($0) }), let number = UInt16(digits), number > 0 else {
        throw ServiceURLError("expected a port from 1 to 65535")
      }
      port = Int(number)
    }
    guard !host.isEmpty else { throw ServiceURLError("expected a host") }
    return (host.lowercased(), port)
  }

  private static func kind(of host: String) throws(ServiceURLError) -> Host {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if let address = IPAddress(isBracketed ? String(host.dropFirst().dropLast()) : host),
      isBracketed == host.contains(":")
    {
      guard address.reach != .special else {
        throw ServiceURLError("expected an address that a host can have, such as 127.0.0.1 or 10.0.0.7")
      }
      return .address(address)
    }
    guard host.utf8.count <= hostLengthMax, host.utf8.allSatisfy({ isNameByte($0) }), !host.hasPrefix(".") else {
      throw ServiceURLError("expected a host name or an address")
    }
    let labels = host.split(separator: ".")
    guard let last = labels.last, let first = last.first, !("0"..."9").contains(first) else {
      throw ServiceURLError("expected an address of four decimal numbers, such as 127.0.0.1")
    }
    return last == "localhost" ? .localhost : .name
  }

  /// The longest name of a host, after RFC 1035.
  private static let hostLengthMax = 253

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
  }

  /// The URL of an action of this service.
  func url(of action: String) -> String { "\(origin)\(path)/\(action.encodedAsSegment)\(query)" }
}

/// Why a text is no URL of a service.
public struct ServiceURLError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was expected, as one clause.
  public let message: String
  init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
