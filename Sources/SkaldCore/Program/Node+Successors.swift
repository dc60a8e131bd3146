extension Node {
  /// The nodes that may follow within the same region.
  public var successors: [NodeID] {
    let next = next.map { [$0] } ?? []
    switch instruction {
    case .invoke(let invoke): return next + invoke.catches.map { $0.target }
    case .wait(let wait): return next + wait.catches.map { $0.target }
    case .fork(let fork): return next + fork.catches.map { $0.target }
    case .branch(let branch): return next + branch.cases.map { $0.target } + [branch.otherwise]
    case .sleep, .set, .emit, .join, .finish, .fail: return next
    }
  }
}
