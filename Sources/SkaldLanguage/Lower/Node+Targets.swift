import SkaldCore

extension Node {
  /// The node with other targets; nil where one of them has none.
  func mapped(_ target: (NodeID) -> NodeID?) -> Node? {
    var node = self
    if let next {
      guard let mapped = target(next) else { return nil }
      node.next = mapped
    }
    switch instruction {
    case .invoke(var invoke):
      guard let catches = Self.mapped(invoke.catches, target) else { return nil }
      invoke.catches = catches
      node.instruction = .invoke(invoke)
    case .wait(var wait):
      guard let catches = Self.mapped(wait.catches, target) else { return nil }
      wait.catches = catches
      node.instruction = .wait(wait)
    case .branch(var branch):
      guard let otherwise = target(branch.otherwise) else { return nil }
      branch.otherwise = otherwise
      for index in branch.cases.indices {
        guard let mapped = target(branch.cases[index].target) else { return nil }
        branch.cases[index].target = mapped
      }
      node.instruction = .branch(branch)
    case .fork(var fork):
      guard let catches = Self.mapped(fork.catches, target) else { return nil }
      fork.catches = catches
      node.instruction = .fork(fork)
    case .sleep, .set, .emit, .join, .finish, .fail: break
    }
    return node
  }

  private static func mapped(_ catches: [Catch], _ target: (NodeID) -> NodeID?) -> [Catch]? {
    var mapped: [Catch] = []
    for entry in catches {
      guard let id = target(entry.target) else { return nil }
      mapped.append(Catch(code: entry.code, target: id))
    }
    return mapped
  }
}
