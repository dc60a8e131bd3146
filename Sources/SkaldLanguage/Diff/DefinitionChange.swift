public import SkaldDiagnostics

/// What a change of a definition means for instances that run.
public enum ChangeClass: String, Sendable, Hashable, Comparable, CaseIterable {
  /// Nothing changed that matters.
  case same
  /// Only retries, time limits and the like changed: the definition is the same.
  case tunable
  /// Instances that have not reached what changed can go on by the new definition.
  case compatible
  /// Instances that run must go on by the old definition.
  case breaking

  /// Orders by weight.
  public static func < (left: ChangeClass, right: ChangeClass) -> Bool { left.weight < right.weight }

  private var weight: Int {
    switch self {
    case .same: 0
    case .tunable: 1
    case .compatible: 2
    case .breaking: 3
    }
  }
}

/// One difference between two definitions.
public struct DefinitionChange: Sendable, Hashable {
  /// What it means.
  public let weight: ChangeClass
  /// The step; nil where it concerns the saga.
  public let step: String?
  /// What changed, as one clause.
  public let message: String
  /// Where it stands: in the new definition, or in the old one for what is gone.
  public let file: String
  /// Where in the file.
  public let range: SourceRange?
}

/// The differences between two definitions of one saga.
public struct DefinitionDiff: Sendable {
  /// The saga's name.
  public let saga: String
  /// The old and the new version.
  public let versions: (old: Int, new: Int)
  /// The differences, the heaviest first, then in the order of the file.
  public let changes: [DefinitionChange]
  /// Whether two contents go by one version, so that which one is meant depends on the machine.
  public let isVersionReused: Bool

  /// What the whole means.
  public var weight: ChangeClass { changes.map { $0.weight }.max() ?? .same }
}

extension DefinitionDiff {
  /// SK901: a finding for each change that instances which run cannot follow.
  public var findings: [Diagnostic] {
    changes.filter { $0.weight == .breaking }.map { change in
      Diagnostic(
        code: "SK901", message: (change.step.map { "`\($0)`: " } ?? "") + change.message, file: change.file,
        range: change.range ?? SourceRange(start: 0, end: 0))
    }
  }
}
