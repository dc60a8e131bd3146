import JSONSchema
import SkaldValue

/// Two versions of a saga, and which instances of the first can go on by the second.
///
/// Only what an instance has not reached may differ. What it reached keeps its place, its kind, its undo and the shape of
/// its result, so that everything that is still to be done for it is the same in both.
public struct Migration: Sendable {
  /// The version that instances follow.
  public let old: SagaProgram
  /// The version that they are to follow.
  public let new: SagaProgram
  private let changes: [StepChange]

  /// Compares two versions; asking about instances is cheap then.
  public init(from old: SagaProgram, to new: SagaProgram) {
    self.old = old
    self.new = new
    changes = old.steps.indices.map { StepChange(StepID($0), old, new) }
  }

  /// Why an instance cannot follow the new version as it stands now; nil where it can.
  public func obstacle(for state: SagaState) -> String? {
    guard !state.status.isTerminal else { return "it has ended as \(state.status.rawValue)" }
    // It has reached nothing: whatever it does, it does by the new version.
    if state.status == .scheduled { return inputObstacle(state) }
    guard state.status == .running,
      !state.frames.contains(where: { $0.phase == .undoing || $0.alternative != nil })
    else { return "it is being undone, which goes on by the version that it began with" }
    return inputObstacle(state) ?? entityObstacle(state) ?? stepObstacle(state) ?? wayObstacle(state)
  }

  private func inputObstacle(_ state: SagaState) -> String? {
    if let violation = new.input.violations(of: state.start.input).first {
      return "its input does not fit: \(violation.path): \(violation.message)"
    }
    guard old.key != new.key else { return nil }
    let key = try? new.businessKey(input: state.start.input)
    return key == state.start.key ? nil : "it would have another key"
  }

  private func entityObstacle(_ state: SagaState) -> String? {
    for entered in state.entities {
      let before = old.entities[entered.entity.index]
      guard let after = new.entities.first(where: { $0.name == before.name }),
        after.states.contains(where: { $0.name == entered.state })
      else { return "its `\(before.name)` is in \(entered.state), which is no state any more" }
      let (kept, other) = (before.keptStates, after.keptStates)
      guard before.id == after.id, before.initial == after.initial, before.locked == after.locked,
        [entered.state, before.initial].allSatisfy({ kept.contains($0) == other.contains($0) })
      else { return "which `\(before.name)` it moves, or when that is locked, changed" }
    }
    let names = state.entities.map { old.entities[$0.entity.index].name }
    guard let other = new.entities.first(where: { $0.id != nil && !names.contains($0.name) }) else { return nil }
    return "it has not entered `\(other.name)`"
  }

  private func stepObstacle(_ state: SagaState) -> String? {
    for id in state.recordIDs where state[id].startedAt != nil {
      let record = state[id]
      let change = changes[id.step.index]
      let found =
        record.isOver
        ? change.obstacle(toEnded: record) : change.obstacle(toOpen: record, isBegun: state.isBegun(id, old))
      if let found { return found }
    }
    return nil
  }
}

extension StepState {
  /// Whether nothing more happens to it on the way forward.
  fileprivate var isOver: Bool {
    switch status {
    case .succeeded, .failed, .unknown, .skipped, .canceled: true
    case .idle, .ready, .running, .waiting, .backoff, .checking, .blocked: false
    }
  }
}

extension SagaState {
  /// Every record there is.
  fileprivate var recordIDs: [RecordID] {
    var found = steps.indices.map { RecordID(StepID($0)) }
    for (number, block) in blocks.enumerated() {
      found += block.records.indices.map { RecordID(StepID(block.first + $0), block: number + 1) }
    }
    return found
  }

  /// Whether something of a step was done that another content would make untrue.
  fileprivate func isBegun(_ id: RecordID, _ program: SagaProgram) -> Bool {
    guard let node = self[id].node, case .invoke = program.node(node).instruction else { return true }
    return self[id].action.attempts > 0 || edit(of: id) != nil || frames[self[id].frame].trail.contains(id)
  }
}
