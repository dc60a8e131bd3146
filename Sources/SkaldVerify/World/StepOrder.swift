import SkaldCore

/// Which step comes after which in every run that reaches both: undo goes the other way round.
struct StepOrder {
  /// `table[a][b]`: whether `b` comes after `a`.
  let table: [[Bool]]

  init(_ program: SagaProgram) {
    let map = RegionMap(program)
    var nodes: [NodeID?] = Array(repeating: nil, count: program.steps.count)
    for (index, node) in program.nodes.enumerated() {
      if case .invoke(let invoke) = node.instruction { nodes[invoke.step.index] = NodeID(index) }
    }
    // The nodes that lead to a step, from the outermost fork around it to its own.
    let chains = nodes.map { node in
      node.map { [$0] + map.around($0).map { $0.place.node } }.map { Array($0.reversed()) } ?? []
    }
    let reach = program.nodes.indices.map { Self.reachable(from: NodeID($0), program) }
    table = chains.map { first in
      chains.map { second in
        for (before, after) in zip(first, second) where before != after {
          return reach[before.index].contains(after.index)
        }
        return false
      }
    }
  }

  /// The nodes behind a node, within its region.
  private static func reachable(from node: NodeID, _ program: SagaProgram) -> Set<Int> {
    var found: Set<Int> = []
    var waiting = program.node(node).successors
    while let next = waiting.popLast() {
      guard found.insert(next.index).inserted else { continue }
      waiting += program.node(next).successors
    }
    return found
  }
}
