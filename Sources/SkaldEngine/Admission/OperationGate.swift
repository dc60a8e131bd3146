import SkaldCore
import SkaldRuntime
import SkaldValue

/// An operation in front of its service. The owner's alone.
final class OperationGate {
  let gate: Gate
  unowned let service: ServiceGate
  /// Whether a call may begin without a further look: kept up to date by the service, for the sake of the many
  /// operations that nothing limits.
  fileprivate(set) var isFree = false

  init(_ gate: Gate, of service: ServiceGate) {
    self.gate = gate
    self.service = service
    service.add(self)
  }

  /// What a call needs for itself; nil for nothing.
  func lock(for call: HandlerCall) -> CallLock? {
    let gate = gate.limit?.per == nil ? service.gate : gate
    guard let key = gate.limit?.per else { return nil }
    switch key.kind {
    case .businessKey: return CallLock(gate: gate, value: call.key.map { "k\($0)" } ?? "i\(call.instance)")
    case .argument(let name):
      return call.invocation.arguments[name].map { CallLock(gate: gate, value: $0.text) }
    }
  }

  /// Why a call could not begin before its time limit.
  var reason: String {
    for gate in [gate, service.gate] where gate.isPaused { return "\(gate.name) was paused until the time limit" }
    if service.isDead { return "\(service.gate.name) did not answer other calls until the time limit" }
    let name = gate.limit?.isOpen == false ? gate.name : service.gate.name
    return "no room at \(name) within the time limit"
  }
}

extension ServiceGate {
  /// Notes which of its operations need no further look.
  func refresh() {
    let isFree = isFree
    for operation in operations { operation.isFree = isFree && operation.gate.isFree }
  }
}
