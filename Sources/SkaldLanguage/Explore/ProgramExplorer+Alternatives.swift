import SkaldCore

extension ProgramExplorer.Situation {
  /// Notes the failure that leads into an alternative, where that ends with it.
  mutating func note(caught code: String?, at target: NodeID, _ explorer: ProgramExplorer) {
    guard let code, explorer.turningBack.contains(target) else { return }
    caught[explorer.regions.fork(of: target)?.region] = code
  }
}

extension SagaProgram {
  /// Whether the steps from a node on end with the failure that led there.
  func failsAgain(from first: NodeID) -> Bool {
    var node: NodeID? = first
    while let id = node {
      switch self.node(id).instruction {
      case .fail(.again): return true
      case .branch(let branch): node = branch.otherwise
      case .invoke, .wait, .sleep, .set, .emit, .fork, .join, .finish, .fail(.raise): node = self.node(id).next
      }
    }
    return false
  }
}

extension Node {
  /// The alternatives for failures.
  var catches: [Catch] {
    switch instruction {
    case .invoke(let invoke): invoke.catches
    case .wait(let wait): wait.catches
    case .fork(let fork): fork.catches
    case .sleep, .set, .emit, .branch, .join, .finish, .fail: []
    }
  }
}
