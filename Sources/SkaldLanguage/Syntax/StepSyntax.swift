package import SkaldDiagnostics
package import SkaldValue

/// A step, as it is written.
package struct StepSyntax: Sendable {
  /// Its name; nil where none is written.
  package let name: Located<String>?
  /// The keyword of its kind, such as `call`, at its place.
  package let keyword: Located<String>
  /// What its kind holds.
  package let body: any StepBody
  /// The whole step.
  package let range: SourceRange
  /// Its keys with their places, for findings about a key itself.
  package let keys: [Located<String>]

  /// The step and all steps inside it, in the order of the file.
  package var withChildren: [StepSyntax] { [self] + body.children.flatMap { $0.flatMap { $0.withChildren } } }

  /// The place of a key; nil where it is not written.
  package func range(ofKey key: String) -> SourceRange? { keys.first { $0.value == key }?.range }
}

/// What a kind of step holds; one type in `Steps/` for each kind.
package protocol StepBody: Sendable {
  /// The lists of steps inside, each with the key or code that leads there.
  var children: [[StepSyntax]] { get }
  /// The name that the kind's own key gives the step; nil for most kinds.
  var ownName: Located<String>? { get }
  /// Whether its name is that of a result which expressions can read.
  var hasResult: Bool { get }
  /// Gives names their meaning.
  func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep
}

extension StepBody {
  /// Most kinds hold no steps.
  package var children: [[StepSyntax]] { [] }
  /// Most kinds have a result.
  package var hasResult: Bool { true }
  /// Most kinds have their name under `step`.
  package var ownName: Located<String>? { nil }
}

/// An undo, as it is written under `compensate`.
package enum UndoSyntax: Sendable {
  /// Calls, in order.
  case calls([UndoCallSyntax])
  /// `none`: nothing is undone, on purpose.
  case none(at: SourceRange)
}

/// One call of an undo.
package struct UndoCallSyntax: Sendable {
  /// The operation.
  package let operation: Located<String>
  /// The arguments written out; nil where those of the action are meant.
  package var arguments: [FieldSyntax]?
  /// How it is retried.
  package var retry: RetrySyntax?
  /// How long an attempt may take.
  package var timeout: Located<Milliseconds>?
  /// The events with its success.
  package var emits: [EmissionSyntax] = []
}

/// A forward alternative for a refusal code.
package struct CatchSyntax: Sendable {
  /// How it goes on after an alternative.
  package enum Then: String, Sendable, CaseIterable {
    /// With the step that follows.
    case `continue`
    /// With the undo of the saga.
    case compensate
  }

  /// The code; `other` catches the rest.
  package let code: Located<String>
  /// The alternative's steps.
  package let steps: [StepSyntax]
  /// How it goes on; `continue` where nothing is written.
  package let then: Located<Then>?
}
