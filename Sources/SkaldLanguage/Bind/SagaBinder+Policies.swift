import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// How long an attempt takes where nobody says.
  static let timeout = Milliseconds.seconds(30)

  /// The policy of a step's call.
  ///
  /// The saga's own `defaults.retry` speaks of the steps before the pivot; from there on a step is retried without
  /// end unless it says otherwise. An `optional` step is bounded wherever it stands: without an end its failure could
  /// never be ignored.
  mutating func policy(of call: CallStep, at position: Invoke.Position) -> BoundPolicy {
    let isBounded = position == .beforePivot || call.optional?.value == true
    let builtIn: RetryPolicy = isBounded ? .default : .forward
    let defaults = isBounded ? saga.syntax.defaults.retry : nil
    return policy(
      timeout: call.timeout, heartbeat: call.heartbeat?.value, retry: call.retry, defaults: defaults, builtIn: builtIn)
  }

  /// The policy of a call of an undo.
  mutating func policy(of undo: UndoCallSyntax) -> BoundPolicy {
    policy(
      timeout: undo.timeout, heartbeat: nil, retry: undo.retry, defaults: saga.syntax.defaults.undoRetry,
      builtIn: .undo)
  }

  private mutating func policy(
    timeout: Located<Milliseconds>?, heartbeat: Milliseconds?, retry: RetrySyntax?, defaults: RetrySyntax?,
    builtIn: RetryPolicy
  ) -> BoundPolicy {
    let (length, lengthOrigin) = self.timeout(timeout)
    var policy = builtIn
    var origin = BoundPolicy.Origin.builtIn
    if let written = retry ?? defaults {
      policy = self.retry(written, else: builtIn) ?? builtIn
      origin = retry == nil ? .defaults(written.range) : .written(written.range)
    }
    return BoundPolicy(
      timeout: length, timeoutOrigin: lengthOrigin, heartbeat: heartbeat, retry: policy, retryOrigin: origin)
  }

  private func timeout(_ written: Located<Milliseconds>?) -> (Milliseconds, BoundPolicy.Origin) {
    if let written { return (written.value, .written(written.range)) }
    if let written = saga.syntax.defaults.timeout { return (written.value, .defaults(written.range)) }
    return (Self.timeout, .builtIn)
  }

  /// How long the service of an operation remembers a key.
  func keyTTL(of operation: BoundOperation?) -> Milliseconds {
    operation?.keyTTL ?? saga.syntax.defaults.keyTTL?.value ?? .hours(24)
  }
}
