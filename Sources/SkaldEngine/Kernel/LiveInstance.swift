import SkaldCore
import SkaldRuntime
import SkaldValue

/// A live instance whose state is in memory.
final class LiveInstance {
  let id: InstanceID
  var definition: Definition
  /// The definition that the store's row names: another one while the running batch changes it.
  var stored: Definition
  var state: SagaState
  /// The number of its last journal row.
  var sequence: Int64
  /// Its earliest entry in the timer heap; nil where it has none.
  var timerEntry: Timestamp?
  /// What the store's row says; nil where there is none yet.
  var standing: Standing?
  /// The status as which it is counted; nil before its first commit.
  var counted: Status?
  /// Whether the running batch made it.
  var isNew = false
  /// The hash of its input.
  let inputHash: Int64
  /// Whether the running batch changed it.
  var isTouched = false
  /// The entities that it holds, by their places in its state.
  var locks: [(place: Int, name: EntityName)] = []
  /// How many of its entities were looked at.
  var entitiesSeen = 0

  init(id: InstanceID, definition: Definition, state: SagaState, sequence: Int64, inputHash: Int64) {
    self.id = id
    self.definition = definition
    stored = definition
    self.state = state
    self.sequence = sequence
    self.inputHash = inputHash
  }

  /// By what events find it.
  var correlations: [Correlation] {
    definition.correlationHashes(input: state.start.input).map { Correlation(hash: $0, instance: id) }
  }

  /// The change of the definition is durable: it is counted with the new one from here on.
  func settleDefinition() {
    stored.tally.leave(counted)
    counted = nil
    stored = definition
  }

  /// Lends the state where it lies. To hand the property to a function copies it first, which retains all that it
  /// holds.
  func withState<Result>(_ body: (inout SagaState) -> Result) -> Result { body(&state) }

  /// When its next timer is due, and what the store's row should say.
  func look() -> (nextDue: Timestamp?, standing: Standing) {
    withState { definition.look(at: $0) }
  }

  /// The row for the store.
  func row(_ standing: Standing) -> InstanceRow {
    InstanceRow(
      id: id, definition: definition.id, saga: definition.name, key: state.start.key, inputHash: inputHash,
      status: standing.status, isStuck: standing.isStuck, startedAt: state.startedAt, updatedAt: state.updatedAt,
      rest: standing.rest, isFailing: standing.isFailing, step: standing.step, code: standing.code,
      isPaused: standing.isPaused)
  }
}

/// A live instance whose state is in the store alone: it is loaded when something happens to it.
struct Slot {
  /// The place of its definition.
  var definition: Int32
  /// Its earliest entry in the timer heap; `Int64.max` where it has none.
  var timerEntry: Int64
}

/// The hash by which a repeated start is told from a conflicting one.
func hashOfInput(_ input: JSON) -> Int64 {
  var hash = StableHash()
  hash.update(input.canonical)
  return Int64(bitPattern: hash.value)
}
