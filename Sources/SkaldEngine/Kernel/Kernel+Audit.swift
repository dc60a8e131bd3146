import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Keeps with the running batch that somebody did something.
  func audit(_ action: String, of target: String, by actor: String, reason: String = "", detail: JSON = .null) {
    batch.audit.append(
      AuditEntry(at: now, actor: actor, action: action, target: target, reason: reason, detail: detail))
  }

  /// Keeps that a handler was held back, or let go on: what the owner has done already, where there is one of that name.
  func audit(_ request: HandlersRequest) {
    guard case .set(let isPaused, let name, let actor) = request.wish,
      definitions.contains(where: { $0.program.calls(name) })
    else { return }
    audit(isPaused ? "pause-handler" : "resume-handler", of: name, by: actor)
  }
}

extension SagaProgram {
  /// Whether it calls a service, or an operation, of that name.
  fileprivate func calls(_ name: String) -> Bool {
    operations.contains { $0.name == name || $0.name.hasPrefix("\(name).") }
  }
}
