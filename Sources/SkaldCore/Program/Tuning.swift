public import SkaldValue

/// What may change for running instances without changing the definition.
public struct Tuning: Sendable, Hashable, Codable {
  /// The policies, by ``PolicyID``.
  public var policies: [CallPolicy]
  /// The time from the start to the first attempt of the pivot; nil for none.
  public var deadline: Milliseconds?
  /// How many calls at once the operations bear; nil where no contract says it of any.
  public var concurrency: [OperationConcurrency]?
  /// How long a start waits for entities that another instance holds; nil where every start is refused then.
  public var lockWaits: [LockWait]?
  /// The labels that instances get; nil where the definition has none.
  public var labels: [Label]?

  /// Makes tuning.
  public init(
    policies: [CallPolicy] = [], deadline: Milliseconds? = nil, concurrency: [OperationConcurrency]? = nil,
    lockWaits: [LockWait]? = nil, labels: [Label]? = nil
  ) {
    self.labels = labels
    self.lockWaits = lockWaits
    self.policies = policies
    self.deadline = deadline
    self.concurrency = concurrency
  }

  /// What holds for instances that live: labels are given once, with the start.
  public var ofLiveInstances: Tuning {
    var tuning = self
    tuning.labels = nil
    return tuning
  }

  /// How many calls at once an operation bears; nil where its contract does not say.
  public func concurrency(of operation: OperationID) -> Int? {
    concurrency?.first { $0.operation == operation }?.calls
  }
}

/// How long a start waits for an entity that another instance holds.
public struct LockWait: Sendable, Hashable, Codable {
  /// The entity's name.
  public var entity: String
  /// How long.
  public var length: Milliseconds

  /// Makes the statement.
  public init(_ entity: String, _ length: Milliseconds) {
    self.entity = entity
    self.length = length
  }
}

/// How many calls of an operation its service bears at once, as the contract says.
public struct OperationConcurrency: Sendable, Hashable, Codable {
  /// The operation.
  public var operation: OperationID
  /// How many.
  public var calls: Int

  /// Makes the statement.
  public init(_ operation: OperationID, _ calls: Int) {
    self.operation = operation
    self.calls = calls
  }
}

/// How long a call may take and how it is retried.
public struct CallPolicy: Sendable, Hashable, Codable {
  /// How long one attempt (or a wait) may take.
  public var timeout: Milliseconds
  /// How often a pending call must report that it goes on; nil where it need not.
  public var heartbeat: Milliseconds?
  /// How it is retried.
  public var retry: RetryPolicy

  /// Makes a policy.
  public init(timeout: Milliseconds, heartbeat: Milliseconds? = nil, retry: RetryPolicy = .default) {
    self.timeout = timeout
    self.heartbeat = heartbeat
    self.retry = retry
  }
}

/// How a call is retried: exponential back-off with a cap.
public struct RetryPolicy: Sendable, Hashable, Codable {
  /// How many attempts, the first one included; nil for no limit.
  public var attempts: Int?
  /// The first wait.
  public var wait: Milliseconds
  /// By how much each wait is longer than the one before.
  public var factor: Double
  /// The longest wait.
  public var max: Milliseconds
  /// Whether each wait is multiplied by a number in [0, 1), made from instance, step and attempt.
  public var hasJitter: Bool

  /// Makes a policy.
  public init(attempts: Int?, wait: Milliseconds, factor: Double, max: Milliseconds, hasJitter: Bool) {
    self.attempts = attempts
    self.wait = wait
    self.factor = factor
    self.max = max
    self.hasJitter = hasJitter
  }

  /// Three attempts from one second on, at most thirty seconds apart: of steps before the pivot.
  public static let `default` = RetryPolicy(
    attempts: 3, wait: .seconds(1), factor: 2, max: .seconds(30), hasJitter: true)
  /// Without limit, from one second on: of the pivot and the steps after it.
  public static let forward = RetryPolicy(
    attempts: nil, wait: .seconds(1), factor: 2, max: .seconds(30), hasJitter: true)
  /// Without limit, at most fifteen minutes apart: of an undo.
  public static let undo = RetryPolicy(
    attempts: nil, wait: .seconds(1), factor: 2, max: .minutes(15), hasJitter: true)

  /// The longest that wait number `number` (from 1) may be, before jitter.
  public func waitMax(_ number: Int) -> Milliseconds {
    var length = Double(wait.count)
    for _ in 1..<Swift.max(number, 1) {
      length *= factor
      if length >= Double(max.count) { return max }
    }
    return Milliseconds(Int64(min(length, Double(max.count))))
  }

  /// The wait number `number` (from 1); `jitter` is a number in [0, 1).
  public func wait(_ number: Int, jitter: Double) -> Milliseconds {
    let longest = waitMax(number)
    return hasJitter ? Milliseconds(Int64(Double(longest.count) * jitter)) : longest
  }
}
