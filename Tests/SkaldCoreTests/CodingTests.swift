import SkaldCore
import SkaldValue
import Testing

@Suite("The journal's form of events")
struct CodingTests {
  static let call = CallID(RecordID(StepID(3)), phase: .undo, part: 1, attempt: 2)
  static let kinds: [SagaEvent.Kind] = [
    .started(Start(uid: "u", key: "k", input: ["a": [1, nil]], trigger: "e-1")),
    .started(Start(uid: "u", key: nil, input: nil)),
    .started(Start(uid: "u", key: nil, input: nil, wait: .time(Timestamp(milliseconds: 9)))),
    .started(
      Start(
        uid: "u", key: nil, input: nil,
        wait: .entity(since: Timestamp(milliseconds: 8), until: Timestamp(milliseconds: 9)))),
    .admitted, .heldUp(until: Timestamp(milliseconds: 9)), .due(.start),
    .answered(call, .ok(["x": "quoted \" and \n"])), .answered(call, .ok(nil)), .answered(call, .ok(nil as JSON?)),
    .answered(CallID(RecordID(StepID(0)), phase: .action, attempt: 1), .refused(code: "no", message: "m")),
    .answered(call, .refused(code: nil, message: "")),
    .answered(call, .retryable(effect: .none, notBefore: .seconds(3), message: "m")),
    .answered(call, .retryable(effect: .unknown, notBefore: nil, message: "")), .answered(call, .lost(message: "l")),
    .answered(call, .pending), .answered(call, .blocked(effect: .applied, message: "b")),
    .due(.attempt(call)), .due(.retry(call)), .due(.sleep(RecordID(StepID(1)))), .due(.wait(RecordID(StepID(1)))),
    .due(.quiesce(RecordID(StepID(1)))), .due(.deadline),
    .received(ReceivedEvent(id: "i", name: "a.b.v1", data: ["k": 1])), .cancel(reason: "r", by: "b"), .recovered,
    .crashed([call, CallID(RecordID(StepID(0), block: 2), phase: .action, attempt: 1)]), .crashed([]),
    .interrupted([call]), .interrupted([]), .restored,
    .dropped(DroppedEvent(id: "e", name: "a.b.v1", sink: "webhook", reason: "too \"old\"", by: "ann")),
    .operated(OperatorAct(.retry(RecordID(StepID(2), block: 1)), reason: "r", by: "b")),
    .operated(OperatorAct(.resolve(RecordID(StepID(2), block: 0), output: ["a": 1]), reason: "", by: "b")),
    .operated(OperatorAct(.resolve(RecordID(StepID(2), block: 0), output: nil), reason: "", by: "b")),
    .operated(OperatorAct(.fail(RecordID(StepID(2), block: 0), code: "c"), reason: "r", by: "b")),
    .operated(OperatorAct(.edit(RecordID(StepID(2), block: 3), input: ["a": [1]]), reason: "r", by: "b")),
    .operated(OperatorAct(.rerun(RecordID(StepID(2)), newKey: true), reason: "r", by: "b")),
    .operated(OperatorAct(.rerun(RecordID(StepID(2)), newKey: false), reason: "r", by: "b")),
    .operated(OperatorAct(.pause, reason: "r", by: "b")), .operated(OperatorAct(.resume, reason: "", by: "b")),
    .operated(OperatorAct(.terminate, reason: "r", by: "b")),
    .meeting([HeldEntity(entity: "e", id: ["k": 1], state: "S", holder: "u")], .answered(call, .ok(["x": 1]))),
  ]

  @Test("what is written is read again", arguments: kinds)
  func roundTrip(kind: SagaEvent.Kind) throws {
    let event = SagaEvent(at: Timestamp(milliseconds: 5), kind)
    #expect(try SagaEvent(at: event.at, encoded: event.encoded) == event)
  }

  @Test("emitted events are read again in their order")
  func emitted() throws {
    let events = [
      EmittedEvent(name: "a.v1", topic: "t", key: 7, data: ["k": 7]),
      EmittedEvent(name: "b.v1", topic: nil, key: nil, data: nil),
    ]
    #expect(try EmittedEvent.decode(EmittedEvent.encode(events)) == events)
    #expect(try EmittedEvent.decode(EmittedEvent.encode([])) == [])
  }

  @Test("what is no event is refused", arguments: ["", "{}", #"{"t":"ok"}"#, #"{"t":"due","k":"never"}"#, "[1]"])
  func refusals(text: String) {
    #expect(throws: JournalError.self) { try SagaEvent(at: Timestamp(milliseconds: 0), encoded: Array(text.utf8)) }
  }
}
