package import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// A named value that a call or an event needs, with where it comes from.
package struct BoundField: Sendable {
  /// The name.
  package let name: String
  /// What the contract says of it; nil where it says nothing.
  package let declaration: ObjectSchema.Field?
  /// Where its value comes from.
  package let source: FieldSource
}

/// Where the value of a field comes from.
package enum FieldSource: Sendable {
  /// It is written out.
  case written(FieldSyntax)
  /// It was found by name.
  case found(FoundValue)
  /// Nowhere.
  case missing
}

/// A value found by name.
package struct FoundValue: Sendable {
  /// Where it was found.
  package enum Provider: Sendable, Hashable {
    /// The result of the step itself.
    case ownOutput
    /// The arguments of the call.
    case argument
    /// The saga's input.
    case input
    /// An event, by its name in expressions.
    case event(String)
    /// The result of an earlier step.
    case step(String)
    /// The code of the failure.
    case failure
  }

  /// Where it was found.
  package let provider: Provider
  /// The value.
  package let template: Template
  /// Its shape; nil where nothing is known of it.
  package let schema: Schema?
  /// Whether it may be missing.
  package let isOptional: Bool
}

/// An event to be emitted, with the sources of its fields.
package struct BoundEmission: Sendable {
  /// As it is written.
  package let syntax: EmissionSyntax
  /// The event; nil where it is declared nowhere, which is reported.
  package let event: BoundEvent?
  /// Every declared field, and every one written out.
  package let fields: [BoundField]
}

/// One call of an undo.
package struct BoundUndoCall: Sendable {
  /// As it is written.
  package let syntax: UndoCallSyntax
  /// The operation; nil where it cannot be resolved, which is reported.
  package let operation: BoundOperation?
  /// The arguments.
  package let arguments: [BoundField]
  /// How it is retried.
  package let policy: BoundPolicy
  /// The events with its success.
  package let emissions: [BoundEmission]
}

/// How a step is undone.
package enum BoundUndo: Sendable {
  /// Nothing is said.
  case unsaid
  /// Not at all, on purpose, with the reason where one is given.
  case none(at: SourceRange, because: Located<String>?)
  /// By calls, in order.
  case calls([BoundUndoCall])

  /// The calls; empty where there are none.
  package var calls: [BoundUndoCall] {
    switch self {
    case .unsaid, .none: []
    case .calls(let calls): calls
    }
  }
}

/// A forward alternative for a refusal.
package struct BoundCatch: Sendable {
  /// As it is written.
  package let syntax: CatchSyntax
  /// The steps.
  package let branch: BoundBranch
}
