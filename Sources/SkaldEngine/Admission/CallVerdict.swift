import SkaldCore
import SkaldValue

/// What the end of a call says of its service.
struct CallVerdict: Equatable {
  enum Kind {
    /// It lives.
    case alive
    /// It did not answer, or not as a living one does.
    case dead
    /// Nothing.
    case unknown
  }

  /// The longest time for which one answer holds all calls of a service back: a longer one is about that call.
  static let holdMax = Milliseconds.minutes(1)

  let kind: Kind
  /// How long the service asks to be left alone; nil where it does not.
  var hold: Milliseconds?

  init(_ kind: Kind) { self.kind = kind }

  init(_ result: CallResult) {
    switch result {
    case .ok, .refused, .pending: self.init(.alive)
    case .retryable(.none, let wait?, _):
      // It said so itself.
      self.init(.alive)
      hold = min(wait, Self.holdMax)
    case .retryable(_, let wait, _):
      self.init(.dead)
      hold = wait.map { min($0, Self.holdMax) }
    case .lost: self.init(.dead)
    // A fault of the set-up, such as a secret that is missing.
    case .blocked: self.init(.unknown)
    }
  }
}
