import CEL
import JSONSchema
import SkaldCore
import SkaldDiagnostics

extension FlowDeriver {
  /// How the way back is gone.
  struct Return {
    /// Whether what fails in the part itself is followed, too.
    var isOwn = true
    /// The last word of the events on the way.
    var word = "undone"
  }

  /// Makes the reactions that undo steps, the last one first.
  /// - Parameter later: What tells that the flow turned back behind them, and that all behind them is undone.
  /// - Returns: what tells that all of them are undone.
  mutating func back(
    through nodes: [DerivedNode], from later: DerivedTrigger, _ way: Return
  ) -> DerivedTrigger {
    var here = later
    for node in nodes.reversed() { here = back(through: node, from: here, way) }
    return here
  }

  private mutating func back(
    through node: DerivedNode, from later: DerivedTrigger, _ way: Return
  ) -> DerivedTrigger {
    switch node {
    case .call(let step, let call, let refused):
      let own: DerivedTrigger = way.isOwn ? [refused].compactMap { $0 }.map { [$0] } : []
      if !later.isEmpty, call.isPivot {
        report(
          "what follows the pivot may fail, and no way leads back over it", at: step.place,
          help: "let what follows it be refused by nobody")
      }
      return own + undo(step, call, when: later, way)
    case .failure(let link): return way.isOwn ? [[link]] : []
    case .choice(let ways): return back(through: ways, from: later, way)
    case .fork(let ways): return back(throughAll: ways, from: later, way)
    }
  }

  // MARK: One call

  private mutating func undo(
    _ step: BoundStep, _ call: BoundCall, when later: DerivedTrigger, _ way: Return
  ) -> DerivedTrigger {
    guard !later.isEmpty else { return [] }
    guard !call.undo.calls.isEmpty else {
      allow(step, call)
      return later
    }
    var here = later
    for (number, undo) in call.undo.calls.enumerated() {
      guard let operation = undo.operation else { continue }
      let isLast = number == call.undo.calls.count - 1
      let base = "\(step.name.eventWord)-\(way.word)" + (isLast ? "" : "-\(number + 1)")
      let done = link(base, existing: undo.emissions)
      var reaction = DerivedReaction(
        operation.name.service, way.isOwn ? "undo of \(step.name)" : "undo of \(step.name): a later part failed",
        when: here, at: step.place)
      reaction.operation = operation
      reaction.undoes = call.operation?.name
      reaction.arguments = undo.arguments
      reaction.timeout = undo.syntax.timeout?.value
      reaction.retry = retry(of: undo)
      reaction.emits = undo.emissions.map { .init(bound: $0) } + [.init(link: done)]
      checkPresence(of: undo, step, call)
      if !operation.refusals.isEmpty {
        report("`\(operation.name)` may be refused: an undo that is refused leads nowhere", at: step.place)
      }
      add(reaction)
      here = [[done]]
    }
    return here
  }

  /// An undo may rely on what its step had asked for with `has()`; a reaction to later events may not.
  private mutating func checkPresence(of undo: BoundUndoCall, _ step: BoundStep, _ call: BoundCall) {
    let asked = call.syntax.condition?.references.filter { $0.root == "input" && $0.isGuarded } ?? []
    let reading = ExpressionReading(key: key, sagaKey: nil, sets: sets, outputs: [:])
    for argument in undo.arguments {
      let names = argument.template.map { reading.names(in: $0) } ?? []
      guard
        let field = asked.compactMap({ $0.path.first }).first(where: { field in
          saga.input.field(field)?.isOptional == true && names.contains(.input(field))
        })
      else { continue }
      report(
        "the undo reads `\(field)`, which may be missing: only the `if` of its step knows that it is there",
        at: step.place, help: "ask in the undo, too: ${has(input.\(field)) ? …}")
    }
  }

