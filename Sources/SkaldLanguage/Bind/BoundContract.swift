package import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// An operation that a step or an undo calls.
package struct BoundOperation: Sendable {
  /// `service.action`.
  package let name: String
  /// Its declaration; nil where the service is declared nowhere.
  package let declaration: OperationSyntax?
  /// Where it is declared; nil where it is not.
  package let place: FilePlace?

  /// The shape of the arguments; nil where nothing is known of them.
  package var input: ObjectSchema? {
    declaration?.input?.schema(isClosed: true)
  }
  /// The shape of the result; nil where nothing is known of it.
  package var output: Schema? { declaration?.output?.value }
  /// Whether it changes anything.
  package var hasEffect: Bool { declaration?.effect?.value ?? true }
  /// How it treats repeated calls.
  package var idempotency: SkaldCore.Operation.Idempotency { declaration?.idempotent?.value ?? .key }
  /// The codes of its business refusals.
  package var refusals: [Located<String>] { declaration?.refuses ?? [] }
  /// Whether the service refuses an action that comes after its undo, and answers an undo of nothing with ok.
  package var hasBarrier: Bool { declaration?.barrier?.value ?? false }
  /// The operations whose results it works on, as `service.action`.
  package var needs: [String] {
    let service = String(name.prefix { $0 != "." })
    return (declaration?.needs ?? []).map { ServiceSyntax.operation($0.value, neededIn: service) }
  }
  /// How long it remembers a key; nil where it does not say.
  package var keyTTL: Milliseconds? { declaration?.keyTTL?.value }

  /// The operation as programs hold it.
  package var lowered: SkaldCore.Operation {
    SkaldCore.Operation(
      name: name, input: declaration?.input?.type(isClosed: true), output: output, refusals: refusals.map { $0.value },
      isDeclared: declaration != nil, hasEffect: hasEffect, idempotency: idempotency,
      remembersRefusals: declaration?.remembersRefusals?.value ?? (idempotency == .key), hasBarrier: hasBarrier)
  }
}

/// An event that a saga awaits or emits.
package struct BoundEvent: Sendable {
  /// As it is declared.
  package let declaration: EventSyntax
  /// Where it is declared.
  package let place: FilePlace

  /// Its name.
  package var name: String { declaration.name.value }
  /// The shape of its data; one without fields, which accepts any, where none is declared.
  package var data: ObjectSchema {
    declaration.data?.schema(isClosed: false) ?? ObjectSchema(fields: [], isClosed: false)
  }
  /// The shape of its data; nil where nothing is known of it.
  package var knownData: Schema? { declaration.data?.type(isClosed: false) }
  /// The event type as programs hold it.
  package var lowered: EventType {
    EventType(
      name: name, topic: declaration.topic?.value, key: declaration.key?.value,
      data: knownData ?? .object(data))
  }
}

/// An entity whose state a saga moves.
package struct BoundEntity: Sendable {
  /// Its place in the program.
  package let id: EntityID
  /// As it is declared.
  package let declaration: EntitySyntax
  /// Where it is declared.
  package let place: FilePlace
  /// Which one: an expression over the input; nil where the key of a choreography tells it.
  package let key: ValueSyntax?

  /// Its name.
  package var name: String { declaration.name.value }
}

/// A move of an entity to a state.
package struct BoundMove: Sendable {
  /// The entity.
  package let entity: EntityID
  /// The state, where it is written.
  package let state: Located<String>
}

/// How long a call may take and how it is retried, with where that is said.
package struct BoundPolicy: Sendable {
  /// Where a policy comes from.
  package enum Origin: Sendable {
    /// The step or the undo itself.
    case written(SourceRange)
    /// The saga's `defaults`.
    case defaults(SourceRange)
    /// The language.
    case builtIn
  }

  /// How long one attempt may take.
  package let timeout: Milliseconds
  /// Where the timeout is said.
  package let timeoutOrigin: Origin
  /// How often a pending call must report.
  package let heartbeat: Milliseconds?
  /// How it is retried.
  package let retry: RetryPolicy
  /// Where the retry is said.
  package let retryOrigin: Origin

  /// The policy as programs hold it.
  package var lowered: CallPolicy { CallPolicy(timeout: timeout, heartbeat: heartbeat, retry: retry) }
}
