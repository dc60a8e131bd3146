import SkaldCore
import SkaldRuntime
import SkaldValue

/// Which call of which instance.
struct CallName: Hashable {
  let instance: InstanceID
  let call: CallID
}

/// A call that waits for its turn.
final class WaitingCall: Queued {
  let name: CallName
  let call: HandlerCall
  let operation: OperationGate
  /// What it needs for itself while it is under way; nil where it needs nothing.
  let lock: CallLock?
  /// The order of arrival, for calls of one instance.
  private let number: Int
  /// Whether it does not wait any more.
  var isGone = false

  init(_ name: CallName, _ call: HandlerCall, _ operation: OperationGate, number: Int) {
    self.name = name
    self.call = call
    self.operation = operation
    self.number = number
    lock = operation.lock(for: call)
  }

  /// Whether it goes before what moves forward: an undo gives back what others wait for, and so, often, does a check.
  var isUrgent: Bool { call.invocation.id.phase != .action }

  /// Urgent ones first, then those of the instance that is older.
  static func < (left: WaitingCall, right: WaitingCall) -> Bool {
    if left.isUrgent != right.isUrgent { return left.isUrgent }
    return (left.name.instance, left.number) < (right.name.instance, right.number)
  }

  static func == (left: WaitingCall, right: WaitingCall) -> Bool { left === right }
}

/// A value that one call at a time may have under way.
struct CallLock {
  let gate: Gate
  let value: String
}

/// When a waiting call is given up.
struct WaitingLimit: Queued {
  let call: WaitingCall

  var deadline: Timestamp { call.call.invocation.deadline }
  var isGone: Bool { call.isGone }

  static func < (left: WaitingLimit, right: WaitingLimit) -> Bool { left.deadline < right.deadline }
}
