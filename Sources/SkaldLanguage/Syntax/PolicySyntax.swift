package import SkaldDiagnostics
package import SkaldValue

/// A retry policy, as it is written; a part that is not written takes its default.
package struct PolicySyntax: Sendable {
  /// How many attempts.
  package enum Attempts: Sendable, Hashable {
    /// So many, the first one included.
    case limited(Int)
    /// Without end.
    case unlimited
  }

  /// How many attempts are made.
  package var attempts: Located<Attempts>?
  /// The first wait.
  package var wait: Located<Milliseconds>?
  /// By how much each wait is longer than the one before.
  package var factor: Located<Double>?
  /// The longest wait.
  package var max: Located<Milliseconds>?
  /// Whether each wait is shortened by chance: `full` or `none`.
  package var hasJitter: Located<Bool>?
  /// The whole policy.
  package let range: SourceRange
}

/// The value of `retry`: a policy's name, or a policy.
package enum RetrySyntax: Sendable {
  /// The name of a declared policy.
  case named(Located<String>)
  /// A policy on the spot.
  case inline(PolicySyntax)

  /// Where it stands.
  package var range: SourceRange {
    switch self {
    case .named(let name): name.range
    case .inline(let policy): policy.range
    }
  }
}
