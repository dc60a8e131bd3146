package import SkaldCore
import SkaldDiagnostics
package import SkaldValue

/// A call of a service, with its names resolved.
package struct BoundCall: BoundBody {
  /// As it is written.
  package let syntax: CallStep
  /// The operation; nil where it cannot be resolved, which is reported.
  package let operation: BoundOperation?
  /// The arguments, those filled by name included.
  package let arguments: [BoundField]
  /// How long it may take and how it is retried.
  package let policy: BoundPolicy
  /// How long the service remembers its key.
  package let keyTTL: Milliseconds
  /// Moves with the first attempt.
  package let dispatched: [BoundMove]
  /// Moves with the result.
  package let succeeded: [BoundMove]
  /// Events with the result.
  package let emissions: [BoundEmission]
  /// How it is undone.
  package let undo: BoundUndo
  /// The operation that tells what became of an unknown call, and its arguments.
  package let check: BoundCheck?
  /// Alternatives by refusal code.
  package let catches: [BoundCatch]
  /// How it relates to the point of no return.
  package let position: Invoke.Position
  /// Whether the pivot lies before it on every path.
  package let isPivotSure: Bool

  /// Whether there is no way back after it.
  package var isPivot: Bool { position == .pivot }
  /// Whether a failure is recorded and ignored.
  package var isOptional: Bool { syntax.optional?.value ?? false }
  /// What to do when the outcome stays unknown.
  package var onUnknown: Invoke.OnUnknown {
    syntax.onUnknown?.value ?? (position == .beforePivot ? .compensate : .retry)
  }
  /// Whether it may end without a result although the saga goes on.
  package var mayHaveNoResult: Bool { isOptional || syntax.condition != nil || catches.contains { $0.branch.leadsOn } }
  /// The alternatives' steps.
  package var branches: [BoundBranch] { catches.map { $0.branch } }
}

/// The operation that tells what became of an unknown call.
package struct BoundCheck: Sendable {
  /// The operation.
  package let operation: BoundOperation
  /// Its arguments.
  package let arguments: [BoundField]
}
