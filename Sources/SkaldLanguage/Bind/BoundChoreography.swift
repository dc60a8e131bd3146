package import JSONSchema
package import SkaldDiagnostics

/// A choreographed flow with its names resolved.
package struct BoundChoreography: Sendable {
  /// As it is written.
  package let syntax: ChoreographySyntax
  /// The path of its file.
  package let file: String
  /// The event that begins a flow.
  package var starts: BoundEvent?
  /// The event of success.
  package var completed: BoundEvent?
  /// The event of a flow that was undone.
  package var compensated: BoundEvent?
  /// The reactions in the order of the file.
  package var reactions: [BoundReaction] = []
  /// The calls, the events and the expressions in the form in which rules about a saga look at them: steps that nobody
  /// puts in order.
  package var parts: BoundSaga

  /// The name.
  package var name: String { syntax.name.value }
  /// The version; 1 where none is written.
  package var version: Int { syntax.version?.value ?? 1 }
  /// Whether a part is missing that was reported.
  package var hasGaps: Bool { parts.hasGaps }
  /// The entities whose states it moves.
  package var entities: [BoundEntity] { parts.entities }
}

/// A reaction with its names resolved.
package struct BoundReaction: Sendable {
  /// As it is written.
  package let syntax: ReactionSyntax
  /// Whose it is.
  package let participant: Located<String>
  /// What it is called in messages.
  package let name: String
  /// The events that bring it about; those that are declared nowhere are left out.
  package let events: [BoundEvent]
  /// What expressions know as `event`.
  package let data: ObjectSchema
  /// The call; nil where none is made.
  package let call: BoundCall?
  /// The moves of entities.
  package let moves: [BoundMove]
  /// The events with its success.
  package let emissions: [BoundEmission]
  /// The event with a refusal.
  package let refused: BoundEmission?
  /// The operation that the call undoes.
  package let undoes: BoundOperation?

  /// Whether its call changes anything that would have to be undone.
  package var hasEffect: Bool { call?.operation?.hasEffect == true && syntax.undoes == nil }
  /// Whether its call may be refused.
  package var mayBeRefused: Bool { refused != nil || call?.operation?.refusals.isEmpty == false }
  /// Where findings about the whole reaction are shown.
  package var place: SourceRange {
    syntax.call?.operation.range ?? syntax.events.first?.range ?? syntax.keys.first?.range ?? syntax.range
  }
}
