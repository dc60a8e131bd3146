public import SkaldCore
import SkaldRuntime
import Synchronization

extension SagaEngine {
  /// Lets new instances follow these definitions, and no others; returns once that is durable.
  ///
  /// Live instances stay with the version that they began with, and take its tuning in use over with the next that happens
  /// to them; ``migrate(_:)`` lets them follow another version. A saga that is not among the definitions cannot be
  /// started any more.
  /// - Parameters:
  ///   - programs: The definitions.
  ///   - actor: Who does it, for the audit log.
  /// - Returns: the names and versions that were not followed before.
  /// - Throws: ``EngineError`` with the codes `definition_conflict` where a definition changed and its version did not,
  ///   and then nothing changes; `input_invalid` where they are the first participants of a choreography, which an engine
  ///   has from its start or not at all; `store_failed`.
  @discardableResult
  public func deploy(_ programs: [SagaProgram], by actor: String) async throws(EngineError) -> [String] {
    guard !programs.needBus || setup.hasBus else {
      throw EngineError(
        code: .inputInvalid, message: "an engine that began without choreographies has no bus for them: start it again")
    }
    let reply = await desk.ask { ticket in
      queue.push(.deploy(DeployRequest(programs: programs, by: actor, ticket: ticket)))
    }
    switch reply {
    case .deployed(let new):
      active.withLock { $0 = programs }
      return new
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// The definitions that new instances follow.
  public var programs: [SagaProgram] { active.withLock { $0 } }

  /// The names of the sagas that can be started, sorted.
  public var sagas: [String] { programs.filter { !$0.isParticipant }.map(\.name).sorted() }
}
