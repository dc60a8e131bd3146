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
/// `t` is the type; a record is `s` step, `b` round of a loop; a call is its record, `p` phase, `c` part, `n` attempt. Written by hand: this is the hot path.
extension SagaEvent {
  /// The bytes that a journal keeps; the time is kept beside them.
  public var encoded: [UInt8] {
    var writer = JSONObjectWriter()
    kind.write(to: &writer)
    return writer.finish()
  }

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
  fileprivate func write(to writer: inout JSONObjectWriter) {
    switch self {
    case .started(let start):
      writer.add("t", text: "start")
      writer.add("id", text: start.uid)
      if let key = start.key { writer.add("key", text: key) }
      writer.add("in", start.input)
      if let trigger = start.trigger { writer.add("by", text: trigger) }
      if let wait = start.wait { writer.add("wait", wait.stored) }
    case .admitted: writer.add("t", text: "admitted")
    case .heldUp(let until):
      writer.add("t", text: "held_up")
      writer.add("to", .int(until.milliseconds))
    case .answered(let call, let result):
      writer.add("t", text: result.tag)
      call.write(to: &writer)
      result.write(to: &writer)
    case .due(let timer):
      writer.add("t", text: "due")
      writer.add("k", text: timer.tag)
      timer.write(to: &writer)
    case .received(let event):
      writer.add("t", text: "event")
      writer.add("id", text: event.id)
      writer.add("name", text: event.name)
      writer.add("v", event.data)
    case .cancel(let reason, let actor):
      writer.add("t", text: "cancel")
      writer.add("m", text: reason)
      writer.add("by", text: actor)
    case .decided(let record, let answer, let actor):
      writer.add("t", text: "decided")
      record.write(to: &writer)
      writer.add("v", answer)
      writer.add("by", text: actor)
    case .operated(let act):
      writer.add("t", text: "act")
      act.write(to: &writer)
    case .dropped(let event):
      writer.add("t", text: "dropped")
      event.write(to: &writer)
    case .recovered: writer.add("t", text: "recovered")
    case .restored: writer.add("t", text: "restored")
    case .crashed(let calls): Self.write("crashed", calls, to: &writer)
    case .interrupted(let calls): Self.write("interrupted", calls, to: &writer)
    case .adopted(let change):
      writer.add("t", text: "adopt")
      writer.add("from", integer: change.from)
      writer.add("to", integer: change.to)
      if !change.reason.isEmpty { writer.add("m", text: change.reason) }
      if !change.by.isEmpty { writer.add("by", text: change.by) }
    case .meeting(let held, let kind):
      writer.add("t", text: "meeting")
      writer.add("held", .array(held.map { $0.json }))
      writer.add("then", kind.json)
    }
  }

  /// The form that stands inside of another event: rare, so that its text is read back.
  private var json: JSON {
    var writer = JSONObjectWriter()
    write(to: &writer)
    return (try? JSON.parse(writer.finish())) ?? .null
  }

  private static func write(_ word: String, _ calls: [CallID], to writer: inout JSONObjectWriter) {
    writer.add("t", text: word)
    writer.add("calls", .array(calls.map { $0.json }))
  }

  private static func calls(_ json: JSON) -> [CallID]? {
    guard let list = json["calls"]?.array else { return nil }
    let calls = list.compactMap { CallID(json: $0) }
    return calls.count == list.count ? calls : nil
  }

  fileprivate init?(json: JSON) {
    switch json["t"]?.string {
    case "start":
      guard let uid = json["id"]?.string, let input = json["in"] else { return nil }
      self = .started(
        Start(
          uid: uid, key: json["key"]?.string, input: input, trigger: json["by"]?.string, wait: StartWait(json["wait"])))
    case "admitted": self = .admitted
    case "held_up":
      guard let until = json["to"]?.int else { return nil }
      self = .heldUp(until: Timestamp(milliseconds: until))
    case "due":
      guard let timer = TimerID(json: json) else { return nil }
      self = .due(timer)
    case "event":
      guard let id = json["id"]?.string, let name = json["name"]?.string, let data = json["v"] else { return nil }
      self = .received(ReceivedEvent(id: id, name: name, data: data))
    case "cancel": self = .cancel(reason: json["m"]?.string ?? "", by: json["by"]?.string ?? "")
    case "decided":
      guard let record = RecordID(json: json), let answer = json["v"] else { return nil }
      self = .decided(record, answer: answer, by: json["by"]?.string ?? "")
    case "act":
      guard let act = OperatorAct(json: json) else { return nil }
      self = .operated(act)
    case "dropped":
      guard let event = DroppedEvent(json: json) else { return nil }
      self = .dropped(event)
    case "recovered": self = .recovered
    case "restored": self = .restored
    case "crashed":
      guard let calls = Self.calls(json) else { return nil }
      self = .crashed(calls)
    case "interrupted":
      guard let calls = Self.calls(json) else { return nil }
      self = .interrupted(calls)
    case "adopt":
      guard let from = json["from"]?.int, let to = json["to"]?.int else { return nil }
      self = .adopted(
        ProgramChange(from: from, to: to, reason: json["m"]?.string ?? "", by: json["by"]?.string ?? ""))
    case "meeting":
      guard let list = json["held"]?.array, let then = json["then"], let kind = Self(json: then) else { return nil }
      let held = list.compactMap { HeldEntity(json: $0) }
      guard held.count == list.count else { return nil }
      self = .meeting(held, kind)
    default:
      guard let call = CallID(json: json), let result = CallResult(json: json) else { return nil }
      self = .answered(call, result)
    }
  }
}

