extension Transition {
  /// The failure with which an alternative turns back: the one that led into it, not one that was caught inside of it.
  /// - Parameter node: The end of the alternative.
  func failure(turningBackAt node: NodeID, in frame: Int) -> Failure? {
    for place in program.nodes.indices where leads(NodeID(place), to: node) {
      guard let step = program.nodes[place].instruction.step else { continue }
      let id = state.record(of: step, from: state.frames[frame].block)
      if state[id].status == .failed, let error = state[id].error { return error }
    }
    return caught(in: frame)
  }

  /// Whether a node has an alternative that ends at another one. What follows the node does not lead there, in contrast
  /// to what follows a node inside the alternative.
  private func leads(_ first: NodeID, to end: NodeID) -> Bool {
    let node = program.node(first)
    let catches =
      switch node.instruction {
      case .invoke(let invoke): invoke.catches
      case .wait(let wait): wait.catches
      case .fork(let fork): fork.catches
      case .branch, .sleep, .set, .emit, .join, .finish, .fail: [Catch]()
      }
    guard catches.contains(where: { isAhead(end, of: $0.target) }) else { return false }
    return node.next.map { !isAhead(end, of: $0) } ?? true
  }

  /// Whether a node lies ahead of another, or is the same, alternatives left aside.
  private func isAhead(_ end: NodeID, of first: NodeID) -> Bool {
    var seen = [Bool](repeating: false, count: program.nodes.count)
    var waiting = [first]
    while let id = waiting.popLast() {
      guard id != end else { return true }
      guard !seen[id.index] else { continue }
      seen[id.index] = true
      let node = program.node(id)
      if let next = node.next { waiting.append(next) }
      if case .branch(let branch) = node.instruction {
        waiting += branch.cases.map { $0.target } + [branch.otherwise]
      }
    }
    return false
  }
}
