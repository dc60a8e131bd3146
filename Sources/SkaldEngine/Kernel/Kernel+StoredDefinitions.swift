import SkaldCore
import SkaldRuntime

/// A question about the stored definitions of a saga, or a change of them.
package struct DefinitionsRequest: Sendable {
  /// What is asked.
  package enum Ask: Sendable {
    /// Which versions there are.
    case list
    /// That a version is forgotten; with whoever asks for it.
    case delete(version: Int, by: String)
    /// That instances follow another version.
    case migrate(MigrationOrder)
  }

  /// The saga's name.
  package var saga: String
  /// What is asked.
  package var ask: Ask
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(saga: String, _ ask: Ask, ticket: Ticket) {
    self.saga = saga
    self.ask = ask
    self.ticket = ticket
  }
}

extension Kernel {
  /// Answers about the stored definitions of a saga.
  func answer(_ request: DefinitionsRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: DefinitionsRequest) throws(StoreError) -> Reply {
    let stored = definitions.filter { $0.program.name == request.saga && !$0.isGone }
    guard !stored.isEmpty else { return .refused(Self.unknownDefinition(request.saga)) }
    switch request.ask {
    case .list: return .definitions(versions(of: stored))
    case .delete(let version, let actor): return try delete(version, of: request.saga, stored, by: actor)
    case .migrate(let order): return try migrate(order, of: request.saga, stored)
    }
  }

  private func versions(of stored: [Definition]) -> [StoredDefinition] {
    var versions: [StoredDefinition] = []
    for definition in stored {
      let next = StoredDefinition(definition)
      if let index = versions.firstIndex(where: { $0.program.version == next.program.version }) {
        versions[index].add(next)
      } else {
        versions.append(next)
      }
    }
    return versions.sorted { $0.program.version < $1.program.version }
  }

  static func unknownDefinition(_ saga: String) -> EngineError {
    EngineError(code: .unknownSaga, message: "no definition of a saga `\(saga)` is stored")
  }
}

extension StoredDefinition {
  fileprivate init(_ definition: Definition) {
    self.init(
      program: definition.program, isActive: definition.isActive,
      liveCount: definition.tally.live)
  }

  /// Adds another tuning of the same version: the one in use is shown, or else the newest.
  fileprivate mutating func add(_ other: StoredDefinition) {
    if !isActive { program = other.program }
    isActive = isActive || other.isActive
    liveCount += other.liveCount
  }
}
