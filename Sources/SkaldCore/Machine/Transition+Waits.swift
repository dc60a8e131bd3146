import SkaldValue

extension Transition {
  /// How many early events an instance keeps; more would be a flood, not a conversation.
  static var mailboxMax: Int { 1000 }

  /// Reaches a wait; true where an early event satisfies it at once.
  mutating func begin(_ wait: Wait) -> Bool {
    reach(wait.step)
    let name = wait.event.map { program.event($0).name }
    for (index, event) in state.mailbox.enumerated() where event.name == name {
      guard let accepts = accepts(event, wait) else { return false }
      if accepts {
        state.mailbox.remove(at: index)
        consume(event, wait)
        return true
      }
    }
    let limit = wait.policy.map { at + program.policy($0).timeout }
    state.steps[wait.step.index].status = .waiting
    state.steps[wait.step.index].due = limit
    record(.waiting(wait.step, until: limit))
    return false
  }

  /// Reaches a sleep.
  mutating func begin(_ sleep: Sleep) {
    reach(sleep.step)
    let name = program.step(sleep.step).name
    guard let value = value(of: sleep.until, for: name, event: nil) else { return }
    guard let due = due(after: value) else {
      return open(
        .init(
          kind: "bad_expression", step: name, message: "expected a duration or a timestamp to sleep for", blocks: true))
    }
    state.steps[sleep.step.index].status = .waiting
    state.steps[sleep.step.index].due = due
    record(.waiting(sleep.step, until: due))
  }

  private func due(after value: JSON) -> Timestamp? {
    guard let text = value.string else { return nil }
    return Milliseconds(json: text).map { at + $0 } ?? Timestamp(text: text)
  }

  mutating func takeEvent(_ event: ReceivedEvent) {
    guard state.status == .running, state.wants(event, program) else { return }
    if let position = state.position, case .wait(let wait) = program.node(position).instruction,
      wait.event.map({ program.event($0).name }) == event.name
    {
      guard let accepts = accepts(event, wait) else { return }
      if accepts {
        consume(event, wait)
        return leave()
      }
    }
    guard state.mailbox.count < Self.mailboxMax else {
      return open(
        .init(kind: "mailbox_full", step: "", message: "an early event was dropped: \(event.name)", blocks: false))
    }
    state.mailbox.append(event)
    record(.kept(event))
  }

  private mutating func accepts(_ event: ReceivedEvent, _ wait: Wait) -> Bool? {
    guard case .event(_, let condition?) = wait.expectation else { return true }
    return truth(of: condition, for: program.step(wait.step).name, event: event)
  }

  private mutating func consume(_ event: ReceivedEvent, _ wait: Wait) {
    state.steps[wait.step.index].due = nil
    record(.consumed(wait.step, event))
    succeed(wait.step, output: event.data)
  }

  /// The time of a wait is up.
  mutating func expire(_ wait: Wait) {
    let index = wait.step.index
    let name = program.step(wait.step).name
    let failure = Failure(
      code: Failure.waitTimedOut, step: name, message: "no answer in time")
    state.steps[index].due = nil
    state.steps[index].error = failure
    if let alternative = wait.catches.first(where: { $0.code == nil || $0.code == failure.code }) {
      giveUp(wait.step, failure)
      state.caught = failure
      return advance(to: alternative.target)
    }
    switch wait.otherwise {
    case .continue:
      giveUp(wait.step, failure)
      leave()
    case .alert: open(.init(kind: "wait_overdue", step: name, message: failure.message, blocks: false))
    case .compensate:
      giveUp(wait.step, failure)
      fail(failure)
    }
  }

  private mutating func giveUp(_ id: StepID, _ failure: Failure) {
    state.steps[id.index].status = .failed
    state.steps[id.index].endedAt = at
    record(.failed(id, .failed, code: failure.code, message: failure.message))
  }
}
