package import SkaldDiagnostics

/// A rule of the linter: what it finds, why that matters, and examples that are its tests and its page.
///
/// A rule implements the `check` that sees enough for it. One without any is found while files are read: its text and
/// its examples are here, what reports it is the reader.
package protocol Rule: Sendable {
  /// The stable code, such as `SK501`.
  var code: String { get }
  /// The name of the fault, so that `skald:allow NAME` reads well.
  var name: String { get }
  /// How much a finding weighs.
  var severity: Severity { get }
  /// The fault as one clause.
  var summary: String { get }
  /// What exactly is found.
  var finds: String { get }
  /// Why it matters.
  var matters: String { get }
  /// Texts without the fault.
  var accepts: [String] { get }
  /// Texts with the fault, its exact place between `⟦` and `⟧`.
  var rejects: [String] { get }
  /// Whether an author may allow it in one place; without the names and the shape of a file there is no program.
  var isAllowable: Bool { get }
  /// Whether it only speaks where every file of a project was read.
  var needsWholeProject: Bool { get }
  /// Whether what it says of the calls, the events and the values of a saga holds of choreographies and tests, too.
  var holdsBeyondSagas: Bool { get }
  /// What must be known of a deployment before it speaks; nil where it needs none.
  var needsDeployment: Deployment.Part? { get }

  /// Looks at a saga.
  func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings)
  /// Looks at what the paths through a saga come to.
  func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings)
  /// Looks at a choreography.
  func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings)
  /// Looks at what the paths through a choreography come to.
  func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings)
  /// Looks at everything that was read.
  func check(_ project: BoundProject, into findings: inout Findings)
  /// Looks at what runs the sagas of a project.
  func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings)
}

extension Rule {
  package var severity: Severity { .error }
  package var isAllowable: Bool { true }
  package var needsWholeProject: Bool { false }
  package var holdsBeyondSagas: Bool { false }
  package var needsDeployment: Deployment.Part? { nil }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {}
  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {}
  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {}
  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {}
  package func check(_ project: BoundProject, into findings: inout Findings) {}
  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {}
}
