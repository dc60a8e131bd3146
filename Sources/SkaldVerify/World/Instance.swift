import SkaldCore
import SkaldValue

/// An instance as a world holds it. Worlds share it until it changes: most moves of most worlds are only looked at.
///
/// A state and a program hold some twenty references each. What is asked of them all the time is asked here, where they
/// are lent; to take them out is to copy them.
final class Instance: Sendable, Equatable {
  /// What it is an instance of.
  private let part: Part
  /// What the engine knows of it.
  let state: SagaState

  init(_ state: SagaState, of part: Part) {
    self.state = state
    self.part = part
  }

  static func == (left: Instance, right: Instance) -> Bool { left === right || left.state == right.state }

  var status: Status { state.status }
  var isStuck: Bool { state.isStuck }
  var timers: [(timer: TimerID, due: Timestamp)] { state.timers(part.program) }
  var openWaits: [RecordID] { state.openWaits(part.program) }
  var stuckRecords: [RecordID] { state.stuckRecords(part.program) }
  var roundsMost: Int { state.roundsMost(part.program) }

  func has(_ id: RecordID) -> Bool { state.has(id) }
  func node(of id: RecordID) -> NodeID? { state.node(of: id) }
  func question(_ id: RecordID) -> Wait.Question? { state.question(id, part.program) }
  func isTurnedBack(_ id: RecordID) -> Bool { state.isTurnedBack(id) }
  /// Until when a call that was given up may still land.
  func quietAt(_ id: RecordID) -> Timestamp? { state[id].quietAt }
  /// The effect of a record's undo.
  func undo(of id: RecordID) -> UndoStatus { state[id].undo }

  /// Feeds what tells it from others.
  func mark(at now: Timestamp, into hasher: inout Hasher) {
    state.mark(isParticipant: part.isParticipant, at: now, into: &hasher)
  }
  func mark(_ id: RecordID, into hasher: inout Hasher) { state.mark(id, into: &hasher) }

  /// Whether an attempt is the last one of its call.
  func isLatest(_ id: CallID) -> Bool {
    guard has(id.record) else { return false }
    switch id.phase {
    case .action: return state[id.record].action.attempts == id.attempt
    case .undo: return state[id.record].undoing.attempts == id.attempt
    case .check: return state[id.record].checking.attempts == id.attempt
    }
  }

  /// Whether a call goes on.
  func isOpen(_ id: RecordID, _ phase: Phase) -> Bool {
    guard has(id), !status.isTerminal else { return false }
    switch phase {
    case .action: return state[id].action.progress != .idle
    case .undo: return state[id].undoing.progress != .idle
    case .check: return state[id].checking.progress != .idle
    }
  }

  /// Whether no answer of a step's action makes a difference any more: it has its result, or is undone.
  func isSettled(_ id: RecordID) -> Bool {
    guard isTurnedBack(id) else { return [.succeeded, .failed, .skipped].contains(state[id].status) }
    switch state[id].undo {
    case .none, .notNeeded, .done, .forced: return true
    case .armed, .queued, .running, .backoff, .blocked, .abandoned: return false
    }
  }
}
