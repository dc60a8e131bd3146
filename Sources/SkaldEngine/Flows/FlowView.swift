public import SkaldCore
public import SkaldValue

/// A choreographed flow as one: what its participants keep each for itself, put together by the flow's key.
public struct FlowView: Sendable {
  /// One participant's part in it.
  public struct Part: Sendable {
    /// The participant.
    public let participant: String
    /// Its instance.
    public let id: String
    /// Its program.
    let program: SagaProgram
    /// Where it stands.
    public let state: SagaState
    /// What happened to it, oldest first.
    public let entries: [HistoryEntry]
  }

  /// The choreography.
  public let choreography: String
  /// Its version, as the newest part has it.
  public let version: Int
  /// The value of its key field, as text.
  public let key: String
  /// The parts of those that took part, in the order in which they began.
  public let parts: [Part]

  /// Where it stands.
  public var status: FlowStatus {
    FlowStatus(parts.map { FlowStatus.Part(status: $0.state.status, isStuck: $0.state.isStuck) })
  }

  /// Whether its deadline has passed before its end.
  public var isOverdue: Bool { parts.contains { !$0.state.status.isTerminal && $0.state.isDeadlineOver } }

  /// What happened, oldest first: a participant's entry each.
  public var history: [(participant: String, entry: HistoryEntry)] {
    let all = parts.enumerated().flatMap { place, part in part.entries.map { (place, part.participant, $0) } }
    return all.sorted { ($0.2.at, $0.0, $0.2.sequence) < ($1.2.at, $1.0, $1.2.sequence) }.map { ($0.1, $0.2) }
  }
}

extension FlowView {
  /// The flow as the API gives it.
  public var json: JSON {
    .object(
      JSONObject([
        ("choreography", .string(choreography)), ("version", .int(Int64(version))), ("key", .string(key)),
        ("status", .string(status.rawValue)), ("overdue", .bool(isOverdue)),
        ("startedAt", parts.map(\.state.startedAt).min().map { .string($0.text) } ?? .null),
        ("updatedAt", parts.map(\.state.updatedAt).max().map { .string($0.text) } ?? .null),
        ("participants", .array(parts.map(\.json))), ("events", .array(events)), ("needs", .array(needs)),
        ("unreachable", .array([])),
      ]))
  }

  /// The history as the API gives it.
  public var historyJSON: JSON {
    .array(
      history.map { participant, entry in
        var object = entry.json.object ?? JSONObject()
        object["participant"] = .string(participant)
        return .object(object)
      })
  }

  /// The events that participants emitted or heard, each with who reacted to it.
  private var events: [JSON] {
    var found: [(name: String, at: Timestamp, source: String?, data: JSON, heard: [JSON])] = []
    for (participant, entry) in history {
      guard let name = entry.data?["event"]?.string else { continue }
      let data = entry.data?["data"] ?? .null
      let place = found.lastIndex { $0.name == name && $0.data == data }
      switch entry.type {
      case "event.published": found.append((name, entry.at, participant, data, []))
      case "event.consumed", "event.kept", "event.superseded":
        let word = String(entry.type.dropFirst("event.".count))
        let heard: JSON = [
          "participant": .string(participant), "step": entry.step.map { .string($0) } ?? .null,
          "outcome": .string(word), "at": .string(entry.at.text),
        ]
        if let place {
          found[place].heard.append(heard)
        } else {
          found.append((name, entry.at, nil, data, [heard]))
        }
      default: continue
      }
    }
    return found.map { event in
      [
        "event": .string(event.name), "from": event.source.map { .string($0) } ?? .null, "at": .string(event.at.text),
        "data": event.data, "heard": .array(event.heard),
      ]
    }
  }

  /// Who has to act before the flow can go on.
  private var needs: [JSON] {
    parts.filter { !$0.state.status.isTerminal }.flatMap { part in
      part.state.incidents.filter(\.blocks).map { incident in
        [
          "participant": .string(part.participant), "instance": .string(part.id), "step": .string(incident.step),
          "kind": .string(incident.kind), "message": .string(incident.message),
        ]
      }
    }
  }
}

extension FlowView.Part {
  fileprivate var json: JSON {
    let snapshot = state.snapshot(program, definition: "")
    let held = state.flow.held.map { JSON.string($0.event.name) }
    var fields: [(String, JSON)] = [
      ("participant", .string(participant)), ("instance", .string(id)), ("held", .array(held)),
      ("startedAt", .string(state.startedAt.text)),
    ]
    for name in ["version", "status", "stuck", "paused", "entity", "steps", "incidents", "updatedAt"] {
      fields.append((name, snapshot[name] ?? .null))
    }
    return .object(JSONObject(fields))
  }
}
