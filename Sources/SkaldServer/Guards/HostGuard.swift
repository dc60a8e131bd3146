internal import HTTPTypes
internal import Hummingbird

/// Refuses requests that a web page of another origin could have made.
///
/// A page can reach loopback under a name of its own (DNS rebinding), which shows in `Host`, or with a form or a script
/// on another origin, which shows in `Origin`.
struct HostGuard: Sendable {
  private let hosts: Set<String>

  private let scheme: String

  /// - Parameters:
  ///   - listen: Where the daemon listens.
  ///   - names: Other names under which clients reach it.
  ///   - scheme: `http` or `https`.
  init(listen: ListenAddress, names: [String] = [], scheme: String = "http") {
    let known = [listen.host] + names.map { $0.lowercased() }
    hosts = Set(["localhost", "127.0.0.1", "[::1]"] + known.map { $0.contains(":") ? "[\($0)]" : $0 })
    self.scheme = scheme
  }

  /// Checks where a request came from.
  /// - Throws: ``Problem`` with the status 403.
  func check(_ request: Request) throws(Problem) {
    guard let authority = request.head.authority?.lowercased(),
      request.headers.values(of: "Host").isEmpty,
      hosts.contains(Self.host(of: authority))
    else {
      throw Problem(
        .forbidden, "host_forbidden",
        "the Host field must name this daemon once: \(hosts.sorted().joined(separator: ", "))")
    }
    let origins = request.headers.values(of: "Origin")
    guard origins.allSatisfy({ $0.lowercased() == "\(scheme)://\(authority)" }) else {
      throw Problem(.forbidden, "origin_forbidden", "requests of other origins are refused")
    }
  }

  /// The host without its port.
  private static func host(of authority: String) -> String {
    let tail = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority[...]
    guard let colon = tail.lastIndex(of: ":") else { return authority }
    guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else { return "" }
    return String(authority[..<colon])
  }
}
