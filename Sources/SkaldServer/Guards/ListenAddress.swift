/// Where the daemon listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// The host: a loopback address, or `localhost`.
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

  /// Reads `127.0.0.1:7420`, `[::1]:7420`, `localhost:7420`.
  /// - Throws: ``ListenError`` where it is no such address, or one that others can reach.
  public init(_ text: String) throws(ListenError) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw ListenError("expected host and port, such as 127.0.0.1:7420; found `\(text)`")
    }
    let written = text[..<colon].lowercased()
    let isBracketed = written.hasPrefix("[") && written.hasSuffix("]")
    let host = isBracketed ? String(written.dropFirst().dropLast()) : written
    guard isBracketed == host.contains(":"), Self.isLoopback(host) else {
      throw ListenError(
        "expected a loopback address (127.0.0.1, [::1] or localhost), found `\(written)`: "
          + "other addresses need a token and TLS, which this version does not have")
    }
    self.init(host: host, port: Int(port))
  }

  /// The same host with another port.
  public func at(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in UInt8(part).map(String.init) == String(part) }
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
