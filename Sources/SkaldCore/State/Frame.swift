import SkaldValue

/// A part of an instance that stands at one place: the saga itself, a branch, a round, a scope, a sub-saga.
public struct Frame: Sendable, Hashable {
  /// Which way it goes.
  public enum Phase: String, Sendable, Hashable {
    /// Forward.
    case running
    /// It came to its end.
    case ended
    /// What it did is being undone.
    case undoing
    /// What it did is undone.
    case undone
  }

  /// Which way it goes.
  public internal(set) var phase = Phase.running
  /// The node that is executed; nil once the forward part is over.
  public internal(set) var position: NodeID?
  /// The record of the fork that began it; nil for the saga itself.
  public internal(set) var owner: RecordID?
  /// The frame of that fork.
  var parent = 0
  /// The records of its steps.
  var block = 0
  /// The calls and forks in the order in which they began; undo goes backwards.
  var trail: [RecordID] = []
  /// The failure that led into the alternative that runs now (`error` in expressions).
  var caught: Failure?
  /// Why it is undone; nil where it is not, or with the whole saga.
  var failure: Failure?
  /// Where the frame around it goes on once this one is undone; nil where it does not wait for that.
  var alternative: NodeID?
  /// The item; nil outside of `each`.
  var item: JSON?
  /// The number of the item or the round, from 0; nil outside of loops.
  var index: Int?
  /// The sub-saga that it runs; nil where it runs a part of one.
  var subSaga: SubSagaState?
}

/// A sub-saga that runs.
struct SubSagaState: Sendable, Hashable {
  /// Which one.
  let id: SubSagaID
  /// Its input.
  let input: JSON
  /// Its business key; nil where it has none.
  var key: String?
  /// When it began.
  let startedAt: Timestamp
  /// The places of its entities in ``SagaState/entities``, in the order of its uses.
  var entities: [Int] = []
  /// Whether its deadline has come.
  var isDeadlineOver = false
}

/// What is known of a fork that began.
struct ForkState: Sendable, Hashable {
  /// The frames that it began and that are kept, in order.
  var frames: [Int] = []
  /// How many it began.
  var begun = 0
  /// The items of a list.
  var items: [JSON] = []
  /// What tells the items from each other.
  var labels: [String] = []
}
