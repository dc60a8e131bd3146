import SkaldValue
import Testing

@testable import SkaldCLI

@Suite("An instance as a terminal shows it")
struct WatchViewTests {
  private static func view(_ entries: [(Int64, String, String?, String)]) throws -> WatchView {
    var view = WatchView()
    for (second, type, step, rest) in entries {
      var entry = JSONObject([("at", .string(time(second).text)), ("type", .string(type))])
      if let step { entry["step"] = .string(step) }
      for member in try JSON.parse("{\(rest)}").object?.members ?? [] { entry[member.name] = member.value }
      view.take(.object(entry))
    }
    return view
  }

  private static func time(_ second: Int64) -> Timestamp { Timestamp(milliseconds: 1_800_000_000_000 + second * 1000) }

  private static let running: [(Int64, String, String?, String)] = [
    (0, "instance.started", nil, ""),
    (0, "step.dispatched", "charge", #""attempt":1,"data":{"operation":"payment.charge"}"#),
    (6, "step.answered", "charge", #""attempt":1,"data":{"outcome":"unknown"}"#),
    (6, "step.retry_planned", "charge", #""attempt":2,"data":{"at":"soon"}"#),
    (8, "step.dispatched", "charge", #""attempt":2,"data":{"operation":"payment.charge"}"#),
    (12, "step.succeeded", "charge", ""),
    (12, "step.waiting", "delivered", #""data":{"until":"tomorrow"}"#),
  ]

  @Test("a line a step, with when it ran, how often, and what became of it")
  func goesOn() throws {
    let lines = try Self.view(Self.running).lines(now: Self.time(24), width: 80, isColourful: false)
    #expect(
      lines == [
        "running  24.0 s",
        "✓ charge     ████████████············  12.0 s  attempt 2",
        "… delivered  ············████████████  12.0 s  until tomorrow",
      ])
  }

  @Test("what was undone, what failed, and what is the matter")
  func turnsBack() throws {
    var view = try Self.view(Self.running)
    let more: [(Int64, String, String?, String)] = [
      (16, "step.failed", "delivered", #""data":{"code":"wait_timed_out"}"#),
      (16, "instance.compensating", nil, ""),
      (16, "incident.opened", nil, #""data":{"kind":"undo_takes_long","step":"charge","message":"look"}"#),
      (16, "undo.dispatched", "charge", ""),
    ]
    view = try Self.view(Self.running + more)
    #expect(
      view.lines(now: Self.time(16), width: 80, isColourful: false) == [
        "compensating  16.0 s",
        "↩ charge     ██████████████████······  12.0 s  attempt 2  is being undone",
        "✗ delivered  ··················██████  4.0 s  failed: wait_timed_out",
        "! undo_takes_long charge: look",
      ])
    let end: [(Int64, String, String?, String)] = [
      (18, "undo.done", "charge", ""),
      (18, "incident.closed", nil, #""data":{"kind":"undo_takes_long","step":"charge"}"#),
      (18, "instance.compensated", nil, ""),
    ]
    view = try Self.view(Self.running + more + end)
    // Once it is over, time does not go on.
    #expect(view.lines(now: Self.time(99), width: 80, isColourful: false).first == "compensated  18.0 s")
    #expect(view.lines(now: Self.time(99), width: 80, isColourful: false).count == 3)
    #expect(view.isOver)
  }

  @Test("no line is wider than the terminal, whatever names and messages there are", arguments: [0, 1, 20, 40, 80])
  func narrow(width: Int) throws {
    let long = String(repeating: "x", count: 200)
    let view = try Self.view([
      (0, "instance.started", nil, ""), (0, "step.dispatched", long, #""data":{"operation":"\#(long)"}"#),
      (1, "incident.opened", nil, #""data":{"kind":"k","step":"s","message":"\#(long)"}"#),
    ])
    for line in view.lines(now: Self.time(2), width: width, isColourful: false).dropFirst() {
      #expect(line.count <= max(width, 1))
    }
  }

  @Test("colours surround the symbol alone, and change nothing else")
  func colours() throws {
    let view = try Self.view(Self.running)
    let plain = view.lines(now: Self.time(24), width: 80, isColourful: false)
    let painted = view.lines(now: Self.time(24), width: 80, isColourful: true)
    #expect(painted[1].hasPrefix("\u{1B}[32m✓\u{1B}[0m charge"))
    #expect(painted.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == plain)
  }

  @Test("a scheduled instance has no steps yet")
  func scheduled() throws {
    let view = try Self.view([(0, "instance.scheduled", nil, #""data":{"for":"time","until":"later"}"#)])
    #expect(view.lines(now: Self.time(3), width: 80, isColourful: false) == ["scheduled  3.0 s"])
  }
}
