public import SkaldValue

extension Fact {
  func entry(_ program: SagaProgram, _ state: SagaState, sequence: Int, at time: Timestamp) -> HistoryEntry {
    var entry = HistoryEntry(sequence: sequence, at: time, type: type)
    if let call { (entry.step, entry.attempt) = (state.title(of: call.record, program), call.attempt) }
    if let step { entry.step = state.title(of: step, program) }
    entry.data = data(program)
    return entry
  }

  /// The words of histories: what it is about, a dot, what happened.
  private var type: String {
    switch self {
    case .scheduled: "instance.scheduled"
    case .started: "instance.started"
    case .dispatched(let invocation): "\(invocation.id.subject).dispatched"
    case .answered(let call, _, _): "\(call.subject).answered"
    case .retryPlanned(let call, _): "\(call.subject).retry_planned"
    case .succeeded: "step.succeeded"
    case .failed(_, let status, _, _): "step.\(status.rawValue)"
    case .skipped: "step.skipped"
    case .waiting: "step.waiting"
    case .entered: "step.entered"
    case .decided: "step.answered_by_person"
    case .operated(let act): "operator.\(act.verb.word)"
    case .consumed: "event.consumed"
    case .kept: "event.kept"
    case .published: "event.published"
    case .moved: "entity.moved"
    case .undo(_, let status): "undo.\(status.rawValue)"
    case .status(let status, _, _): "instance.\(status.rawValue)"
    case .cancelRequested: "instance.cancel_requested"
    case .cancelRefused: "instance.cancel_refused"
    case .deadlineIgnored: "instance.deadline_ignored"
    case .incidentOpened: "incident.opened"
    case .incidentClosed: "incident.closed"
    case .late(let call, _): "\(call.subject).late"
    case .adopted(_, let old, let new): old == new ? "instance.tuned" : "instance.migrated"
    case .dropped: "event.dropped"
    case .superseded: "event.superseded"
    case .recovered: "instance.recovered"
    }
  }

  private var call: CallID? {
    switch self {
    case .dispatched(let invocation): invocation.id
    case .answered(let call, _, _), .retryPlanned(let call, _), .late(let call, _): call
    case .scheduled, .started, .succeeded, .failed, .skipped, .waiting, .entered, .decided, .operated, .consumed,
      .kept, .published, .moved, .undo, .status, .cancelRequested, .cancelRefused, .deadlineIgnored, .incidentOpened,
      .incidentClosed, .adopted, .dropped, .superseded, .recovered:
      nil
    }
  }

  private var step: RecordID? {
    switch self {
    case .succeeded(let step, _), .failed(let step, _, _, _), .skipped(let step), .waiting(let step, _),
      .consumed(let step, _), .undo(let step, _), .entered(let step), .decided(let step, _, _):
      step
    case .operated(let act): act.verb.record
    case .scheduled, .started, .dispatched, .answered, .retryPlanned, .kept, .published, .moved, .status,
      .cancelRequested,
      .cancelRefused, .deadlineIgnored, .incidentOpened, .incidentClosed, .late, .adopted, .dropped, .superseded,
      .recovered:
      nil
    }
  }

  private func data(_ program: SagaProgram) -> JSON? {
    switch self {
    case .started, .skipped, .entered, .undo, .cancelRefused, .deadlineIgnored, .recovered: return nil
    case .scheduled(let wait): return wait.json
    case .dispatched(let invocation):
      return [
        "operation": .string(invocation.operation), "idempotencyKey": .string(invocation.idempotencyKey),
        "input": invocation.arguments, "deadline": .string(invocation.deadline.text),
        "fence": .int(Int64(invocation.fence)),
      ]
    case .answered(_, let outcome, let message):
      return message.isEmpty
        ? ["outcome": .string(outcome)] : ["outcome": .string(outcome), "message": .string(message)]
    case .retryPlanned(_, let due): return ["at": .string(due.text)]
    case .succeeded(_, let output): return output.map { ["output": $0] }
    case .failed(_, _, let code, let message): return ["code": .string(code), "message": .string(message)]
    case .waiting(_, let until): return until.map { ["until": .string($0.text)] }
    case .decided(_, let answer, let actor): return ["answer": answer, "by": .string(actor)]
    case .operated(let act): return Self.data(act)
    case .cancelRequested(let reason, let actor):
      return reason.isEmpty ? ["by": .string(actor)] : ["by": .string(actor), "reason": .string(reason)]
    case .consumed(_, let event), .kept(let event), .superseded(let event): return event.json
    case .published(let event): return ["event": .string(event.name), "data": event.data]
    case .moved(let entity, let id, let state):
      return ["entity": .string(program.entities[entity.index].name), "id": id, "state": .string(state)]
    case .status(_, let cause, let failure): return Self.data(cause, failure)
    case .incidentOpened(let incident), .incidentClosed(let incident): return incident.json
    case .late(_, let outcome): return ["outcome": .string(outcome)]
    case .adopted(let change, let old, let new): return Self.data(change, old, new)
    case .dropped(let event): return event.json
    }
  }

  private static func data(_ change: ProgramChange, _ old: Int, _ new: Int) -> JSON? {
    guard old != new else { return nil }
    var data = JSONObject([("from", .int(Int64(old))), ("to", .int(Int64(new))), ("by", .string(change.by))])
    if !change.reason.isEmpty { data["reason"] = .string(change.reason) }
    return .object(data)
  }

  private static func data(_ act: OperatorAct) -> JSON {
    var data = JSONObject([("by", .string(act.by))])
    if !act.reason.isEmpty { data["reason"] = .string(act.reason) }
    if case .resolve(_, let output?) = act.verb { data["output"] = output }
    if case .fail(_, let code) = act.verb { data["code"] = .string(code) }
    if case .edit(_, let input) = act.verb { data["input"] = input }
    if case .rerun(_, let newKey) = act.verb { data["newKey"] = .bool(newKey) }
    return .object(data)
  }

  private static func data(_ cause: Cause?, _ failure: Failure?) -> JSON? {
    guard let cause else { return nil }
    var data = JSONObject([("cause", .string(cause.rawValue))])
    if let failure { data["failure"] = failure.json }
    return .object(data)
  }
}

extension CallID {
  /// What a call is about, in the words of histories.
  fileprivate var subject: String {
    switch phase {
    case .action: "step"
    case .undo: "undo"
    case .check: "check"
    }
  }
}

extension Failure {
  /// The failure as the API gives it.
  public var json: JSON { ["code": .string(code), "step": .string(step), "message": .string(message)] }
}

extension Incident {
  /// The incident as the API gives it.
  public var json: JSON {
    ["kind": .string(kind), "step": .string(step), "message": .string(message), "blocks": .bool(blocks)]
  }
}

extension ReceivedEvent {
  fileprivate var json: JSON { ["id": .string(id), "event": .string(name), "data": data] }
}
