import NIOHTTP1
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Operators over HTTP", .timeLimit(.minutes(1)))
struct OperatorTests {
  /// Handlers without the one that the first step needs: the step stands still.
  private static var incomplete: Handlers {
    var handlers = Handlers()
    handlers.on("payment.refund") { _, _ in }
    handlers.on("delivery.request") { _, _ in }
    return handlers
  }

  /// An instance whose first step stands still.
  private static func stuck(_ daemon: Daemon) async throws -> String {
    let id = try await daemon.startOrder(1)
    try await daemon.waitForEntry("step.answered", step: "charge", of: id)
    return id
  }

  private static func post(_ daemon: Daemon, _ id: String, _ verb: String, _ body: String) async throws -> Daemon.Answer
  {
    try await daemon.call(.POST, "/v1/instances/\(id)/\(verb)", body)
  }

  @Test("a step that stands still is resolved with its output, and the history says by whom and why")
  func resolve() async throws {
    let (wrong, done, history) = try await Daemon.run(handlers: Self.incomplete) { daemon in
      let id = try await Self.stuck(daemon)
      let wrong = try await Self.post(daemon, id, "resolve", #"{"output": {"paymentId": 7}}"#)
      let done = try await Self.post(
        daemon, id, "resolve", #"{"output": {"paymentId": "p-1"}, "reason": "paid by phone"}"#)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      return (wrong, done, try await daemon.call(.GET, "/v1/instances/\(id)/history"))
    }
    #expect(wrong.status == 400)
    #expect(wrong.body["errors"]?.array?.first?["path"] == "paymentId")
    #expect(done.status == 200)
    #expect(done.body["stuck"] == false)
    #expect(done.body["steps"]?.array?.first?["output"] == ["paymentId": "p-1"])
    let act = history.body["events"]?.array?.first { $0["type"] == "operator.resolve" }
    #expect(act?["step"] == "charge")
    #expect(act?["data"]?["by"] == "local")
    #expect(act?["data"]?["reason"] == "paid by phone")
  }

  @Test("a step that stands still is tried again, skipped, or failed", arguments: ["retry", "skip", "fail"])
  func others(verb: String) async throws {
    let answer = try await Daemon.run(handlers: Self.incomplete) { daemon in
      let id = try await Self.stuck(daemon)
      return try await Self.post(daemon, id, verb, #"{"reason": "as told", "step": "charge"}"#)
    }
    #expect(answer.status == 200)
    let expected: [String: JSON] = ["retry": "running", "skip": "skipped", "fail": "failed"]
    if verb != "retry" { #expect(answer.body["steps"]?.array?.first?["state"] == expected[verb]) }
    if verb == "fail" { #expect(answer.body["failure"]?["code"] == "rejected") }
  }

  @Test("to terminate says which effects stay, and happens once")
  func terminate() async throws {
    let (silent, ended, again) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      let silent = try await Self.post(daemon, id, "terminate", "{}")
      let ended = try await Self.post(daemon, id, "terminate", #"{"reason": "a test"}"#)
      return (silent, ended, try await Self.post(daemon, id, "terminate", #"{"reason": "a test"}"#))
    }
    #expect(silent.status == 400)
    #expect(silent.body["errors"]?.array?.first?["path"] == "reason")
    #expect(ended.status == 200)
    #expect(ended.body["status"] == "terminated")
    #expect(ended.body["residue"] == ["charge"])
    #expect(again.status == 409)
    #expect(again.code == "already_ended")
  }

  @Test(
    "what cannot be done is refused, with the reason",
    arguments: [
      ("retry", "{}", 404, "unknown_step"), ("retry", #"{"step": "nothing"}"#, 404, "unknown_step"),
      ("retry", #"{"step": "charge"}"#, 409, "not_possible"),
      ("force", #"{"step": "charge", "evidence": "a receipt"}"#, 409, "not_possible"),
      ("retry", #"{"steps": "charge"}"#, 400, "input_invalid"), ("skip", "[]", 400, "input_invalid"),
      ("retry", #"{"step": 7}"#, 400, "input_invalid"),
    ])
  func refused(verb: String, body: String, status: Int, code: String) async throws {
    let answer = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      return try await Self.post(daemon, id, verb, body)
    }
    #expect(answer.status == status)
    #expect(answer.code == code)
  }

  @Test("a paused instance says so, and goes on once it is resumed")
  func pause() async throws {
    let (paused, resumed) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      let paused = try await Self.post(daemon, id, "pause", #"{"reason": "stocktaking"}"#)
      _ = try await daemon.send("order.released.v1", order: 1, id: "e-1")
      let held = try await daemon.engine.instance(id)
      #expect(held["steps"]?.array?[2]["state"] == "ready")
      let resumed = try await Self.post(daemon, id, "resume", "{}")
      try await daemon.waitForEntry("step.succeeded", step: "ship", of: id)
      return (paused, resumed)
    }
    #expect(paused.status == 200 && paused.body["paused"] == true)
    #expect(resumed.status == 200 && resumed.body["paused"] == false)
  }

  @Test("a step that stands still is tried with other arguments, which must be as the contract says")
  func edit() async throws {
    let (missing, wrong, done) = try await Daemon.run(handlers: Self.incomplete) { daemon in
      let id = try await Self.stuck(daemon)
      let missing = try await Self.post(daemon, id, "edit", #"{"reason": "misspelt"}"#)
      let wrong = try await Self.post(daemon, id, "edit", #"{"input": {"orderId": "x"}, "reason": "misspelt"}"#)
      return (
        missing, wrong, try await Self.post(daemon, id, "edit", #"{"input": {"orderId": 2}, "reason": "misspelt"}"#)
      )
    }
    #expect(missing.status == 400 && missing.body["errors"]?.array?.first?["path"] == "input")
    #expect(wrong.status == 400 && wrong.body["errors"]?.array?.first?["path"] == "orderId")
    #expect(done.status == 200 && done.body["steps"]?.array?.first?["attempts"] == 2)
  }

  @Test("an unknown instance is 404, whatever is asked for")
  func unknown() async throws {
    let answers = try await Daemon.run { daemon in
      var answers: [Daemon.Answer] = []
      for verb in [
        "retry", "resolve", "skip", "fail", "edit", "rerun", "pause", "resume", "force", "abandon", "compensate",
        "terminate",
      ] {
        answers.append(try await Self.post(daemon, "nobody", verb, #"{"reason": "why"}"#))
      }
      return answers
    }
    #expect(answers.allSatisfy { $0.status == 404 && $0.code == "unknown_instance" })
  }
}
