import SkaldCore
import SkaldRuntime
import SkaldValue

extension HandlerCall {
  /// A call as the engine would make it, to be varied by a test.
  static func sample(
    operation: String = "payment.charge", arguments: JSON = ["amount": 100], phase: Phase = .action,
    key: String = "sk1:01J:charge.0:a", deadline: Timestamp = SystemTime().now() + .minutes(10),
    isOutcomeKnown: Bool = true
  ) -> HandlerCall {
    HandlerCall(
      instance: "01J", saga: "place-order", step: "charge",
      invocation: Invocation(
        id: CallID(RecordID(StepID(0)), phase: phase, attempt: 2), operation: operation, arguments: arguments,
        idempotencyKey: key, fence: 7, deadline: deadline, isOutcomeKnown: isOutcomeKnown))
  }
}
