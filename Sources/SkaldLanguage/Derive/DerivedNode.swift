/// A part of a saga as the way back through it is found.
indirect enum DerivedNode {
  /// A call that may be refused, with its undo.
  case call(BoundStep, BoundCall, refused: Int?)
  /// One of several ways, of which each flow takes one.
  case choice([Way])
  /// Ways that every flow takes side by side.
  case fork([Way])
  /// A business failure: the flow turns back here.
  case failure(Int)

  /// One way through a part.
  struct Way {
    /// What it is called.
    let name: String
    let nodes: [DerivedNode]
    /// What tells that it is done; empty where it never is.
    let done: DerivedTrigger
    /// Who works on it.
    let participant: String
  }

  /// Whether something in it is undone when the flow turns back later.
  var hasUndo: Bool {
    switch self {
    case .call(_, let call, _): !call.undo.calls.isEmpty
    case .choice(let ways), .fork(let ways): ways.contains { $0.hasUndo }
    case .failure: false
    }
  }

  /// Whether the flow can turn back in it.
  var mayFail: Bool {
    switch self {
    case .call(_, _, let refused): refused != nil
    case .choice(let ways), .fork(let ways): ways.contains { $0.mayFail }
    case .failure: true
    }
  }
}

extension DerivedNode.Way {
  var hasUndo: Bool { nodes.contains { $0.hasUndo } }
  var mayFail: Bool { nodes.contains { $0.mayFail } }
}
