public import SkaldCore
public import SkaldValue

extension SagaTest {
  /// What a run came to.
  public struct Result: Sendable {
    /// One attempt of one call.
    public struct Call: Sendable, Hashable {
      /// The operation, `service.action`.
      public let operation: String
      /// The step.
      public let step: String
      /// The number of the attempt, from 1.
      public let attempt: Int
      /// Whether it undoes the step.
      public let isUndo: Bool
      /// `ok`, `refused`, `failed`, `retryable`, `unknown`, `pending` or `blocked`.
      public let outcome: String
      /// The key of the call, the same for every attempt.
      public let idempotencyKey: String
    }

    /// One event that went out.
    public struct Emitted: Sendable, Hashable {
      /// The event's name.
      public let name: String
      /// Its data.
      public let data: JSON
    }

    /// Why a run is over.
    public enum End: Sendable, Hashable {
      /// The saga came to its end.
      case ended
      /// Only an operator, or an event that nobody sends, could bring it further.
      case stuck
      /// A day of virtual time went by.
      case outOfTime
    }

    /// Where the instance stands at the end.
    public let status: Status
    /// Why the run is over.
    public let end: End
    /// Why it was undone; nil where it was not.
    public let cause: Cause?
    /// The failure at fault; nil where there was none.
    public let failure: Failure?
    /// The result of a completed instance.
    public let output: JSON?
    /// The calls, one entry for each attempt, in order.
    public let calls: [Call]
    /// The states that entities went through, in order, by the entity's name.
    public let states: [String: [String]]
    /// The events that went out, in order.
    public let emits: [Emitted]
    /// What waits for an operator, or what one should know of.
    public let incidents: [Incident]
    /// How many transactions were committed: as many places for a crash as there are.
    public let commits: Int
    /// The whole as `skald run --format json` prints it.
    public let json: JSON
  }
}
