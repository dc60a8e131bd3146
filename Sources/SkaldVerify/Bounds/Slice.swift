import SkaldCore
import SkaldValue

/// Parts of a program of which, of every wide fork, two branches are looked at: the others succeed at once.
///
/// Branches that share nothing but their fork multiply states, and add no stories: what goes wrong between branches goes
/// wrong between two of them, and what another one's failure brings about, a cancel at the same moment does, too.
enum Slice {
  /// How many branches side by side are looked at in full.
  static let branchesMax = 2

  /// Every pair of branches of every wide fork, as what is assumed of the others; none where no fork is wide.
  static func all(of program: SagaProgram) -> [[Assumption]] {
    let forks = program.nodes.indices.compactMap { index -> (node: NodeID, count: Int)? in
      guard case .fork(let fork) = program.nodes[index].instruction, case .branches(let regions, let need) = fork.body,
        // Of a race no branch can be left out: one that succeeds at once would decide it, and without one that never
        // fails all would seem to fail.
        regions.count > branchesMax, need == regions.count
      else { return nil }
      return (NodeID(index), regions.count)
    }
    return forks.indices.flatMap { chosen in
      pairs(below: forks[chosen].count).map { pair in
        forks.enumerated().map { index, fork in
          Assumption(node: fork.node, what: .keeps(index == chosen ? pair : [0]))
        }
      }
    }
  }

  private static func pairs(below count: Int) -> [[Int]] {
    (0..<count).flatMap { first in (first + 1..<count).map { [first, $0] } }
  }
}

extension SagaProgram {
  /// Looks at some branches of a fork; the others succeed at once.
  mutating func keep(_ kept: [Int], at node: NodeID) {
    guard case .fork(let fork) = nodes[node.index].instruction, case .branches(let regions, _) = fork.body else {
      return
    }
    let chosen = kept.filter { regions.indices.contains($0) }.map { regions[$0] }
    for region in regions where !chosen.contains(region) { freeze(self.region(region)) }
  }

  /// Has everything in a region succeed at once.
  private mutating func freeze(_ region: Region) {
    for index in nodes.indices {
      guard let step = nodes[index].instruction.step, region.contains(step) else { continue }
      switch nodes[index].instruction {
      case .invoke(let invoke):
        let value = operation(invoke.call.operation).output.map { SampleValue(number: 1).value(of: $0, named: "value") }
        nodes[index].instruction = .set(step: step, value: .literal(value ?? [:]))
      case .wait(let wait):
        let value = wait.event.map { SampleValue(number: 1).value(of: event($0).data, named: "value") }
        nodes[index].instruction = .set(step: step, value: .literal(value ?? [:]))
      case .sleep: nodes[index].instruction = .set(step: step, value: .literal(.null))
      case .set, .emit, .branch, .fork, .join, .finish, .fail: continue
      }
    }
  }
}
