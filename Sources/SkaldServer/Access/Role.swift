/// What a client of the daemon may do.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// Looks at instances, histories, incidents and numbers.
  case viewer
  /// Looks; starts, answers, and helps instances on without giving anything up.
  case `operator`
  /// Looks; takes definitions into use.
  case deployer
  /// May do everything, also what gives something up.
  case admin

  /// Whether a route that needs this may be used.
  func allows(_ permission: Permission) -> Bool {
    switch permission {
    case .open, .capability, .read: true
    case .operate: self == .operator || self == .admin
    case .deploy: self == .deployer || self == .admin
    case .administer: self == .admin
    }
  }
}

/// What a route asks of its client; every route has to say.
enum Permission: String, Sendable, Hashable, CaseIterable {
  /// Nothing: probes have no tokens.
  case open
  /// Nothing but the path, which names a token that only one client was told.
  case capability
  /// To look.
  case read
  /// To start something, and to help it on.
  case operate
  /// To change what sagas do.
  case deploy
  /// To give something up: effects that stay, results that nobody saw.
  case administer
}

extension Permission {
  /// The roles that have it, as people read them; nil where nobody is asked.
  var roles: String? {
    switch self {
    case .open, .capability: nil
    case .read, .operate, .deploy, .administer:
      Role.allCases.filter { $0.allows(self) }.map { $0.rawValue }.joined(separator: ", ")
    }
  }
}
