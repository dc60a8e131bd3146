/// How much the findings of rules weigh in one project, where that is said.
public struct SeverityOverrides: Sendable, Hashable {
  /// What may be said.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// An error.
    case error
    /// A warning.
    case warning
    /// A note, shown on request.
    case note
    /// Not found at all.
    case off

    /// The severity; nil where nothing is found.
    var severity: Severity? {
      switch self {
      case .error: .error
      case .warning: .warning
      case .note: .note
      case .off: nil
      }
    }
  }

  private var levels: [String: Level] = [:]

  /// Makes settings that leave everything as it is.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool { levels.isEmpty }

  /// What is said of a code.
  public subscript(_ code: String) -> Level? {
    get { levels[code] }
    set { levels[code] = newValue }
  }

  /// The settings with those of another in their place where both speak.
  public func merging(_ other: SeverityOverrides) -> SeverityOverrides {
    var merged = self
    merged.levels.merge(other.levels) { $1 }
    return merged
  }

  /// The findings as they weigh here.
  /// - Parameter usual: How much the findings of a code weigh where nothing is said.
  public func applied(to diagnostics: [Diagnostic], usual: (String) -> Severity?) -> [Diagnostic] {
    guard !isEmpty else { return diagnostics }
    return diagnostics.compactMap { diagnostic in
      guard let level = levels[diagnostic.code] else { return diagnostic }
      guard let severity = level.severity else { return nil }
      // What a rule only remarks, beside the fault that it is about, does not become that fault.
      if diagnostic.severity == .note, usual(diagnostic.code) != .note { return diagnostic }
      var changed = diagnostic
      changed.severity = severity
      return changed
    }
  }
}
