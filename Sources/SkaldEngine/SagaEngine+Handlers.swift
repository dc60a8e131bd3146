extension SagaEngine {
  /// How the handlers stand: every service and every operation that sagas call, by name.
  /// - Throws: ``EngineError`` with the code `unavailable`.
  public func handlers() async throws(EngineError) -> [HandlerState] { try await ask(.look) }

  /// Holds the calls of a handler back: those under way go on, others wait for ``resume(handler:by:)``, each until its time
  /// limit. Nothing of it is kept: a pause ends with the process.
  /// - Parameters:
  ///   - name: A service, such as `payment`, or one operation of it, such as `payment.charge`.
  ///   - actor: Who does it, for the audit log.
  /// - Throws: ``EngineError`` with the codes `unknown_handler`, `unavailable`.
  @discardableResult
  public func pause(handler name: String, by actor: String) async throws(EngineError) -> HandlerState {
    try await set(true, name, actor)
  }

  /// Lets the calls of a handler go on that was paused.
  /// - Parameters:
  ///   - name: As for ``pause(handler:by:)``.
  ///   - actor: Who does it, for the audit log.
  /// - Throws: ``EngineError`` with the codes `unknown_handler`, `unavailable`.
  @discardableResult
  public func resume(handler name: String, by actor: String) async throws(EngineError) -> HandlerState {
    try await set(false, name, actor)
  }

  private func set(_ isPaused: Bool, _ name: String, _ actor: String) async throws(EngineError) -> HandlerState {
    guard let state = try await ask(.set(isPaused: isPaused, handler: name, by: actor)).first else {
      throw Self.confused
    }
    return state
  }

  private func ask(_ wish: HandlersRequest.Wish) async throws(EngineError) -> [HandlerState] {
    let reply = await desk.ask { ticket in queue.push(.handlers(HandlersRequest(wish: wish, ticket: ticket))) }
    switch reply {
    case .handlers(let states): return states
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }
}
