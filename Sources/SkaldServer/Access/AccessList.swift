internal import HTTPTypes
internal import Synchronization
public import SkaldValue

/// Who may use the daemon; shared by the server and by whoever reads the configuration anew.
///
/// With no token in it nobody is asked for one, and everybody who can connect may do everything: that is for loopback.
public final class AccessList: Sendable {
  private let state: Mutex<(asks: Bool, tokens: [AccessToken])>
  /// The time by which tokens end.
  private let now: @Sendable () -> Timestamp

  /// Makes a list.
  /// - Parameters:
  ///   - tokens: The tokens that are known.
  ///   - now: The time by which they end.
  public init(_ tokens: [AccessToken] = [], now: @escaping @Sendable () -> Timestamp) {
    state = Mutex((!tokens.isEmpty, tokens))
    self.now = now
  }

  /// Knows these tokens from now on, and no others.
  ///
  /// A list that asked for tokens goes on asking: with the last one taken out nobody gets in, instead of everybody.
  public func replace(with new: [AccessToken]) {
    state.withLock { $0 = ($0.asks || !new.isEmpty, new) }
  }

  /// Whether a client has to show a token.
  public var asksForTokens: Bool { state.withLock { $0.asks } }

  /// Who a request comes from, if that one may use a route.
  /// - Throws: ``Problem`` with the status 401 or 403.
  func client(_ fields: HTTPFields, for permission: Permission) throws(Problem) -> Client {
    let (asks, known) = state.withLock { $0 }
    guard asks else { return .local }
    let found = Self.token(in: fields).flatMap { text in
      let digest = SHA256.digest(Array(text.utf8))
      return known.first { $0.matches(digest) && $0.isValid(at: now()) }
    }
    guard let found else {
      guard permission.roles == nil else { throw Self.unauthenticated }
      return .stranger
    }
    guard found.role.allows(permission) else {
      let roles = permission.roles ?? ""
      throw Problem(
        .forbidden, "forbidden", "the role of `\(found.name)` is \(found.role.rawValue); this needs one of \(roles)")
    }
    return Client(name: found.name, role: found.role)
  }

  /// The token of a request ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), section 2.1).
  private static func token(in fields: HTTPFields) -> String? {
    let values = fields.values(of: "Authorization")
    guard values.count == 1, let space = values[0].firstIndex(of: " "), values[0][..<space].lowercased() == "bearer"
    else { return nil }
    return String(values[0][space...].drop { $0 == " " })
  }

  private static var unauthenticated: Problem {
    var problem = Problem(.unauthorized, "unauthenticated", "expected `Authorization: Bearer TOKEN` with a known token")
    problem.fields.set("WWW-Authenticate", "Bearer realm=\"skald\"")
    return problem
  }
}

/// Who makes a request.
struct Client: Sendable, Hashable {
  /// The name for histories.
  let name: String
  /// What it may do; nil for somebody who showed no token where none is needed.
  let role: Role?

  /// Everybody, where no token is asked for.
  static let local = Client(name: "local", role: .admin)
  /// Somebody who showed no token.
  static let stranger = Client(name: "unknown", role: nil)
}
