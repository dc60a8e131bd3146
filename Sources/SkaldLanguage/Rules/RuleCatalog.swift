package import SkaldDiagnostics

/// A rule of the linter: looks at everything that was read and reports what it finds.
package protocol Rule: Sendable {
  /// The stable code, such as `SK501`.
  static var code: String { get }
  /// The findings.
  static func check(_ project: BoundProject) -> [Diagnostic]
}

/// Every rule, in the order of the codes.
package enum RuleCatalog {
  /// One line for each file of this folder.
  package static let all: [any Rule.Type] = []

  /// What all rules find.
  package static func check(_ project: BoundProject) -> [Diagnostic] { all.flatMap { $0.check(project) } }
}
