import SkaldCore
import SkaldValue

extension SagaProgram {
  /// How many rounds of a loop are looked at, and how many attempts of a call that has a limit: the first and the last.
  static let repetitionsMax = 2

  /// How many rounds of a loop without a limit are looked at, where each leaves something to be undone.
  static let roundsMax = 4

  /// The same program with fewer repetitions of the same: attempts and rounds beyond the second bring nothing new.
  var bounded: SagaProgram {
    var program = self
    for index in program.tuning.policies.indices {
      guard let attempts = program.tuning.policies[index].retry.attempts else { continue }
      program.tuning.policies[index].retry.attempts = min(attempts, Self.repetitionsMax)
    }
    for index in program.nodes.indices {
      guard case .fork(var fork) = program.nodes[index].instruction, case .rounds(let region, var rounds) = fork.body,
        let atMost = rounds.atMost
      else { continue }
      rounds.atMost = min(atMost, Self.repetitionsMax)
      fork.body = .rounds(region, rounds)
      program.nodes[index].instruction = .fork(fork)
    }
    return program
  }

  /// Every expression whose value decides where the saga goes.
  var conditions: [ProgramExpression] {
    var found: [ProgramExpression] = []
    for node in nodes {
      switch node.instruction {
      case .branch(let branch): found += branch.cases.map { $0.condition }
      case .wait(let wait):
        if case .event(_, let condition?) = wait.expectation { found.append(condition) }
      case .fork(let fork):
        if case .rounds(_, let rounds) = fork.body { found.append(rounds.until) }
        if case .reactions(let part) = fork.body { found += part.reactions.compactMap { $0.condition } }
      case .invoke, .sleep, .set, .emit, .join, .finish, .fail: continue
      }
    }
    return found
  }

  /// Every list that is gone through item by item.
  var lists: [ProgramExpression] {
    nodes.compactMap { node in
      guard case .fork(let fork) = node.instruction, case .items(_, let items) = fork.body else { return nil }
      return items.list
    }
  }
}
