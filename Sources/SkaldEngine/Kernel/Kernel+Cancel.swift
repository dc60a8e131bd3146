import SkaldCore
import SkaldRuntime

extension Kernel {
  /// Turns an instance to compensation, where the pivot allows it.
  func cancel(_ request: CancelRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: CancelRequest) throws(StoreError) -> Reply {
    guard let id = mint.instance(of: request.uid) else { return .refused(Self.unknown(request.uid)) }
    guard let instance = try instance(id) else { return try replyForEnded(id, request.uid) }
    guard instance.state.start.uid == request.uid else { return .refused(Self.unknown(request.uid)) }
    switch instance.state.status {
    case .compensating: return .canceling(isNew: false)
    case .completed, .compensated, .failed, .terminated: return reply(forEnded: instance.state.status)
    case .running: break
    }
    let commands = try reduce(instance, .cancel(reason: request.reason, by: request.by))
    guard commands.contains(.record(.cancelRefused)) else { return .canceling(isNew: true) }
    return .refused(
      EngineError(code: .pastPivot, message: "the point of no return is passed or in doubt: the saga goes forward"))
  }

  private func replyForEnded(_ id: InstanceID, _ uid: String) throws(StoreError) -> Reply {
    guard let row = try reader.instance(id), mint.uid(of: row.id, startedAt: row.startedAt) == uid else {
      return .refused(Self.unknown(uid))
    }
    return reply(forEnded: row.status)
  }

  private func reply(forEnded status: Status) -> Reply {
    switch status {
    case .compensated, .running, .compensating: .canceling(isNew: false)
    case .completed, .failed, .terminated:
      .refused(EngineError(code: .alreadyEnded, message: "the instance has ended as \(status.rawValue)"))
    }
  }

  static func unknown(_ uid: String) -> EngineError {
    EngineError(code: .unknownInstance, message: "there is no instance `\(uid)`")
  }
}
