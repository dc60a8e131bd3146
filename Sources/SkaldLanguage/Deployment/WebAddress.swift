/// The parts of a URL that say who can listen on the way.
struct WebAddress {
  /// The scheme in lower case; empty where there is none.
  let scheme: String
  /// The host in lower case, without brackets.
  let host: String

  init(_ url: String) {
    var rest = Substring(url)
    if let colon = url.firstRange(of: "://") {
      scheme = url[..<colon.lowerBound].lowercased()
      rest = url[colon.upperBound...]
    } else {
      scheme = ""
    }
    let authority = rest.prefix { !"/?#".contains($0) }
    let hostPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if hostPort.hasPrefix("[") {
      host = hostPort.dropFirst().prefix { $0 != "]" }.lowercased()
    } else {
      host = hostPort.prefix { $0 != ":" }.lowercased()
    }
  }

  /// Whether the host is this machine, so that nothing passes over a network.
  var isLoopback: Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether everybody on the way can read and change what is sent.
  var isOpen: Bool { scheme == "http" && !isLoopback }
}
