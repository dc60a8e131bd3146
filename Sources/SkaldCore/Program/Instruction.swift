public import JSONSchema
import SkaldValue

/// One node of the state graph: an instruction and, where it goes on, the node that follows.
public struct Node: Sendable, Hashable, Codable {
  /// What is done here.
  public var instruction: Instruction
  /// What follows; nil where the instruction ends the instance or names its successors itself.
  public var next: NodeID?

  /// Makes a node.
  public init(_ instruction: Instruction, next: NodeID? = nil) {
    self.instruction = instruction
    self.next = next
  }
}

/// The closed set of instructions; new syntax lowers to these.
public enum Instruction: Sendable, Hashable, Codable {
  /// Calls a service.
  case invoke(Invoke)
  /// Waits for a correlated event.
  case wait(Wait)
  /// Sleeps until a point in time.
  case sleep(Sleep)
  /// Computes named values; each is a step of its own. The shape is there where JSON has the value as one of another
  /// type, such as a time as text.
  case set(step: StepID, value: Template, schema: Schema? = nil)
  /// Writes an event to the outbox.
  case emit(step: StepID, emission: Emission)
  /// Goes on at the first case whose condition holds.
  case branch(Branch)
  /// Runs branches, a loop, a scope or a sub-saga.
  case fork(Fork)
  /// The end of a region.
  case join
  /// Ends the instance as completed.
  case finish
  /// Ends the forward part with a business failure: the instance compensates.
  case fail(Failing)
}

/// A call of a service.
public struct Invoke: Sendable, Hashable, Codable {
  /// What to do when the outcome stays unknown.
  public enum OnUnknown: String, Sendable, Hashable, Codable {
    /// Undo the saga, this step included.
    case compensate
    /// Go on retrying without end.
    case retry
    /// Tell an operator.
    case alert
  }

  /// How a step relates to the point of no return.
  public enum Position: String, Sendable, Hashable, Codable {
    /// The saga can still be undone.
    case beforePivot
    /// This step is the point of no return.
    case pivot
    /// The saga can only go forward.
    case afterPivot
  }

  /// The step.
  public var step: StepID
  /// The operation, its arguments and its policy.
  public var call: CallPlan
  /// A custom idempotency key of the action.
  public var idempotencyKey: Template?
  /// Moves in the commit that dispatches the first attempt.
  public var dispatched: [EntityMove]
  /// Moves in the commit that accepts the result.
  public var succeeded: [EntityMove]
  /// Events in the commit that accepts the result.
  public var emissions: [Emission]
  /// The calls that undo it, in order; empty where it needs none.
  public var undo: [UndoPlan]
  /// How it relates to the point of no return.
  public var position: Position
  /// Whether a failure is recorded and ignored.
  public var isOptional: Bool
  /// The operation that tells what became of an unknown call.
  public var check: CallPlan?
  /// What to do when the outcome stays unknown.
  public var onUnknown: OnUnknown
  /// Alternatives by refusal code, in order.
  public var catches: [Catch]

  /// Makes a call of a service.
  public init(
    step: StepID, call: CallPlan, idempotencyKey: Template? = nil, dispatched: [EntityMove] = [],
    succeeded: [EntityMove] = [], emissions: [Emission] = [], undo: [UndoPlan] = [],
    position: Position = .beforePivot, isOptional: Bool = false, check: CallPlan? = nil,
    onUnknown: OnUnknown = .compensate, catches: [Catch] = []
  ) {
    self.step = step
    self.call = call
    self.idempotencyKey = idempotencyKey
    self.dispatched = dispatched
    self.succeeded = succeeded
    self.emissions = emissions
    self.undo = undo
    self.position = position
    self.isOptional = isOptional
    self.check = check
    self.onUnknown = onUnknown
    self.catches = catches
  }
}

/// An operation with its arguments and its policy.
public struct CallPlan: Sendable, Hashable, Codable {
  /// The operation.
  public var operation: OperationID
  /// The arguments.
  public let arguments: Template
  /// The policy of retry and time.
  public var policy: PolicyID
  /// Whether an argument needs a secret: known beforehand, since nearly no call has one.
  let needsSecrets: Bool

  /// Makes a plan.
  public init(operation: OperationID, arguments: Template, policy: PolicyID) {
    self.operation = operation
    self.arguments = arguments
    self.policy = policy
    needsSecrets = arguments.needsSecrets
  }

  private enum CodingKeys: String, CodingKey {
    case operation, arguments, policy
  }

  /// Decodes a plan.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      operation: try container.decode(OperationID.self, forKey: .operation),
      arguments: try container.decode(Template.self, forKey: .arguments),
      policy: try container.decode(PolicyID.self, forKey: .policy))
  }
}

/// One call of an undo, and the events in the commit that accepts its result.
public struct UndoPlan: Sendable, Hashable, Codable {
  /// The call.
  public var call: CallPlan
  /// The events.
  public var emissions: [Emission]
  /// Makes a plan.
  public init(call: CallPlan, emissions: [Emission] = []) {
    self.call = call
    self.emissions = emissions
  }
}

/// An alternative for a refusal.
public struct Catch: Sendable, Hashable, Codable {
  /// The refusal code; nil catches every code.
  public var code: String?
  /// Where the alternative begins. Its last node leads on, or fails again.
  public var target: NodeID
  /// Makes an alternative.
  public init(code: String?, target: NodeID) {
    self.code = code
    self.target = target
  }
}

/// A durable timer.
public struct Sleep: Sendable, Hashable, Codable {
  /// The step.
  public var step: StepID
  /// A duration (text such as `10m`, or CEL's `600s`) or a timestamp.
  public var until: Template
  /// Makes a timer.
  public init(step: StepID, until: Template) {
    self.step = step
    self.until = until
  }
}

/// A choice.
public struct Branch: Sendable, Hashable, Codable {
  /// A condition and where it leads.
  public struct Case: Sendable, Hashable, Codable {
    /// The condition.
    public var condition: ProgramExpression
    /// Where it leads.
    public var target: NodeID
    /// Makes a case.
    public init(condition: ProgramExpression, target: NodeID) {
      self.condition = condition
      self.target = target
    }
  }

  /// The cases in their order.
  public var cases: [Case]
  /// Where it leads when no condition holds.
  public var otherwise: NodeID
  /// The step that is recorded as skipped when ``otherwise`` is taken (`if` on a step); nil for `choose`.
  public var skipped: StepID?
  /// Makes a choice.
  public init(cases: [Case], otherwise: NodeID, skipped: StepID? = nil) {
    self.cases = cases
    self.otherwise = otherwise
    self.skipped = skipped
  }
}

/// A business failure.
public enum Failing: Sendable, Hashable, Codable {
  /// With a code of its own and a message.
  case raise(code: String, message: Template?, step: StepID)
  /// With the failure that led into the alternative (`then: compensate`).
  case again
}
