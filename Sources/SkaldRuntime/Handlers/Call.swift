public import Logging
internal import SkaldCore
public import SkaldValue

/// What a Swift handler is told of its call, beside the arguments.
public struct Call: Sendable {
  private let call: HandlerCall
  private let baseLogger: Logger

  /// Makes the view of a call.
  public init(_ call: HandlerCall, logger: Logger) {
    self.call = call
    baseLogger = logger
  }

  /// The instance's public id.
  public var instance: String { call.instance }
  /// The saga's name.
  public var saga: String { call.saga }
  /// The step's name.
  public var step: String { call.step }
  /// The operation, `service.action`.
  public var operation: String { call.invocation.operation }
  /// The number of the attempt, from 1.
  public var attempt: Int { call.invocation.id.attempt }
  /// The key of the call, the same for every attempt: a second call under it must not take effect again.
  public var idempotencyKey: String { call.invocation.idempotencyKey }
  /// Counts the dispatches of the instance; a service may refuse a call that is older than one it has seen.
  public var fence: Int { call.invocation.fence }
  /// When the attempt is given up.
  public var deadline: Timestamp { call.invocation.deadline }
  /// Whether the call undoes a step.
  public var isUndo: Bool { call.invocation.id.phase == .undo }
  /// For an undo: whether it is known that the step took effect. Where it is not, there may be nothing to undo.
  public var isOutcomeKnown: Bool { call.invocation.isOutcomeKnown }

  /// What names this attempt when it is answered later: after ``Pending``, by `SagaEngine.complete`, in this process or
  /// another one. It is a secret between the engine and whoever does the work.
  public var callbackToken: String { call.callbackToken ?? "" }

  /// A logger that names saga, instance, step and attempt in every line.
  public var logger: Logger {
    var logger = baseLogger
    logger[metadataKey: "saga.name"] = "\(saga)"
    logger[metadataKey: "saga.id"] = "\(instance)"
    logger[metadataKey: "step.id"] = "\(step)"
    logger[metadataKey: "step.attempt"] = "\(attempt)"
    return logger
  }

  /// Reports that the work goes on, and learns whether it should: to be called between the parts of a long one.
  ///
  /// A step with a `heartbeat` is given up, and tried again, where a whole such time goes by without a report.
  /// - Throws: `CancellationError` once the attempt was given up.
  public func heartbeat() throws(CancellationError) {
    call.pulse?.beat()
    if Task.isCancelled { throw CancellationError() }
  }
}
