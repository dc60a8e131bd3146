/// The new version must lead to where an instance stands over nothing but steps that it has run: what lies on the way and
/// was never run would be missing for ever.
extension Migration {
  func wayObstacle(_ state: SagaState) -> String? {
    for (index, frame) in state.frames.enumerated() where frame.phase == .running || frame.phase == .ended {
      guard let entry = entry(of: index, state) else { return "a part that it is in is gone" }
      if frame.phase == .ended {
        guard leads(from: entry, in: frame, state, to: { $0.isEnd }) else { return Self.missing }
        continue
      }
      // A loop between two rounds, and a part whose result could not be computed, stand nowhere.
      guard let position = frame.position, let step = old.node(position).instruction.step else {
        return "it stands at a choice or an end that could not be computed"
      }
      guard leads(from: entry, in: frame, state, to: { $0.step == step }) else { return Self.missing }
    }
    return nil
  }

  private static let missing = "the new version leads to where it stands over steps that it has not run"

  /// Where the part of a frame begins in the new version; nil where there is no such part.
  private func entry(of frame: Int, _ state: SagaState) -> NodeID? {
    guard let owner = state.frames[frame].owner else { return new.entry }
    guard let place = state[owner].fork, let number = state.forks[place].frames.firstIndex(of: frame) else {
      return nil
    }
    for case .fork(let fork) in new.nodes.map(\.instruction) where fork.step == owner.step {
      if case .branches(let regions, _) = fork.body {
        return regions.indices.contains(number) ? new.region(regions[number]).entry : nil
      }
      return fork.regions.first.map { new.region($0).entry }
    }
    return nil
  }

  /// Whether a way leads on from a node over steps that were run alone.
  private func leads(
    from entry: NodeID, in frame: Frame, _ state: SagaState, to isGoal: (Instruction) -> Bool
  ) -> Bool {
    var seen = new.nodes.map { _ in false }
    var open = [entry]
    while let id = open.popLast() {
      guard !seen[id.index] else { continue }
      seen[id.index] = true
      let node = new.node(id)
      if isGoal(node.instruction) { return true }
      if let step = node.instruction.step {
        guard wasRun(step, from: frame.block, state) else { continue }
      }
      open += node.successors
    }
    return false
  }

  /// Whether a step has a record that was reached; one that only the new version has was not.
  private func wasRun(_ step: StepID, from block: Int, _ state: SagaState) -> Bool {
    let id = state.record(of: step, from: block)
    return state.has(id) && state[id].startedAt != nil
  }
}

extension Instruction {
  /// Whether a part comes to its end with it.
  fileprivate var isEnd: Bool {
    switch self {
    case .join, .finish: true
    case .invoke, .wait, .sleep, .set, .emit, .branch, .fork, .fail: false
    }
  }
}
