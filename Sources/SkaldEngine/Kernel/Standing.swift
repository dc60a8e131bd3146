import SkaldCore
import SkaldRuntime
import SkaldValue

/// What the store's row says of where an instance stands; it is written again when this changes.
struct Standing: Equatable {
  var status: Status
  var isStuck: Bool
  var rest: InstanceRow.Rest?

  /// What the row should say.
  init(of state: SagaState, nextDue: Timestamp?) {
    status = state.status
    isStuck = state.isStuck
    rest = !state.status.isTerminal && state.isAtRest ? InstanceRow.Rest(wake: nextDue) : nil
  }

  /// What a row says.
  init(of row: InstanceRow) {
    status = row.status
    isStuck = row.isStuck
    rest = row.rest
  }
}
