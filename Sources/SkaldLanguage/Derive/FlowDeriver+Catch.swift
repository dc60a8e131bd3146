import CEL
import SkaldCore
import SkaldDiagnostics

extension FlowDeriver {
  /// Makes the reactions of the alternatives to a refusal: the service that refused chooses one by the code.
  /// - Returns: the ways on from the refusal, those that turn back among them.
  mutating func alternatives(_ step: BoundStep, _ call: BoundCall, refused: Int) -> [DerivedNode.Way] {
    var ways: [DerivedNode.Way] = []
    var excluded: [ProgramExpression] = []
    for alternative in call.catches {
      let code = alternative.syntax.code.value
      let name = "\(step.name.eventWord)-\(code.eventWord)"
      let required = code == "other" ? nil : Self.code(code)
      let condition = DerivedReaction.Condition(excluded: excluded, required: required)
      if let required { excluded.append(required) }
      ways.append(way(name, step, alternative, condition, from: refused))
    }
    if !call.catchesAll {
      let given = relay([[refused]], "\(step.name.eventWord)-given-up", by: call.service, at: step.place)
      reactions[reactions.count - 1].condition = .init(excluded: excluded)
      noteFailure(given)
      ways.append(.init(name: step.name.eventWord, nodes: [.failure(given)], done: [], participant: call.service))
    }
    return ways
  }

  private mutating func way(
    _ name: String, _ step: BoundStep, _ alternative: BoundCatch, _ condition: DerivedReaction.Condition,
    from refused: Int
  ) -> DerivedNode.Way {
    let range = alternative.syntax.code.range
    let participant = step.call?.service ?? announcer
    if let set = alternative.branch.steps.withInner.first(where: { $0.body is BoundSet }) {
      report("a `set` in an alternative is not translated: the other ways do not know the value", at: set.place)
    }
    let chosen = relay([[refused]], "\(name)-caught", by: participant, at: range)
    reactions[reactions.count - 1].condition = condition
    var (nodes, done) = forward(alternative.branch.steps, from: [[chosen]])
    if !alternative.branch.leadsOn || alternative.syntax.then?.value == .compensate, !done.isEmpty {
      let failed = relay(done, "\(name)-failed", by: participant, at: range)
      noteFailure(failed)
      nodes.append(.failure(failed))
      done = []
    }
    return .init(name: name, nodes: nodes, done: done, participant: participant)
  }

  private static func code(_ code: String) -> ProgramExpression? {
    (try? Expression(parsing: "error.code == '\(code)'")).map { ProgramExpression($0) }
  }
}

extension BoundCall {
  /// The service that it calls.
  var service: String { operation?.name.service ?? "" }

  /// Whether no refusal is left that has no alternative.
  fileprivate var catchesAll: Bool {
    let caught = catches.map { $0.syntax.code.value }
    if caught.contains("other") { return true }
    guard let operation, operation.declaration != nil else { return false }
    return operation.refusals.allSatisfy { caught.contains($0.value) }
  }
}
