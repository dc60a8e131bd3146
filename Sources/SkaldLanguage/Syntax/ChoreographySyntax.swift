package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// A choreographed flow, as it is written: participants that react to events, and nobody in charge.
package struct ChoreographySyntax: Sendable {
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
  /// The field that every event carries: it names the flow.
  package var key: Located<String>?
  /// The event that begins a flow.
  package var starts: Located<String>?
  /// The event that ends a flow which succeeded.
  package var completed: Located<String>?
  /// The event that ends a flow which was undone.
  package var compensated: Located<String>?
  /// The time after which a flow is reported as overdue.
  package var deadline: Located<Milliseconds>?
  /// What holds where a reaction says nothing.
  package var defaults = DefaultsSyntax()
  /// The entities whose states it moves, with the expression that tells which one.
  package var entities: [FieldSyntax] = []
  /// The participants with their reactions.
  package var participants: [ParticipantSyntax] = []
  /// Whether something in it could not be understood, so that what follows from its absence means nothing.
  package var hasGaps = false
  /// The key `choreography` and its name: where findings about the whole flow are shown.
  package var range: SourceRange
}

/// A participant of a flow, as it is written.
package struct ParticipantSyntax: Sendable {
  /// Its name.
  package let name: Located<String>
  /// How it reacts to events, in the order of the file.
  package let reactions: [ReactionSyntax]
}

/// What a participant does when an event comes, as it is written.
package struct ReactionSyntax: Sendable {
  /// The events that bring it about.
  package var events: [Located<String>] = []
  /// Whether it takes all of them, in any order, rather than one of them.
  package var needsAll = false
  /// The condition under which it happens.
  package var condition: ExpressionSyntax?
  /// The call, with its moves and events; nil where none is made.
  package var call: CallStep?
  /// The moves of entities.
  package var state: [MoveSyntax] = []
  /// The events with its success.
  package var emits: [EmissionSyntax] = []
  /// The event with a refusal of the call.
  package var refused: EmissionSyntax?
  /// The operation that the call undoes.
  package var undoes: Located<String>?
  /// Its keys with their places.
  package let keys: [Located<String>]
  /// The whole reaction.
  package let range: SourceRange

  /// The place of a key; nil where it is not written.
  package func range(ofKey key: String) -> SourceRange? { keys.first { $0.value == key }?.range }
}