  /// An undo is retried as the saga says, which is not what other reactions do.
  private func retry(of undo: BoundUndoCall) -> String {
    if case .named(let name)? = undo.syntax.retry { return name.value }
    if undo.syntax.retry == nil, case .named(let name)? = saga.syntax.defaults.undoRetry { return name.value }
    return undo.policy.retry.written
  }

  /// Marks the reaction of a step whose effect may stay.
  private mutating func allow(_ step: BoundStep, _ call: BoundCall) {
    guard call.operation?.hasEffect == true, case .none(_, let because) = call.undo else { return }
    for index in reactions.indices where reactions[index].step == step.name {
      reactions[index].because = because?.value ?? "it stays on purpose"
    }
  }

  private mutating func allow(in nodes: [DerivedNode]) {
    for node in nodes {
      switch node {
      case .call(let step, let call, _): allow(step, call)
      case .choice(let ways), .fork(let ways): for way in ways { allow(in: way.nodes) }
      case .failure: break
      }
    }
  }

  // MARK: One of several ways

  /// Each way is undone by those who know that it was taken: they heard that it was done.
  private mutating func back(
    through ways: [DerivedNode.Way], from later: DerivedTrigger, _ way: Return
  ) -> DerivedTrigger {
    let isUndone = ways.contains { $0.hasUndo }
    var gone: DerivedTrigger = isUndone ? [] : later
    for taken in ways {
      let from = isUndone ? later.joined(with: taken.done) : []
      if !isUndone, !later.isEmpty { allow(in: taken.nodes) }
      gone += back(through: taken.nodes, from: from, way)
    }
    return gone
  }

  // MARK: Side by side

  /// A branch that failed has undone itself; the others are undone when all of them have come to an end.
  private mutating func back(
    throughAll ways: [DerivedNode.Way], from later: DerivedTrigger, _ way: Return
  ) -> DerivedTrigger {
    var failed: [Int?] = []
    for branch in ways { failed.append(way.isOwn ? self.failed(branch) : nil) }
    let isUndone = ways.contains { $0.hasUndo }
    for (index, branch) in ways.enumerated() where !branch.hasUndo {
      let mayOtherFail = ways.indices.contains { $0 != index && failed[$0] != nil }
      if !later.isEmpty || mayOtherFail { allow(in: branch.nodes) }
    }
    guard isUndone else { return later + combinations(ways, failed, without: nil) }
    var settled: DerivedTrigger = [[]]
    for (index, branch) in ways.enumerated() {
      guard branch.hasUndo else {
        settled = settled.joined(with: branch.done + [failed[index]].compactMap { $0 }.map { [$0] })
        continue
      }
      let turned = later + combinations(ways, failed, without: index)
      let withdrawn = back(through: branch.nodes, from: turned, Return(isOwn: false, word: "withdrawn"))
      let gone = withdrawn + [failed[index]].compactMap { $0 }.map { [$0] }
      guard
        let link = single(gone, "\(branch.name)-gone", by: branch.participant, at: saga.syntax.range)
      else { return [] }
      settled = settled.joined(with: [[link]])
    }
    return settled
  }

  /// The event that tells that a branch failed and has undone itself; nil where it cannot fail.
  private mutating func failed(_ branch: DerivedNode.Way) -> Int? {
    let own = back(through: branch.nodes, from: [], Return())
    return single(own, "\(branch.name)-failed", by: branch.participant, at: saga.syntax.range)
  }

  /// The ways in which branches can end where one of them failed: all of them, or those in which one was done.
  private func combinations(
    _ ways: [DerivedNode.Way], _ failed: [Int?], without done: Int?
  ) -> DerivedTrigger {
    var found: [(events: [Int], isFailed: Bool)] = [([], false)]
    for (index, branch) in ways.enumerated() {
      let isDone = branch.done.first ?? []
      let failure = index == done ? nil : failed[index]
      found = found.flatMap { before in
        [(before.events + isDone, before.isFailed)]
          + [failure].compactMap { $0 }.map { (before.events + [$0], true) }
      }
    }
    return found.filter { $0.isFailed }.map { $0.events }
  }
}
