import JSONSchema
public import SkaldValue

extension SagaProgram {
  /// The program as people read it: what it takes, its steps, and what they use. ``json`` has all of it.
  public var described: JSON {
    let members: [(String, JSON)] = [
      ("input", input.jsonSchema), ("key", key.map { $0.readable } ?? .null),
      ("startedBy", startedBy.map { .string(event($0).name) } ?? .null),
      ("deadlineMs", tuning.deadline.map { .int($0.count) } ?? .null),
      ("steps", .array(steps.indices.map { describe(StepID($0)) })),
      ("entities", .array(entities.map(\.described))), ("events", .array(events.map(\.described))),
      ("operations", .array(operations.map(\.described))), ("output", output.map { $0.readable } ?? .null),
    ]
    return .object(JSONObject(members))
  }

  private func describe(_ id: StepID) -> JSON {
    let facts = StepFacts(id, self, as: .readable)
    var step = JSONObject([("name", .string(facts.name)), ("path", .string(facts.path))])
    for aspect in StepFacts.Aspect.allCases {
      guard let fact = facts[aspect], fact.saysSomething else { continue }
      step[aspect.rawValue] = fact
    }
    if !facts.tuning.isEmpty { step["policies"] = .array(facts.tuning.map(\.described)) }
    return .object(step)
  }
}

extension JSON {
  /// Whether it is worth a line.
  fileprivate var saysSomething: Bool {
    switch self {
    case .null, .bool(false): false
    case .array(let elements): elements.contains { $0.saysSomething }
    default: true
    }
  }
}

extension CallPolicy {
  fileprivate var described: JSON {
    [
      "timeoutMs": .int(timeout.count), "heartbeatMs": heartbeat.map { .int($0.count) } ?? .null,
      "attempts": retry.attempts.map { .int(Int64($0)) } ?? .null, "waitMs": .int(retry.wait.count),
      "factor": .double(retry.factor), "maxMs": .int(retry.max.count), "jitter": .bool(retry.hasJitter),
    ]
  }
}

extension Entity {
  fileprivate var described: JSON {
    let moves = JSONObject(states.map { ($0.name, .array($0.next.map { .string($0) })) })
    return [
      "name": .string(name), "id": id.map { $0.readable } ?? .null, "initial": .string(initial),
      "states": .object(moves), "locked": .array(locked.map { .string($0) }),
    ]
  }
}

extension EventType {
  fileprivate var described: JSON {
    [
      "name": .string(name), "topic": topic.map { .string($0) } ?? .null, "key": key.map { .string($0) } ?? .null,
      "data": data.jsonSchema,
    ]
  }
}

extension Operation {
  fileprivate var described: JSON {
    [
      "name": .string(name), "input": input.map { $0.jsonSchema } ?? .null,
      "output": output.map { $0.jsonSchema } ?? .null, "refuses": .array(refusals.map { .string($0) }),
      "effect": .bool(hasEffect), "idempotent": .string(idempotency.rawValue), "barrier": .bool(hasBarrier),
    ]
  }
}
