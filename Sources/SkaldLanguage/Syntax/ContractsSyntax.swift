package import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// A document that declares who offers what.
package struct ContractsSyntax: Sendable {
  /// The services with their operations.
  package var services: [ServiceSyntax] = []
  /// The types of events.
  package var events: [EventSyntax] = []
  /// The entities with their tables of states.
  package var entities: [EntitySyntax] = []
  /// The named retry policies.
  package var policies: [NamedPolicySyntax] = []
}

/// A declared service.
package struct ServiceSyntax: Sendable {
  /// Its name.
  package let name: Located<String>
  /// What it offers.
  package let operations: [OperationSyntax]

  /// The whole name of an operation that another one of a service needs.
  static func operation(_ need: String, neededIn service: String) -> String {
    need.contains(".") ? need : "\(service).\(need)"
  }
}

/// A declared operation of a service.
package struct OperationSyntax: Sendable {
  /// How long a service remembers an idempotency key; `.forever` for ever.
  package typealias KeyLife = Milliseconds

  /// The name of the action alone, without its service.
  package let name: Located<String>
  /// The arguments; nil where none are declared.
  package var input: FieldsSyntax?
  /// The result; nil where none is declared.
  package var output: Located<Schema>?
  /// The codes of its business refusals.
  package var refuses: [Located<String>] = []
  /// Whether it changes anything; true by default.
  package var effect: Located<Bool>?
  /// How it treats repeated calls; by the key by default.
  package var idempotent: Located<SkaldCore.Operation.Idempotency>?
  /// Whether a repeat under one key answers the same refusal.
  package var remembersRefusals: Located<Bool>?
  /// How long the service remembers a key.
  package var keyTTL: Located<KeyLife>?
  /// How many calls the service bears at once; nil where it does not say.
  package var concurrency: Located<Int>?
  /// Whether the service refuses an action that comes after its undo, and answers an undo of nothing with ok.
  package var barrier: Located<Bool>?
  /// The operations whose results it works on: actions of its own service, or `service.action`.
  package var needs: [Located<String>] = []
}

/// A declared type of event.
package struct EventSyntax: Sendable {
  /// Its name, a version last.
  package let name: Located<String>
  /// The topic that carries it.
  package var topic: Located<String>?
  /// The data field by which it is correlated and ordered.
  package var key: Located<String>?
  /// The shape of the data; nil where none is declared.
  package var data: FieldsSyntax?
  /// Whether it comes from or goes to somebody outside.
  package var isExternal: Located<Bool>?
  /// Whether others may consume it.
  package var isPublic: Located<Bool>?
}

/// A declared entity.
package struct EntitySyntax: Sendable {
  /// A state and the states it may move to.
  package struct State: Sendable {
    /// The state's name.
    package let name: Located<String>
    /// The states it may move to.
    package let next: [Located<String>]
  }

  /// What another saga gets that asks for a locked entity.
  package enum WhenLocked: Sendable, Hashable {
    /// A refusal.
    case refuse
    /// Its turn, if it comes in time.
    case wait(Milliseconds)
  }

  /// Its name.
  package let name: Located<String>
  /// The state it is in at first; nil where it is missing, which is reported.
  package var starts: Located<String>?
  /// The table of transitions.
  package var states: [State] = []
  /// The states in which the entity belongs to its saga.
  package var locked: [Located<String>] = []
  /// What others get meanwhile.
  package var whenLocked: Located<WhenLocked>?
  /// The key `locked`.
  package var lockedKey: SourceRange?

  /// Every state that the table declares or speaks of, the declared ones first.
  package var mentionedStates: [String] {
    var names = states.map { $0.name.value }
    for state in mentions where !names.contains(state.value) { names.append(state.value) }
    return names
  }
  /// Every place where the table speaks of a state that it should declare.
  package var mentions: [Located<String>] { [starts].compactMap { $0 } + states.flatMap { $0.next } + locked }
}

/// A retry policy with a name.
package struct NamedPolicySyntax: Sendable {
  /// Its name.
  package let name: Located<String>
  /// The policy.
  package let policy: PolicySyntax
}
