import SkaldCore
import SkaldDiagnostics

extension FlowDeriver {
  // MARK: Side by side

  mutating func fork(
    _ step: BoundStep, _ parallel: BoundParallel, from here: DerivedTrigger
  ) -> (DerivedNode?, DerivedTrigger) {
    if parallel.syntax.needed < parallel.branches.count {
      report(
        "`need` cannot be said in a choreography: somebody would have to count who came first",
        at: parallel.syntax.need?.range ?? step.place)
    }
    if parallel.branches.count > 3 {
      report(
        "more than three branches are not translated: every way in which some of them are refused needs a reaction",
        at: step.place)
    }
    if step.position == .pivot {
      report("a pivot in a branch is not translated: the others may be refused meanwhile", at: step.place)
    }
    // Where one service works on several branches, events of one topic alone keep its calls in their order.
    let outer = usesOwnEvents
    usesOwnEvents = outer && !parallel.sharesServices
    defer { usesOwnEvents = outer }
    guard let begin = beginning(here, step) else { return (nil, here) }
    var ways: [DerivedNode.Way] = []
    var done: DerivedTrigger = [[]]
    for branch in parallel.branches {
      let name = "\(step.name.eventWord)-\(branch.name.eventWord)"
      let (nodes, end) = forward(branch.steps, from: [[begin]])
      let participant = branch.steps.lazy.compactMap { $0.call?.operation?.name.service }.first ?? announcer
      guard let last = single(end, "\(name)-done", by: participant, at: step.place) else {
        report("a branch that always fails is not translated", at: step.place)
        continue
      }
      ways.append(.init(name: name, nodes: nodes, done: [[last]], participant: participant))
      done = done.joined(with: [[last]])
    }
    return (.fork(ways), done)
  }

  /// The one event to which all branches react.
  private mutating func beginning(_ here: DerivedTrigger, _ step: BoundStep) -> Int? {
    let base = "\(step.name.eventWord)-begun"
    if !usesOwnEvents, here.count == 1, here[0].count == 1, !links[here[0][0]].isDerived {
      return relay(here, base, by: announcer, at: step.place)
    }
    return single(here, base, by: announcer, at: step.place)
  }

  // MARK: One of several

  mutating func choice(
    _ step: BoundStep, _ choose: BoundChoose, from here: DerivedTrigger
  ) -> (DerivedNode?, DerivedTrigger) {
    guard let begin = single(here, "\(step.name.eventWord)-due", by: announcer, at: step.place) else {
      return (nil, here)
    }
    var ways: [DerivedNode.Way] = []
    var excluded: [ProgramExpression] = []
    var done: DerivedTrigger = []
    let cases = choose.syntax.cases
    let hasDefault = cases.contains { $0.condition == nil }
    let alive = choose.branches.count { $0.leadsOn } + (hasDefault ? 0 : 1)
    for (number, branch) in choose.branches.enumerated() {
      let required = cases[number].condition?.lowered
      let condition = DerivedReaction.Condition(excluded: excluded, required: required)
      if let required { excluded.append(required) }
      if alive > 1, let set = branch.steps.withInner.first(where: { $0.body is BoundSet }) {
        report("a `set` in one of several ways is not translated: the others do not know the value", at: set.place)
      }
      let name = "\(step.name.eventWord)-\(number + 1)"
      let way = self.way(name, branch.steps, condition, from: begin, at: step.place)
      ways.append(way)
      done += way.done
    }
    if !hasDefault {
      let way = self.way("\(step.name.eventWord)-none", [], .init(excluded: excluded), from: begin, at: step.place)
      ways.append(way)
      done += way.done
    }
    return (.choice(ways), done)
  }

  private mutating func way(
    _ name: String, _ steps: [BoundStep], _ condition: DerivedReaction.Condition, from begin: Int,
    at range: SourceRange
  ) -> DerivedNode.Way {
    if let fail = steps.first(where: { !($0.body is BoundSet) })?.fail {
      let link = failure(fail, steps[0], name, when: [[begin]], condition)
      return .init(name: name, nodes: [.failure(link)], done: [], participant: announcer)
    }
    let participant = steps.lazy.compactMap { $0.call?.operation?.name.service }.first ?? announcer
    let chosen = link("\(name)-chosen")
    var choosing = DerivedReaction(announcer, "this way is taken", when: [[begin]], at: range)
    choosing.condition = condition
    choosing.emits = [.init(link: chosen)]
    add(choosing, isAnnouncement: true)
    let (nodes, done) = forward(steps, from: [[chosen]])
    return .init(name: name, nodes: nodes, done: done, participant: participant)
  }

