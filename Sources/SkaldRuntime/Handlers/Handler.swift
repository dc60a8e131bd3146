public import SkaldCore

/// Carries out the calls of operations: a Swift closure, a service over HTTP, a script in a test.
public protocol Handler: Sendable {
  /// Makes one attempt and answers with what became of it. Canceled when the attempt is given up.
  func perform(_ call: HandlerCall) async -> CallResult
  /// Whether ``perform(_:)`` never waits for anything, so that it may run in place instead of in a task of its own.
  var isImmediate: Bool { get }
  /// Whether it reports by ``HandlerCall/pulse`` that a long call goes on.
  var reports: Bool { get }
  /// Whether it does its work in this process, so that its faults can bring the engine down.
  var runsInProcess: Bool { get }
}

extension Handler {
  /// A handler waits for the world unless it says otherwise.
  public var isImmediate: Bool { false }
  /// A handler answers and says nothing before unless it says otherwise.
  public var reports: Bool { false }
  /// A handler works in this process unless it says otherwise.
  public var runsInProcess: Bool { true }
}

/// One attempt of one call, as a handler sees it.
public struct HandlerCall: Sendable {
  /// The instance's public id.
  public var instance: String
  /// The saga's name.
  public var saga: String
  /// The step's name.
  public var step: String
  /// The instance's business key; nil where it has none.
  public var key: String?
  /// What is to be done.
  public var invocation: Invocation
  /// Where reports are counted; nil where the step has no `heartbeat`.
  public var pulse: Pulse?
  private let tokens: CallbackTokens?

  /// Makes a call.
  /// - Parameter tokens: What makes the token of a call that is answered later; nil where none can be.
  public init(
    instance: String, saga: String, step: String, key: String? = nil, invocation: Invocation,
    tokens: CallbackTokens? = nil
  ) {
    self.instance = instance
    self.saga = saga
    self.step = step
    self.key = key
    self.invocation = invocation
    self.tokens = tokens
  }

  /// What names this attempt to whoever answers it later; nil where nobody could take the answer.
  public var callbackToken: String? { tokens?.token(of: invocation.id, instance: instance) }
}
