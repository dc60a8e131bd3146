import FuzzSupport
import SkaldCore
import SkaldValue

/// An instance and what it has been through.
struct Journal {
  private let program: SagaProgram
  private var state: SagaState
  private var events: [SagaEvent]
  private var now = Timestamp(milliseconds: 1_700_000_000_000)

  init(_ program: SagaProgram, input: JSON) {
    self.program = program
    let begin = Start(uid: "f", key: nil, input: input)
    events = [SagaEvent(at: now, .started(begin))]
    (state, _) = Machine.begin(program, at: now, begin)
  }

  /// Takes up a row: `t` is the next timer, `?` and a value the answer to a question, a digit and a row without its call
  /// the answer to that call in flight. Anything else is a row as stores keep it.
  mutating func take(_ row: [UInt8]) {
    now = now + .seconds(1)
    let rest = Array(row.dropFirst())
    switch row.first {
    case UInt8(ascii: "t"):
      now = max(now, state.nextDue(program) ?? now)
      for timer in state.timersDue(program, at: now) { reduce(.due(timer)) }
    case UInt8(ascii: "?"):
      guard let record = state.openQuestions(program).first, let answer = try? JSON.parse(rest) else { return }
      reduce(.decided(record, answer: answer, by: "me"))
    case let sign? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(sign):
      let calls = state.inFlight
      guard !calls.isEmpty, case .object(let row)? = try? JSON.parse(rest) else { return }
      takeRow(Array(JSON.object(Self.answer(row, to: calls[Int(sign) % calls.count])).text.utf8))
    default: takeRow(row)
    }
  }

  private static func answer(_ row: JSONObject, to call: CallID) -> JSONObject {
    var row = row
    row["s"] = .int(Int64(call.step.index))
    row["b"] = .int(Int64(call.record.block))
    row["p"] = .string(call.phase.rawValue)
    row["c"] = .int(Int64(call.part))
    row["n"] = .int(Int64(call.attempt))
    return row
  }

  private mutating func takeRow(_ row: [UInt8]) {
    guard let event = try? SagaEvent(at: now, encoded: row) else { return }
    expect((try? SagaEvent(at: now, encoded: event.encoded)) == event, "\(event) is not read as it was written")
    reduce(event.kind)
  }

  private mutating func reduce(_ kind: SagaEvent.Kind) {
    let event = SagaEvent(at: now, kind)
    events.append(event)
    _ = Machine.reduce(program, &state, event)
    expect(state.isAtRest == state.inFlight.isEmpty, "an instance at rest has calls in flight")
  }

  /// The same events give the same state, and every state and history can be shown.
  func check() {
    let again = try? History.replay(program, events)
    expect(again?.state == state, "two runs of the same events differ")
    for entry in again?.entries ?? [] { _ = entry.json }
    let report = try? History.report(program, events)
    _ = report?.report.json(state, program)
    _ = state.snapshot(program, definition: "")
  }
}
