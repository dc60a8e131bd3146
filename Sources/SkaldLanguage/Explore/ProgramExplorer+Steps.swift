import SkaldCore

extension ProgramExplorer {
  /// What can follow at a node.
  mutating func follow(_ id: NodeID, _ situation: Situation) {
    let node = program.node(id)
    switch node.instruction {
    case .invoke(let invoke): follow(invoke, at: id, next: node.next, situation)
    case .wait(let wait): follow(wait, at: id, next: node.next, situation)
    case .sleep(let sleep):
      turnBackOnCancel(situation, "during \(name(sleep.step))")
      goOn(from: id, to: node.next, situation, name(sleep.step))
    case .set(let step, _, _), .emit(let step, _): goOn(from: id, to: node.next, situation, name(step))
    case .branch(let branch): follow(branch, at: id, situation)
    case .fork(let fork): begin(fork, at: id, next: node.next, situation)
    case .join: join(id, situation)
    case .finish: finish(situation)
    case .fail(.raise(let code, _, _)): fail(id, code, situation, "fail \(code)")
    case .fail(.again): failAgain(id, situation)
    }
  }

  /// An alternative ends with the failure that led into it.
  private mutating func failAgain(_ node: NodeID, _ situation: Situation) {
    let homes = regions.around(node).map { RegionID?.some($0.region) } + [nil]
    let home = homes.first { situation.caught[$0] != nil }
    var failed = situation
    let code = home.flatMap { failed.caught.removeValue(forKey: $0) }
    fail(node, code ?? Failure.rejected, failed, nil)
  }

  func name(_ step: StepID) -> String { program.step(step).name }

  mutating func goOn(
    from node: NodeID, to next: NodeID?, _ situation: Situation, _ label: String?, caught code: String? = nil
  ) {
    guard let next else { return }
    var situation = situation
    situation.note(caught: code, at: next, self)
    situation.replace(node, with: [next])
    go(situation, label)
  }

  private mutating func follow(_ invoke: Invoke, at node: NodeID, next: NodeID?, _ situation: Situation) {
    let name = name(invoke.step)
    turnBackOnCancel(situation, "before \(name)")
    var flying = situation
    move(invoke.dispatched, &flying, "\(name) called") { .dispatched(invoke.step, $0) }
    let affected = took(effectAt: node, flying, "\(name) called")
    // A pivot in flight is in doubt: cancel and deadline are refused.
    if invoke.position != .pivot { turnBackOnCancel(affected, "during \(name)") }
    succeed(invoke, at: node, next: next, affected)
    refuse(invoke, at: node, next: next, flying)
    stayUnknown(invoke, at: node, next: next, affected)
  }

  private mutating func succeed(_ invoke: Invoke, at node: NodeID, next: NodeID?, _ situation: Situation) {
    var done = situation
    move(invoke.succeeded, &done, name(invoke.step)) { .succeeded(invoke.step, $0) }
    if invoke.position == .pivot, !done.pivots.contains(node) { done.pivots = (done.pivots + [node]).sorted() }
    goOn(from: node, to: next, done, name(invoke.step))
  }

  /// Refusals that prove effect none: those that an alternative waits for, and one for all the others.
  private mutating func refuse(_ invoke: Invoke, at node: NodeID, next: NodeID?, _ situation: Situation) {
    let name = name(invoke.step)
    let operation = program.operation(invoke.call.operation)
    for alternative in invoke.catches {
      if let code = alternative.code {
        guard operation.mayEnd(with: code) else { continue }
        goOn(from: node, to: alternative.target, situation, "\(name) refused: \(code)", caught: code)
      } else {
        for code in codes(of: operation, at: node, besides: invoke.catches) {
          goOn(from: node, to: alternative.target, situation, "\(name) refused", caught: code)
        }
        return
      }
    }
    for code in codes(of: operation, at: node, besides: invoke.catches) {
      giveUp(invoke, at: node, next: next, code, situation, "\(name) refused")
    }
  }

  /// One code for each of those that may take a failure up.
  private func codes(of operation: SkaldCore.Operation, at node: NodeID, besides catches: [Catch]) -> [String] {
    guard regions.around(node).contains(where: { !$0.place.fork.catches.isEmpty }) else { return [Failure.rejected] }
    return [Failure.rejected] + operation.refusals.filter { code in !catches.contains { $0.code == code } }
  }

  /// An outcome that nobody learns; retries without end do not leave it at that.
  private mutating func stayUnknown(_ invoke: Invoke, at node: NodeID, next: NodeID?, _ situation: Situation) {
    let isBounded = program.policy(invoke.call.policy).retry.attempts != nil
    let operation = program.operation(invoke.call.operation)
    guard isBounded, operation.hasEffect else { return }
    if invoke.isOptional, invoke.position != .pivot {
      return goOn(from: node, to: next, situation, "\(name(invoke.step)) unknown")
    }
    switch (invoke.position, invoke.onUnknown) {
    case (.beforePivot, .compensate):
      giveUp(invoke, at: node, next: next, Failure.timedOut, situation, "\(name(invoke.step)) unknown")
    case (.beforePivot, .retry), (.beforePivot, .alert), (.pivot, _), (.afterPivot, _):
      getStuck(situation, "\(name(invoke.step)) unknown")
    }
  }

  private mutating func giveUp(
    _ invoke: Invoke, at node: NodeID, next: NodeID?, _ code: String, _ situation: Situation, _ label: String
  ) {
    if invoke.isOptional { goOn(from: node, to: next, situation, label) } else { fail(node, code, situation, label) }
  }

  private mutating func follow(_ wait: Wait, at node: NodeID, next: NodeID?, _ situation: Situation) {
    let name = name(wait.step)
    turnBackOnCancel(situation, "during \(name)")
    goOn(from: node, to: next, situation, name)
    guard wait.policy != nil else { return }
    let label = "\(name) timed out"
    if let alternative = wait.catches.first(where: { $0.code == nil || $0.code == Failure.waitTimedOut }) {
      return goOn(from: node, to: alternative.target, situation, label, caught: Failure.waitTimedOut)
    }
    switch wait.otherwise {
    case .continue: goOn(from: node, to: next, situation, label)
    case .compensate: fail(node, Failure.waitTimedOut, situation, label)
    case .alert: return
    }
  }

  private mutating func follow(_ branch: Branch, at node: NodeID, _ situation: Situation) {
    var situation = situation
    for choice in branch.cases {
      let source = choice.condition.source
      let known = situation.assumed[source]
      if known != false {
        var taken = situation
        if repeatedConditions.contains(source) { taken.assumed[source] = true }
        goOn(from: node, to: choice.target, taken, branch.skipped == nil ? "case `\(source)`" : nil)
      }
      if known == true { return }
      if repeatedConditions.contains(source) { situation.assumed[source] = false }
    }
    goOn(from: node, to: branch.otherwise, situation, branch.skipped.map { "\(name($0)) skipped" } ?? "no case")
  }
}
