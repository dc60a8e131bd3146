import JSONSchema
import SkaldValue

extension Transition {
  /// How many early events an instance keeps; more would be a flood, not a conversation.
  static var mailboxMax: Int { 1000 }

  /// Reaches a wait; true where an early event satisfies it at once.
  mutating func begin(_ wait: Wait, _ id: RecordID) -> Bool {
    if let type = wait.event {
      let name = program.event(type).name
      for (index, event) in state.mailbox.enumerated() where event.name == name {
        guard let accepts = accepts(event, wait, id) else { return false }
        if accepts {
          state.mailbox.remove(at: index)
          consume(event, id)
          return true
        }
      }
    }
    let limit = wait.policy.map { at + program.policy($0).timeout }
    state[id].status = .waiting
    state[id].due = limit
    record(.waiting(id, until: limit))
    return false
  }

  /// Reaches a sleep.
  mutating func begin(_ sleep: Sleep, _ id: RecordID) {
    guard let value = value(of: sleep.until, for: title(id), in: state[id].frame) else { return }
    guard let due = due(after: value) else {
      return open(
        .init(
          kind: "bad_expression", step: title(id), message: "expected a duration or a timestamp to sleep for",
          blocks: true), in: state[id].frame)
    }
    state[id].status = .waiting
    state[id].due = due
    record(.waiting(id, until: due))
  }

  func due(after value: JSON) -> Timestamp? {
    guard let text = value.string else { return nil }
    return Milliseconds(json: text).map { at + $0 } ?? Timestamp(text: text)
  }

  mutating func takeEvent(_ event: ReceivedEvent) {
    guard state.status == .running || state.status == .scheduled, state.wants(event, program) else { return }
    for frame in state.frames.indices where state.frames[frame].phase == .running {
      guard let position = state.frames[frame].position, case .wait(let wait) = program.node(position).instruction,
        let type = wait.event, program.event(type).name == event.name
      else { continue }
      let id = state.record(of: wait.step, from: state.frames[frame].block)
      guard let accepts = accepts(event, wait, id) else { return }
      if accepts {
        consume(event, id)
        return leave(frame)
      }
    }
    guard state.mailbox.count < Self.mailboxMax else {
      return open(
        .init(kind: "mailbox_full", step: "", message: "an early event was dropped: \(event.name)", blocks: false),
        in: 0)
    }
    state.mailbox.append(event)
    record(.kept(event))
  }

  private mutating func accepts(_ event: ReceivedEvent, _ wait: Wait, _ id: RecordID) -> Bool? {
    guard case .event(_, let condition?) = wait.expectation else { return true }
    return truth(of: condition, for: title(id), in: state[id].frame, event: event)
  }

  private mutating func consume(_ event: ReceivedEvent, _ id: RecordID) {
    state[id].due = nil
    record(.consumed(id, event))
    succeed(id, output: event.data)
  }

  /// A person's answer. One that is not as declared, or that nobody waits for, is left out.
  mutating func takeDecision(_ id: RecordID, _ answer: JSON, by actor: String) {
    guard state.has(id), isRunning(id), let question = state.question(id, program),
      question.answer.violations(of: answer).isEmpty
    else { return }
    state[id].due = nil
    record(.decided(id, answer: answer, by: actor))
    succeed(id, output: answer)
    leave(state[id].frame)
  }

  /// The time of a wait is up.
  mutating func expire(_ wait: Wait, _ id: RecordID) {
    let frame = state[id].frame
    let awaited = wait.event.map { "no \(program.event($0).name) in time" } ?? "no answer in time"
    let failure = Failure(code: Failure.waitTimedOut, step: name(id), message: awaited)
    state[id].due = nil
    state[id].error = failure
    if let alternative = wait.catches.first(where: { $0.code == nil || $0.code == failure.code }) {
      giveUp(id, failure)
      state.frames[frame].caught = failure
      return go(frame, to: alternative.target)
    }
    switch wait.otherwise {
    case .continue:
      giveUp(id, failure)
      leave(frame)
    case .alert:
      open(.init(kind: "wait_overdue", step: title(id), message: failure.message, blocks: false), in: frame)
    case .compensate:
      giveUp(id, failure)
      fail(failure, in: frame)
    }
  }

  private mutating func giveUp(_ id: RecordID, _ failure: Failure) {
    state[id].status = .failed
    state[id].endedAt = at
    record(.failed(id, .failed, code: failure.code, message: failure.message))
    closeIncidents(of: id)
  }
}
