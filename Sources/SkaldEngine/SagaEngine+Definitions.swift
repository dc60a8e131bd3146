import SkaldCore
import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// Every version of a saga that the store has, the lowest first.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `unavailable`.
  public func storedDefinitions(of saga: String) async throws(EngineError) -> [StoredDefinition] {
    switch await ask(saga, .list) {
    case .definitions(let stored): return stored
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// One version of a saga that the store has.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `unknown_version`, `unavailable`.
  public func storedDefinition(of saga: String, version: Int) async throws(EngineError) -> StoredDefinition {
    let stored = try await storedDefinitions(of: saga)
    guard let found = stored.first(where: { $0.program.version == version }) else {
      throw Kernel.unknownVersion(version, of: saga, known: stored.map(\.program.version))
    }
    return found
  }

  /// Forgets a version of a saga that no instance follows, and with which the journal of none is read.
  /// - Parameters:
  ///   - saga: The definition's name.
  ///   - version: Its version.
  ///   - actor: Who does it, for the audit log.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `unknown_version`, `definition_in_use`, `store_failed`.
  public func deleteDefinition(of saga: String, version: Int, by actor: String) async throws(EngineError) {
    switch await ask(saga, .delete(version: version, by: actor)) {
    case .decided: return
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  func ask(_ saga: String, _ ask: DefinitionsRequest.Ask) async -> Reply {
    await desk.ask { ticket in queue.push(.definitions(DefinitionsRequest(saga: saga, ask, ticket: ticket))) }
  }
}

extension Kernel {
  static func unknownVersion(_ version: Int, of saga: String, known: [Int]) -> EngineError {
    let list = known.map(String.init).joined(separator: ", ")
    return EngineError(
      code: .unknownVersion, message: "no version \(version) of `\(saga)` is stored; known are: \(list)")
  }
}
