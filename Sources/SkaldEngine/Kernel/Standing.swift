import SkaldCore
import SkaldRuntime
import SkaldValue

/// What the store's row says of where an instance stands; it is written again when this changes.
struct Standing: Equatable {
  var status: Status
  var isStuck: Bool
  var isPaused: Bool
  var rest: InstanceRow.Rest?
  var isFailing: Bool
  var step: String?
  var code: String?

  /// What the row should say. The step stands there only where somebody may look for it: to follow every call would cost
  /// a row with each.
  init(of state: SagaState, _ program: SagaProgram, nextDue: Timestamp?) {
    let stand = state.stand(program)
    status = state.status
    isStuck = state.isStuck
    isPaused = state.isPaused && !state.status.isTerminal
    rest = !state.status.isTerminal && state.isAtRest ? InstanceRow.Rest(wake: nextDue) : nil
    isFailing = stand.isFailing
    code = stand.code
    if rest != nil || isFailing || isStuck || isPaused { step = stand.record.map { state.title(of: $0, program) } }
  }

  /// What a row says.
  init(of row: InstanceRow) {
    status = row.status
    isStuck = row.isStuck
    isPaused = row.isPaused
    rest = row.rest
    isFailing = row.isFailing
    step = row.step
    code = row.code
  }
}
