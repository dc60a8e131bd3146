import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension FlowDeriver {
  /// Makes the reactions that lead through steps.
  /// - Returns: what is needed for the way back, and what tells that all of it is done; empty where it never is.
  mutating func forward(
    _ steps: [BoundStep], from start: DerivedTrigger
  ) -> (nodes: [DerivedNode], done: DerivedTrigger) {
    var nodes: [DerivedNode] = []
    var here = start
    for step in steps {
      guard !here.isEmpty else { break }
      let (node, done) = forward(step, from: here)
      if let node { nodes.append(node) }
      here = done
    }
    return (nodes, here)
  }

  private mutating func forward(_ step: BoundStep, from here: DerivedTrigger) -> (DerivedNode?, DerivedTrigger) {
    if let call = step.call {
      return call.isOptional ? optional(step, call, from: here) : self.call(step, call, from: here)
    }
    if let parallel = step.parallel { return fork(step, parallel, from: here) }
    if let choose = step.choose { return choice(step, choose, from: here) }
    if let wait = step.wait { return (nil, self.wait(step, wait, from: here)) }
    if let emit = step.emit { return (nil, emission(step, emit, from: here)) }
    if let fail = step.fail { return failure(step, fail, from: here) }
    if let set = step.body as? BoundSet { return (nil, values(set, step, from: here)) }
    refuse(step)
    return (nil, here)
  }

  private mutating func refuse(_ step: BoundStep) {
    let keyword = step.syntax.keyword.value
    let reasons = [
      "ask": "nobody is in charge who could ask a person and wait for the answer",
      "sleep": "a choreography has no timers", "each": "how many events there will be is not known before",
      "repeat": "events that go round would have to be counted by somebody",
      "saga": "a sub-saga is started and awaited by somebody, and nobody is in charge",
      "scope": "an alternative after a partial undo needs somebody who turns back halfway",
    ]
    report(
      "`\(keyword)` cannot be said in a choreography: \(reasons[keyword] ?? "it has no counterpart")",
      at: step.place)
  }

  // MARK: Calls

  private mutating func call(
    _ step: BoundStep, _ call: BoundCall, from here: DerivedTrigger
  ) -> (DerivedNode?, DerivedTrigger) {
    guard let operation = call.operation else { return (nil, here) }
    let word = step.name.eventWord
    let isConditional = call.syntax.condition != nil
    // A condition is asked about one event, not about each of several that come together.
    var here = here
    if isConditional, here.contains(where: { $0.count > 1 }),
      let due = single(here, "\(word)-due", by: operation.name.service, at: step.place)
    {
      here = [[due]]
    }
    let done = link("\(word)-done", existing: call.emissions)
    let refused = mayRefuse(operation, call) || !call.catches.isEmpty ? link("\(word)-refused") : nil
    var reaction = reaction(step, call, operation, from: here)
    reaction.emits = call.emissions.map { .init(bound: $0) } + [.init(link: done)]
    reaction.refused = refused
    reaction.condition = call.syntax.condition?.lowered.map { .init(required: $0) }
    add(reaction)
    announce(call.dispatched, "step \(step.name) begins", when: here, reaction.condition, at: step.place)
    announce(call.succeeded, "step \(step.name) is done", when: [[done]], nil, at: step.place)
    var ways: [DerivedNode.Way] = []
    if let refused, !call.catches.isEmpty {
      ways = alternatives(step, call, refused: refused)
    } else if let refused {
      noteFailure(refused)
    }
    let node = DerivedNode.call(step, call, refused: call.catches.isEmpty ? refused : nil)
    if let condition = reaction.condition?.required { ways.append(skipped(step, call, condition, from: here)) }
    guard !ways.isEmpty else { return (node, [[done]]) }
    ways.insert(.init(name: word, nodes: [node], done: [[done]], participant: call.service), at: 0)
    return (.choice(ways), ways.flatMap { $0.done })
  }

  /// The way past a step whose condition does not hold.
  private mutating func skipped(
    _ step: BoundStep, _ call: BoundCall, _ condition: ProgramExpression, from here: DerivedTrigger
  ) -> DerivedNode.Way {
    let word = step.name.eventWord
    let skipped = link("\(word)-skipped")
    var skip = DerivedReaction(call.service, "step \(step.name) is left out", when: here, at: step.place)
    skip.condition = .init(excluded: [condition])
    skip.emits = [.init(link: skipped)]
    add(skip)
    return .init(name: "\(word)-skipped", nodes: [], done: [[skipped]], participant: call.service)
  }

  private func reaction(
    _ step: BoundStep, _ call: BoundCall, _ operation: BoundOperation, from here: DerivedTrigger
  ) -> DerivedReaction {
    var reaction = DerivedReaction(operation.name.service, "step \(step.name)", when: here, at: step.place)
    reaction.operation = operation
    reaction.arguments = call.arguments
    reaction.idempotencyKey = call.syntax.idempotencyKey?.template
    reaction.timeout = call.syntax.timeout?.value
    reaction.retry = retry(of: call)
    reaction.isPivot = call.isPivot
    reaction.step = step.name
    return reaction
  }

  /// Whether a refusal must be told: what is declared nowhere may refuse, too, as long as there is a way back.
  func mayRefuse(_ operation: BoundOperation, _ call: BoundCall) -> Bool {
    guard operation.declaration != nil else { return call.position != .afterPivot }
    return !operation.refusals.isEmpty
  }

  /// The retries where they differ from what a reaction has anyway.
  private func retry(of call: BoundCall) -> String? {
    switch call.syntax.retry {
    case .named(let name)?: return name.value
    case .inline?: return call.policy.retry.written
    case nil: break
    }
    // A reaction after the pivot is one like any other, and would give up.
    return call.position == .afterPivot || call.isOptional ? call.policy.retry.written : nil
  }

  /// A step whose refusal is ignored: what follows waits for either word of it.
  private mutating func optional(
    _ step: BoundStep, _ call: BoundCall, from here: DerivedTrigger
  ) -> (DerivedNode?, DerivedTrigger) {
    guard let operation = call.operation else { return (nil, here) }
    if let first = call.catches.first {
      report("`catch` of an `optional` step is not translated", at: first.syntax.code.range)
    }
    if !call.succeeded.isEmpty || !call.dispatched.isEmpty {
      report("an `optional` step that moves a state cannot be said: what follows cannot tell the state", at: step.place)
    }
    let word = step.name.eventWord
    var here = here
    if call.syntax.condition != nil, here.contains(where: { $0.count > 1 }),
      let due = single(here, "\(word)-due", by: operation.name.service, at: step.place)
    {
      here = [[due]]
    }
    let done = link("\(word)-done", existing: call.emissions)
    var reaction = reaction(step, call, operation, from: here)
    reaction.condition = call.syntax.condition?.lowered.map { .init(required: $0) }
    reaction.emits = call.emissions.map { .init(bound: $0) } + [.init(link: done)]
    let node = DerivedNode.call(step, call, refused: nil)
    var ways = [DerivedNode.Way(name: word, nodes: [node], done: [[done]], participant: call.service)]
    if operation.declaration == nil || !operation.refusals.isEmpty {
      let refused = link("\(word)-refused")
      reaction.refused = refused
      ways.append(.init(name: "\(word)-refused", nodes: [], done: [[refused]], participant: call.service))
    }
    add(reaction)
    if let condition = reaction.condition?.required { ways.append(skipped(step, call, condition, from: here)) }
    return ways.count == 1 ? (node, [[done]]) : (.choice(ways), ways.flatMap { $0.done })
  }
}

extension RetryPolicy {
  /// The policy as an author writes it.
  var written: String {
    let factor = factor == factor.rounded() ? "\(Int(factor))" : "\(factor)"
    let count = attempts.map(String.init) ?? "unlimited"
    return
      "{ attempts: \(count), wait: \(wait.text), factor: \(factor), max: \(max.text), jitter: \(hasJitter ? "full" : "none") }"
  }
}
