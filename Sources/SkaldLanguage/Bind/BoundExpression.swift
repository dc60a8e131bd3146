package import JSONSchema
import SkaldDiagnostics
import SkaldValue

/// What a value or an expression is for.
package enum ExpressionPlace: Sendable, Hashable {
  /// The saga's business key.
  case key
  /// Which entity is meant.
  case entity(String)
  /// The condition of a step.
  case condition
  /// The condition of a case of a choice.
  case choice
  /// What an awaited event must satisfy.
  case filter
  /// An argument of a call.
  case argument
  /// The idempotency key of a call.
  case idempotencyKey
  /// A field of an event.
  case emission
  /// An argument of an undo, or a field of its event.
  case undo
  /// The list of an `each`.
  case items
  /// The key of an item of an `each`.
  case itemKey
  /// What ends a `repeat`.
  case until
  /// Who is asked, and what they are shown.
  case question
  /// The end of a sleep.
  case sleep
  /// A named value.
  case set
  /// The message of a failure.
  case message
  /// The saga's result.
  case output
  /// A field of an event of an outcome.
  case outcome
}

/// A value with expressions in it, and what its place expects.
package struct BoundValue: Sendable {
  /// As it is written.
  package let syntax: ValueSyntax
  /// The shape that is expected; nil where any will do.
  package let expected: Schema?
  /// What is expected of it, as messages name it, such as `userId of payment.charge`.
  package let purpose: String
  /// What it is for.
  package let place: ExpressionPlace
  /// The name of the step that it belongs to; nil for the saga's own.
  package let step: String?
  /// The names in scope.
  package let scope: Scope
}

/// An expression, and the names in its scope.
package struct BoundExpression: Sendable {
  /// As it is written.
  package let syntax: ExpressionSyntax
  /// The shape that is expected; nil where any will do, as inside text.
  package let expected: Schema?
  /// What is expected of it, as messages name it.
  package let purpose: String
  /// What it is for.
  package let place: ExpressionPlace
  /// The name of the step that it belongs to; nil for the saga's own.
  package let step: String?
  /// The names in scope.
  package let scope: Scope
}
