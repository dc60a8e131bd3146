package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// An orchestrated saga, as it is written.
package struct SagaSyntax: Sendable {
  /// Its name.
  package var name: Located<String>
  /// Its version; 1 where none is written.
  package var version: Located<Int>?
  /// The contracts it imports.
  package var use: [Located<String>] = []
  /// Whether an import could not be read.
  package var hasBrokenUse = false
  /// The words to search its instances by.
  package var labels: [Label] = []
  /// The event that starts an instance.
  package var startedBy: Located<String>?
  /// The shape of the input.
  package var input: FieldsSyntax?
  /// Whether the input could not be read, so that nothing is known of what it lacks.
  package var hasBrokenInput = false
  /// The business key.
  package var key: ValueSyntax?
  /// The time until the pivot is first attempted.
  package var deadline: Located<Milliseconds>?
  /// What holds where a step says nothing.
  package var defaults = DefaultsSyntax()
  /// The entities whose states it moves, with the expression that tells which one.
  package var entities: [FieldSyntax] = []
  /// The result of a completed instance.
  package var output: ValueSyntax?
  /// The steps, top to bottom.
  package var steps: [StepSyntax] = []
  /// What its ends bring about.
  package var outcome = OutcomeSyntax()
  /// Whether something in it could not be understood, so that what follows from its absence means nothing.
  package var hasGaps = false
  /// The key `saga` and its name: where findings about the whole saga are shown.
  package var range: SourceRange
}

/// What holds where a step says nothing.
package struct DefaultsSyntax: Sendable {
  /// How long an attempt may take.
  package var timeout: Located<Milliseconds>?
  /// How the steps before the pivot are retried.
  package var retry: RetrySyntax?
  /// How an undo is retried.
  package var undoRetry: RetrySyntax?
  /// How long services remember keys whose operation declares nothing.
  package var keyTTL: Located<Milliseconds>?
}

/// What the ends of a saga, and its turn to compensation, bring about.
package struct OutcomeSyntax: Sendable {
  /// State moves and events of one outcome.
  package struct Effects: Sendable {
    /// The entity moves.
    package var state: [MoveSyntax] = []
    /// The events.
    package var emits: [EmissionSyntax] = []
    /// The key that names the outcome.
    package var range: SourceRange
  }

  /// With the end `completed`.
  package var completed: Effects?
  /// With the turn to compensation.
  package var compensating: Effects?
  /// With the end `compensated`.
  package var compensated: Effects?
  /// When an operator must act.
  package var stuck: Effects?
}

/// A move of an entity, as it is written: `A -> B`, or `B` alone.
package struct MoveSyntax: Sendable {
  /// The entity; nil where the saga's only one is meant.
  package let entity: Located<String>?
  /// The state before the arrow.
  package let dispatched: Located<String>?
  /// The state after the arrow, or the only one.
  package let succeeded: Located<String>
}

/// An event to be emitted, as it is written.
package struct EmissionSyntax: Sendable {
  /// The event's name.
  package let event: Located<String>
  /// The fields written out; the rest is found by name.
  package let fields: [FieldSyntax]
}