  mutating func failure(
    _ step: BoundStep, _ fail: BoundFail, from here: DerivedTrigger
  ) -> (DerivedNode?, DerivedTrigger) {
    (.failure(failure(fail, step, step.name.eventWord, when: here, nil)), [])
  }

  private mutating func failure(
    _ fail: BoundFail, _ step: BoundStep, _ name: String, when here: DerivedTrigger,
    _ condition: DerivedReaction.Condition?
  ) -> Int {
    let link = link("\(name)-failed")
    noteFailure(link)
    var reaction = DerivedReaction(announcer, "fail \(fail.syntax.code.value)", when: here, at: step.place)
    reaction.condition = condition
    reaction.emits = [.init(link: link)]
    reaction.failure = (fail.syntax.code.value, step.name, fail.syntax.message?.template)
    add(reaction, isAnnouncement: true)
    return link
  }

  // MARK: Events and values

  mutating func wait(_ step: BoundStep, _ wait: BoundWait, from here: DerivedTrigger) -> DerivedTrigger {
    if let condition = wait.syntax.condition {
      report(
        "a `wait` with `if` is not translated: a reaction that the event does not suit would not see the next one",
        at: condition.range)
    }
    if let first = wait.catches.first {
      report("`catch` cannot be said in a choreography: it has no timers", at: first.syntax.code.range)
    } else if wait.timeout != nil, wait.otherwise != .alert {
      report(
        "a `wait` that goes on without its event cannot be said: a choreography has no timers",
        at: wait.syntax.otherwise?.range ?? wait.syntax.timeout?.range ?? step.place,
        help: "`otherwise: alert` can be: `deadline` reports the flow as overdue")
    }
    guard let event = wait.event, let link = outside(event, of: step.name, at: wait.syntax.event.range) else {
      return here
    }
    return here.joined(with: [[link]])
  }

  mutating func emission(_ step: BoundStep, _ emit: BoundEmit, from here: DerivedTrigger) -> DerivedTrigger {
    let done = link("\(step.name.eventWord)-told", existing: [emit.emission])
    var reaction = DerivedReaction(announcer, "emit \(step.name)", when: here, at: step.place)
    reaction.emits = [.init(bound: emit.emission), .init(link: done)]
    add(reaction, isAnnouncement: true)
    return [[done]]
  }

  mutating func values(_ set: BoundSet, _ step: BoundStep, from here: DerivedTrigger) -> DerivedTrigger {
    for assignment in set.assignments {
      let name = assignment.syntax.name
      guard sets[name.value] == nil else {
        report("`\(name.value)` is set twice: which value counts is not known before", at: name.range)
        continue
      }
      sets[name.value] = assignment.syntax.value.template
    }
    return here
  }

  // MARK: States

  /// Lets the announcer move entities.
  mutating func announce(
    _ moves: [BoundMove], _ comment: String, when trigger: DerivedTrigger, _ condition: DerivedReaction.Condition?,
    at range: SourceRange
  ) {
    guard !moves.isEmpty else { return }
    var reaction = DerivedReaction(announcer, comment, when: trigger, at: range)
    reaction.moves = moves.map { (saga.entities[$0.entity.index].name, $0.state.value) }
    reaction.condition = condition
    add(reaction, isAnnouncement: true)
  }
}

extension BoundParallel {
  /// Whether one service is called in several branches.
  fileprivate var sharesServices: Bool {
    var seen: Set<String> = []
    for branch in branches {
      let calls = branch.steps.withInner.compactMap { $0.call }
      let operations = calls.flatMap { [$0.operation] + $0.undo.calls.map { $0.operation } }
      let services = Set(operations.compactMap { $0?.name.service })
      guard seen.isDisjoint(with: services) else { return true }
      seen.formUnion(services)
    }
    return false
  }
}

extension BoundBranch {
  /// The name of a branch; empty for others.
  var name: String {
    guard case .branch(let name) = entry else { return "" }
    return name.value
  }
}

extension DerivedTrigger {
  /// What happens when both happen.
  func joined(with other: DerivedTrigger) -> DerivedTrigger {
    flatMap { first in other.map { second in first + second.filter { !first.contains($0) } } }
  }
}
