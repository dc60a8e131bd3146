import SkaldCore
import SkaldValue

/// Something that an exploration takes for granted, because no made-up value leads there.
///
/// A condition such as `input.url.startsWith('https://')` is no comparison that values could be made for. What lies
/// behind it is explored all the same, and the report says under which assumption.
struct Assumption: Sendable, Hashable {
  /// What is assumed.
  enum What: Sendable, Hashable {
    /// Of a choice, that its case of this number is taken; past the last one, what is otherwise done.
    case takes(Int)
    /// Of an expression that cannot be computed from made-up values, that it gives some value.
    case computes
    /// Of a wide fork, that all branches but these succeed at once.
    case keeps([Int])
  }

  /// Where.
  let node: NodeID
  /// What is assumed.
  let what: What
}

extension Assumption {
  /// The assumption in words; nil where all others are made, too.
  func text(_ original: SagaProgram) -> String? {
    switch (original.node(node).instruction, what) {
    case (.branch(let branch), .takes(let number)) where branch.cases.indices.contains(number):
      "`\(branch.cases[number].condition.source)` holds"
    case (.branch(let branch), .takes):
      branch.cases.map { "`\($0.condition.source)` does not hold" }.joined(separator: ", ")
    case (.branch(let branch), .computes):
      branch.cases.map { "`\($0.condition.source)` does not hold" }.joined(separator: ", ")
    case (_, .keeps): nil
    case (let instruction, _):
      "the expressions of `\(instruction.step.map { original.step($0).title } ?? "")` have a value"
    }
  }
}

extension SagaProgram {
  /// The same program where what is assumed is so.
  func assuming(_ assumptions: [Assumption]) -> SagaProgram {
    var program = self
    for assumption in assumptions { program.assume(assumption) }
    return program
  }

  private mutating func assume(_ assumption: Assumption) {
    let index = assumption.node.index
    if case .keeps(let branches) = assumption.what { return keep(branches, at: assumption.node) }
    switch (nodes[index].instruction, assumption.what) {
    case (.branch(var branch), .takes(let number)):
      for place in branch.cases.indices { branch.cases[place].condition = Self.truth(place == number) }
      nodes[index].instruction = .branch(branch)
    case (.branch(var branch), .computes):
      for place in branch.cases.indices { branch.cases[place].condition = Self.truth(false) }
      nodes[index].instruction = .branch(branch)
    case (.set(let step, _, let schema), .computes):
      let value = schema.map { SampleValue(number: 1).value(of: $0, named: "value") } ?? .int(1)
      nodes[index].instruction = .set(step: step, value: .literal(value), schema: schema)
    case (.sleep(var sleep), .computes):
      sleep.until = .literal("1m")
      nodes[index].instruction = .sleep(sleep)
    case (.invoke(var invoke), .computes):
      invoke.idempotencyKey = nil
      invoke.call = CallPlan(operation: invoke.call.operation, arguments: .literal([:]), policy: invoke.call.policy)
      nodes[index].instruction = .invoke(invoke)
    case (.emit(let step, var emission), .computes):
      emission.data = .literal(SampleValue(number: 1).value(of: event(emission.event).data, named: "value"))
      nodes[index].instruction = .emit(step: step, emission: emission)
    case (.fork(var fork), .computes):
      fork.body = Self.computed(fork.body)
      nodes[index].instruction = .fork(fork)
    case (_, .keeps), (.wait, _), (.join, _), (.finish, _), (.fail, _), (.set, _), (.sleep, _), (.invoke, _),
      (.emit, _), (.fork, _):
      return
    }
  }

  private static func computed(_ body: Fork.Body) -> Fork.Body {
    switch body {
    case .items(let region, var items):
      items.list = expression("[1, 2]") ?? items.list
      items.key = nil
      return .items(region, items)
    case .rounds(let region, var rounds):
      rounds.until = truth(true)
      rounds.every = rounds.every.map { _ in .literal("1m") }
      return .rounds(region, rounds)
    case .branches, .scope, .saga, .reactions: return body
    }
  }

  private static func truth(_ truth: Bool) -> ProgramExpression { truth ? always : never }
}
