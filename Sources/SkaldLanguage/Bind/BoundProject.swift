package import SkaldDiagnostics

/// Everything that was read, with its names resolved: what lint rules walk.
package struct BoundProject: Sendable {
  /// The contracts documents.
  package var contracts: [BoundContracts] = []
  /// The orchestrated sagas.
  package var sagas: [BoundSaga] = []
  /// The choreographed flows.
  package var choreographies: [BoundChoreography] = []
  /// The scenario tests.
  package var tests: [BoundTests] = []
  /// What the documents mention of what contracts declare.
  package var usage = Usage()
  /// Whether every file under the project folder was read; rules about what is nowhere used need that.
  package var isWhole = false

  /// The files of documents of which a part could not be understood.
  var filesWithGaps: Set<String> {
    Set(
      sagas.filter { $0.hasGaps }.map { $0.file } + choreographies.filter { $0.hasGaps }.map { $0.file }
        + tests.filter { $0.parts.hasGaps }.map { $0.file })
  }
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
package struct Usage: Sendable {
  /// Operations, as `service.action`.
  package var operations: Set<String> = []
  /// Events that a saga waits for or is started by, or that a participant reacts to.
  package var consumed: Set<String> = []
  /// Events that are emitted.
  package var emitted: Set<String> = []
  /// Entities.
  package var entities: Set<String> = []
  /// States that are entered, as `entity.STATE`.
  package var states: Set<String> = []
  /// Retry policies.
  package var policies: Set<String> = []

  /// Whether an event is mentioned.
  package func uses(event name: String) -> Bool { consumed.contains(name) || emitted.contains(name) }
  /// Whether something enters a state of an entity.
  package func enters(_ state: String, of entity: String) -> Bool { states.contains("\(entity).\(state)") }
}
