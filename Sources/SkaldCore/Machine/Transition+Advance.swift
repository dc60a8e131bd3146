import SkaldValue

extension Transition {
  /// Executes instructions from a node on, until one has to wait or the forward part is over.
  mutating func advance(to first: NodeID?) {
    var next = first
    while let id = next {
      state.position = id
      let node = program.node(id)
      switch node.instruction {
      case .invoke(let invoke):
        begin(invoke)
        return
      case .wait(let wait):
        guard begin(wait) else { return }
        next = node.next
      case .sleep(let sleep):
        begin(sleep)
        return
      case .set(let step, let template):
        guard let value = value(of: template, for: program.step(step).name, event: nil) else { return }
        succeed(step, output: value)
        next = node.next
      case .emit(let step, let emission):
        guard publish(emission, for: program.step(step).name) else { return }
        succeed(step, output: nil)
        next = node.next
      case .branch(let branch):
        guard let target = target(of: branch) else { return }
        next = target
      case .fork, .join: return
      case .finish:
        finish()
        return
      case .fail(let failing):
        raise(failing)
        return
      }
    }
  }

  /// Records a step as succeeded.
  mutating func succeed(_ id: StepID, output: JSON?) {
    reach(id)
    state.steps[id.index].status = .succeeded
    state.steps[id.index].output = output
    state.steps[id.index].error = nil
    state.steps[id.index].endedAt = at
    record(.succeeded(id, output: output))
    closeIncidents(of: program.step(id).name)
  }

  /// Notes when a step was first reached.
  mutating func reach(_ id: StepID) {
    if state.steps[id.index].startedAt == nil { state.steps[id.index].startedAt = at }
  }

  /// Where a choice leads; nil where a condition could not be computed.
  private mutating func target(of branch: Branch) -> NodeID? {
    for option in branch.cases {
      guard let holds = truth(of: option.condition, for: "", event: nil) else { return nil }
      if holds { return option.target }
    }
    if let skipped = branch.skipped {
      reach(skipped)
      state.steps[skipped.index].status = .skipped
      state.steps[skipped.index].endedAt = at
      record(.skipped(skipped))
    }
    return branch.otherwise
  }

  private mutating func raise(_ failing: Failing) {
    switch failing {
    case .raise(let code, let template, let step):
      let name = program.step(step).name
      let message = template.flatMap { value(of: $0, for: name, event: nil)?.string } ?? ""
      reach(step)
      state.steps[step.index].status = .failed
      state.steps[step.index].endedAt = at
      record(.failed(step, .failed, code: code, message: message))
      fail(Failure(code: code, step: name, message: message))
    case .again:
      fail(state.caught ?? Failure(code: Failure.rejected, step: ""))
    }
  }

  private mutating func finish() {
    state.position = nil
    if let template = program.output { state.output = value(of: template, for: "", event: nil) }
    apply(program.outcome.completed)
    end(.completed)
  }

  /// Ends the instance.
  mutating func end(_ status: Status) {
    state.status = status
    state.endedAt = at
    state.mailbox = []
    record(.status(status, cause: state.cause, failure: state.failure))
  }
}
