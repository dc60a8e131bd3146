public import SkaldValue

/// Why a journal row cannot be read.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as one clause.
  public let message: String
  /// The message.
  public var description: String { message }
}

/// The journal's form of an event: one small JSON object, with short names since there are millions of them.
///
/// `t` is the type; a call is `s` step, `p` phase, `c` part, `n` attempt. Written by hand: this is the hot path.
extension SagaEvent {
  /// The bytes that a journal keeps; the time is kept beside them.
  public var encoded: [UInt8] { kind.json.utf8 }

  /// Reads what a journal kept.
  /// - Throws: ``JournalError`` where the bytes are not such an event.
  public init(at time: Timestamp, encoded bytes: [UInt8]) throws(JournalError) {
    let json: JSON
    do throws(JSONError) { json = try JSON.parse(bytes) } catch { throw JournalError(message: error.description) }
    guard let kind = Kind(json: json) else {
      throw JournalError(message: "the event `\(json["t"]?.string ?? "")` cannot be read")
    }
    self.init(at: time, kind)
  }
}

extension SagaEvent.Kind {
  fileprivate var json: JSON {
    switch self {
    case .started(let start):
      var object = JSONObject([("t", "start"), ("id", .string(start.uid))])
      if let key = start.key { object["key"] = .string(key) }
      object["in"] = start.input
      if let trigger = start.trigger { object["by"] = .string(trigger) }
      return .object(object)
    case .answered(let call, let result):
      return .object(JSONObject([("t", .string(result.tag))] + call.members + result.members))
    case .due(let timer): return .object(JSONObject([("t", "due"), ("k", .string(timer.tag))] + timer.members))
    case .received(let event):
      return ["t": "event", "id": .string(event.id), "name": .string(event.name), "v": event.data]
    case .cancel(let reason, let actor): return ["t": "cancel", "m": .string(reason), "by": .string(actor)]
    case .recovered: return ["t": "recovered"]
    }
  }

  fileprivate init?(json: JSON) {
    switch json["t"]?.string {
    case "start":
      guard let uid = json["id"]?.string, let input = json["in"] else { return nil }
      self = .started(Start(uid: uid, key: json["key"]?.string, input: input, trigger: json["by"]?.string))
    case "due":
      guard let timer = TimerID(json: json) else { return nil }
      self = .due(timer)
    case "event":
      guard let id = json["id"]?.string, let name = json["name"]?.string, let data = json["v"] else { return nil }
      self = .received(ReceivedEvent(id: id, name: name, data: data))
    case "cancel": self = .cancel(reason: json["m"]?.string ?? "", by: json["by"]?.string ?? "")
    case "recovered": self = .recovered
    default:
      guard let call = CallID(json: json), let result = CallResult(json: json) else { return nil }
      self = .answered(call, result)
    }
  }
}

extension CallID {
  fileprivate var members: [(String, JSON)] {
    var members: [(String, JSON)] = [("s", .int(Int64(step.index)))]
    if phase != .action { members.append(("p", .string(phase.rawValue))) }
    if part != 0 { members.append(("c", .int(Int64(part)))) }
    members.append(("n", .int(Int64(attempt))))
    return members
  }

  fileprivate init?(json: JSON) {
    guard let step = json["s"]?.int, let attempt = json["n"]?.int,
      let phase = Phase(rawValue: json["p"]?.string ?? Phase.action.rawValue)
    else { return nil }
    self.init(step: StepID(Int(step)), phase: phase, part: Int(json["c"]?.int ?? 0), attempt: Int(attempt))
  }
}

extension CallResult {
  fileprivate var tag: String {
    switch self {
    case .ok: "ok"
    case .refused: "no"
    case .retryable: "later"
    case .lost: "lost"
    case .pending: "pending"
    case .blocked: "blocked"
    }
  }

  fileprivate var members: [(String, JSON)] {
    switch self {
    case .ok(let output): output.map { [("v", $0)] } ?? []
    case .refused(let code, let message): (code.map { [("code", .string($0))] } ?? []) + [("m", .string(message))]
    case .retryable(let effect, let notBefore, let message):
      [("e", .string(effect.rawValue)), ("m", .string(message))] + (notBefore.map { [("w", .int($0.count))] } ?? [])
    case .lost(let message): [("m", .string(message))]
    case .pending: []
    case .blocked(let effect, let message): [("e", .string(effect.rawValue)), ("m", .string(message))]
    }
  }

  fileprivate init?(json: JSON) {
    let message = json["m"]?.string ?? ""
    let effect = json["e"]?.string.flatMap { AttemptEffect(rawValue: $0) }
    switch json["t"]?.string {
    case "ok": self = .ok(json["v"])
    case "no": self = .refused(code: json["code"]?.string, message: message)
    case "later":
      guard let effect else { return nil }
      self = .retryable(effect: effect, notBefore: json["w"]?.int.map { Milliseconds($0) }, message: message)
    case "lost": self = .lost(message: message)
    case "pending": self = .pending
    case "blocked":
      guard let effect else { return nil }
      self = .blocked(effect: effect, message: message)
    default: return nil
    }
  }
}

extension TimerID {
  fileprivate var tag: String {
    switch self {
    case .attempt: "attempt"
    case .retry: "retry"
    case .sleep: "sleep"
    case .wait: "wait"
    case .quiesce: "quiesce"
    case .deadline: "deadline"
    }
  }

  fileprivate var members: [(String, JSON)] {
    switch self {
    case .attempt(let call), .retry(let call): call.members
    case .sleep(let step), .wait(let step), .quiesce(let step): [("s", .int(Int64(step.index)))]
    case .deadline: []
    }
  }

  fileprivate init?(json: JSON) {
    let step = json["s"]?.int.map { StepID(Int($0)) }
    switch (json["k"]?.string, CallID(json: json), step) {
    case ("attempt", let call?, _): self = .attempt(call)
    case ("retry", let call?, _): self = .retry(call)
    case ("sleep", _, let step?): self = .sleep(step)
    case ("wait", _, let step?): self = .wait(step)
    case ("quiesce", _, let step?): self = .quiesce(step)
    case ("deadline", _, _): self = .deadline
    default: return nil
    }
  }
}

extension EmittedEvent {
  /// The journal's form of events written with one transition.
  public static func encode(_ events: [EmittedEvent]) -> [UInt8] {
    JSON.array(
      events.map { event in
        var object = JSONObject([("n", .string(event.name))])
        if let topic = event.topic { object["t"] = .string(topic) }
        if let key = event.key { object["k"] = key }
        object["v"] = event.data
        return .object(object)
      }
    ).utf8
  }

  /// Reads what a journal kept.
  /// - Throws: ``JournalError`` where the bytes are no such list.
  public static func decode(_ bytes: [UInt8]) throws(JournalError) -> [EmittedEvent] {
    let json: JSON
    do throws(JSONError) { json = try JSON.parse(bytes) } catch { throw JournalError(message: error.description) }
    guard let values = json.array else { throw JournalError(message: "expected a list of events") }
    var events: [EmittedEvent] = []
    for value in values {
      guard let name = value["n"]?.string, let data = value["v"] else {
        throw JournalError(message: "an event has no name or no data")
      }
      events.append(EmittedEvent(name: name, topic: value["t"]?.string, key: value["k"], data: data))
    }
    return events
  }
}
