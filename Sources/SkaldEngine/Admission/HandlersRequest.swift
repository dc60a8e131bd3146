/// A wish to see handlers, or to hold one back.
package struct HandlersRequest: Sendable {
  /// What is asked for.
  package enum Wish: Sendable {
    /// All of them.
    case look
    /// The calls of one shall wait, or go on; with whoever wishes that.
    case set(isPaused: Bool, handler: String, by: String)
  }

  /// What is asked for.
  package var wish: Wish
  /// Who waits for the reply.
  package var ticket: Ticket
}

extension Admission {
  /// Does what is asked for.
  func answer(_ request: HandlersRequest) -> Reply {
    switch request.wish {
    case .look: return .handlers(states)
    case .set(let isPaused, let name, _):
      guard set(isPaused: isPaused, name) else {
        return .refused(EngineError(code: .unknownHandler, message: "no saga calls a handler `\(name)`"))
      }
      return .handlers(states.filter { $0.name == name })
    }
  }
}
