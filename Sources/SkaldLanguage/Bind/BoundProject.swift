package import SkaldDiagnostics

/// Everything that was read, with its names resolved: what lint rules walk.
package struct BoundProject: Sendable {
  /// The contracts documents.
  package var contracts: [BoundContracts] = []
  /// The orchestrated sagas.
  package var sagas: [BoundSaga] = []
  /// What the documents mention of what contracts declare.
  package var usage = Usage()
  /// Whether every file under the project folder was read; rules about what is nowhere used need that.
  package var isWhole = false
}

/// A contracts document.
package struct BoundContracts: Sendable {
  /// The path of its file.
  package let file: String
  /// What it declares.
  package let syntax: ContractsSyntax
  /// Whether something in it could not be understood.
  package let hasGaps: Bool
}

/// A place in one of several files.
package struct FilePlace: Sendable, Hashable {
  /// The path of the file.
  package let file: String
  /// Where in it.
  package let range: SourceRange
}

/// What documents mention of what contracts declare.
///
/// Choreographies and tests are not checked yet; every word in them counts as a mention.
package struct Usage: Sendable {
  /// Operations, as `service.action`.
  package var operations: Set<String> = []
  /// Events that a saga waits for or is started by.
  package var consumed: Set<String> = []
  /// Events that a saga emits.
  package var emitted: Set<String> = []
  /// Entities.
  package var entities: Set<String> = []
  /// States that are entered, as `entity.STATE`.
  package var states: Set<String> = []
  /// Retry policies.
  package var policies: Set<String> = []
  /// Every word of a document that is not checked.
  package var words: Set<String> = []

  /// Whether an operation is mentioned.
  package func uses(operation name: String) -> Bool { operations.contains(name) || words.contains(name) }
  /// Whether an event is mentioned.
  package func uses(event name: String) -> Bool {
    consumed.contains(name) || emitted.contains(name) || words.contains(name)
  }
  /// Whether an entity is mentioned.
  package func uses(entity name: String) -> Bool { entities.contains(name) || words.contains(name) }
  /// Whether a retry policy is mentioned.
  package func uses(policy name: String) -> Bool { policies.contains(name) || words.contains(name) }
  /// Whether something enters a state of an entity.
  package func enters(_ state: String, of entity: String) -> Bool {
    states.contains("\(entity).\(state)") || words.contains(state)
  }
}
