import SkaldCore
import SkaldRuntime

extension Kernel {
  /// Turns an instance to compensation, where the pivot allows it.
  func cancel(_ request: CancelRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: CancelRequest) throws(StoreError) -> Reply {
    let instance: LiveInstance
    switch try find(request.uid) {
    case .live(let found): instance = found
    case .ended(let status): return reply(forEnded: status)
    case .nowhere: return .refused(Self.unknown(request.uid))
    }
    switch instance.state.status {
    case .compensating: return .canceling(isNew: false)
    case .completed, .compensated, .failed, .terminated: return reply(forEnded: instance.state.status)
    case .scheduled, .running: break
    }
    let commands = try reduce(instance, .cancel(reason: request.reason, by: request.by))
    guard commands.contains(.record(.cancelRefused)) else {
      audit("cancel", of: request.uid, by: request.by, reason: request.reason)
      return .canceling(isNew: true)
    }
    return .refused(
      EngineError(code: .pastPivot, message: "the point of no return is passed or in doubt: the saga goes forward"))
  }

  private func reply(forEnded status: Status) -> Reply {
    switch status {
    case .compensated: .canceling(isNew: false)
    // One that is live is not found here where its definition cannot be read.
    case .scheduled, .running, .compensating, .completed, .failed, .terminated:
      .refused(Self.ended(as: status))
    }
  }
}