extension HeldEntity {
  fileprivate var json: JSON {
    ["e": .string(entity), "id": id, "s": .string(state), "by": .string(holder)]
  }

  fileprivate init?(json: JSON) {
    guard let entity = json["e"]?.string, let id = json["id"], let state = json["s"]?.string,
      let holder = json["by"]?.string
    else { return nil }
    self.init(entity: entity, id: id, state: state, holder: holder)
  }
}

extension RecordID {
  fileprivate func write(to writer: inout JSONObjectWriter) {
    writer.add("s", integer: Int64(step.index))
    if block != 0 { writer.add("b", integer: Int64(block)) }
  }

  fileprivate init?(json: JSON) {
    guard let step = json["s"]?.int else { return nil }
    self.init(StepID(Int(step)), block: Int(json["b"]?.int ?? 0))
  }
}

extension CallID {
  fileprivate func write(to writer: inout JSONObjectWriter) {
    record.write(to: &writer)
    if phase != .action { writer.add("p", text: phase.rawValue) }
    if part != 0 { writer.add("c", integer: Int64(part)) }
    writer.add("n", integer: Int64(attempt))
  }

  fileprivate var json: JSON {
    var writer = JSONObjectWriter()
    write(to: &writer)
    return (try? JSON.parse(writer.finish())) ?? .null
  }

  fileprivate init?(json: JSON) {
    guard let record = RecordID(json: json), let attempt = json["n"]?.int,
      let phase = Phase(rawValue: json["p"]?.string ?? Phase.action.rawValue)
    else { return nil }
    self.init(record, phase: phase, part: Int(json["c"]?.int ?? 0), attempt: Int(attempt))
  }
}

extension OperatorAct {
  fileprivate func write(to writer: inout JSONObjectWriter) {
    writer.add("k", text: verb.word)
    verb.record?.write(to: &writer)
    if case .resolve(_, let output?) = verb { writer.add("v", output) }
    if case .fail(_, let code) = verb { writer.add("code", text: code) }
    if case .edit(_, let input) = verb { writer.add("v", input) }
    if case .rerun(_, newKey: true) = verb { writer.add("new", .bool(true)) }
    writer.add("m", text: reason)
    writer.add("by", text: by)
  }

  fileprivate init?(json: JSON) {
    let verb = Verb(
      word: json["k"]?.string ?? "", record: RecordID(json: json), output: json["v"], code: json["code"]?.string,
      input: json["v"], newKey: json["new"]?.bool ?? false)
    guard let verb else { return nil }
    self.init(verb, reason: json["m"]?.string ?? "", by: json["by"]?.string ?? "")
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

  fileprivate func write(to writer: inout JSONObjectWriter) {
    switch self {
    case .ok(let output): if let output { writer.add("v", output) }
    case .refused(let code, let message):
      if let code { writer.add("code", text: code) }
      writer.add("m", text: message)
    case .retryable(let effect, let notBefore, let message):
      writer.add("e", text: effect.rawValue)
      writer.add("m", text: message)
      if let notBefore { writer.add("w", integer: notBefore.count) }
    case .lost(let message): writer.add("m", text: message)
    case .pending: return
    case .blocked(let effect, let message):
      writer.add("e", text: effect.rawValue)
      writer.add("m", text: message)
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
    case .start: "start"
    case .deadline: "deadline"
    case .subSagaDeadline: "subsaga_deadline"
    }
  }

  fileprivate func write(to writer: inout JSONObjectWriter) {
    switch self {
    case .attempt(let call), .retry(let call): call.write(to: &writer)
    case .sleep(let record), .wait(let record), .quiesce(let record), .subSagaDeadline(let record):
      record.write(to: &writer)
    case .start, .deadline: return
    }
  }

  fileprivate init?(json: JSON) {
    switch (json["k"]?.string, CallID(json: json), RecordID(json: json)) {
    case ("attempt", let call?, _): self = .attempt(call)
    case ("retry", let call?, _): self = .retry(call)
    case ("sleep", _, let record?): self = .sleep(record)
    case ("wait", _, let record?): self = .wait(record)
    case ("quiesce", _, let record?): self = .quiesce(record)
    case ("subsaga_deadline", _, let record?): self = .subSagaDeadline(record)
    case ("start", _, _): self = .start
    case ("deadline", _, _): self = .deadline
    default: return nil
    }
  }
}

extension EmittedEvent {
  /// The journal's form of events written with one transition.
  public static func encode(_ events: [EmittedEvent]) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "[")]
    for event in events {
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      var writer = JSONObjectWriter()
      writer.add("n", text: event.name)
      if let topic = event.topic { writer.add("t", text: topic) }
      if let key = event.key { writer.add("k", key) }
      writer.add("v", event.data)
      out += writer.finish()
    }
    out.append(UInt8(ascii: "]"))
    return out
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
