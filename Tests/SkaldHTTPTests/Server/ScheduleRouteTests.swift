import NIOHTTP1
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Schedules over HTTP", .timeLimit(.minutes(1)))
struct ScheduleRouteTests {
  private static let nightly = """
    {"saga": "note", "input": {"text": "close"}, "cron": "0 2 29 2 *", "zone": "Europe/Berlin", "overlap": "buffer",
     "catchUp": "1h"}
    """

  @Test("one is made, shown with its next times, listed, replaced and deleted")
  func life() async throws {
    let answers = try await Daemon.run { daemon in
      let path = "/v1/schedules/nightly"
      return [
        try await daemon.call(.PUT, path, Self.nightly), try await daemon.call(.PUT, path, Self.nightly),
        try await daemon.call(.GET, path), try await daemon.call(.GET, "/v1/schedules"),
        try await daemon.call(
          .PUT, path, #"{"saga": "note", "input": {"text": "x"}, "cron": "@daily", "paused": true}"#),
        try await daemon.call(.DELETE, path), try await daemon.call(.GET, path), try await daemon.call(.DELETE, path),
      ]
    }
    #expect(answers.map(\.status) == [201, 200, 200, 200, 200, 200, 404, 404])
    let made = answers[0].body
    #expect(made == answers[1].body && made == answers[2].body)
    #expect(answers[3].body["schedules"] == [made])
    let next = try #require(made["next"]?.array).compactMap(\.string)
    #expect(next.count == 5)
    #expect(next.allSatisfy { $0.hasSuffix("-02-29T01:00:00.000Z") }, "02:00 in Berlin, in leap years")
    #expect(made["overlap"] == "buffer" && made["catchUp"] == "1h" && made["input"] == ["text": "close"])
    #expect(made["createdBy"] == "local" && made["paused"] == false && made["lastAt"] == .null)
    #expect(made["counts"] == ["started": 0, "skipped": 0, "missed": 0, "failed": 0])
    let replaced = answers[4].body
    #expect(replaced["overlap"] == "skip" && replaced["catchUp"] == "5m" && replaced["zone"] == "UTC")
    #expect(replaced["paused"] == true && replaced["next"] == [])
    #expect(answers[5].body == ["deleted": true])
    #expect(answers[6].code == "unknown_schedule")
  }

  @Test("it rests, goes on, and begins an instance at once; what was done is in the audit log")
  func acts() async throws {
    let (answers, audit) = try await Daemon.run { daemon in
      let path = "/v1/schedules/nightly"
      _ = try await daemon.call(.PUT, path, Self.nightly)
      let answers = [
        try await daemon.call(.POST, "\(path)/pause"), try await daemon.call(.POST, "\(path)/resume", "{}"),
        try await daemon.call(.POST, "\(path)/trigger"), try await daemon.call(.GET, path),
      ]
      return (answers, try await daemon.call(.GET, "/v1/audit"))
    }
    #expect(answers.map(\.status) == [200, 200, 201, 200])
    #expect(answers[0].body["paused"] == true)
    #expect(answers[1].body["paused"] == false)
    let instance = answers[2].body
    #expect(instance["saga"] == "note" && instance["input"] == ["text": "close"])
    #expect(instance["key"]?.string?.hasPrefix("nightly@20") == true)
    let id = try #require(instance["id"]?.string)
    #expect(answers[2].headers.first(name: "Location") == "/v1/instances/\(id)")
    #expect(answers[3].body["lastInstance"] == .string(id))
    #expect(answers[3].body["counts"]?["started"] == 1)
    let words = ["trigger", "resume", "pause", "set"].map { JSON.string("\($0)-schedule") }
    #expect(audit.body["entries"]?.array?.compactMap { $0["action"] } == words)
    #expect(audit.body["entries"]?.array?.first?["detail"]?["instance"] == .string(id))
  }

  @Test("a trigger under an Idempotency-Key begins one instance")
  func keyed() async throws {
    let answers = try await Daemon.run { daemon in
      _ = try await daemon.call(.PUT, "/v1/schedules/nightly", Self.nightly.replacing("buffer", with: "allow"))
      var answers: [Daemon.Answer] = []
      for _ in 0..<2 {
        answers.append(
          try await daemon.call(.POST, "/v1/schedules/nightly/trigger", "{}", headers: [("Idempotency-Key", "k")]))
      }
      answers.append(try await daemon.call(.GET, "/v1/schedules/nightly"))
      return answers
    }
    #expect(answers[0].status == 201 && answers[1].status == 201)
    #expect(answers[0].body == answers[1].body)
    #expect(answers[1].headers.first(name: "Idempotent-Replayed") == "true")
    #expect(answers[2].body["counts"]?["started"] == 1)
  }

  @Test("a trigger while the last instance is live is refused")
  func busy() async throws {
    let answers = try await Daemon.run { daemon in
      let plan = #"{"saga": "order", "input": {"orderId": 1}, "cron": "0 0 1 1 *"}"#
      return [
        try await daemon.call(.PUT, "/v1/schedules/yearly", plan),
        try await daemon.call(.POST, "/v1/schedules/yearly/trigger"),
        try await daemon.call(.POST, "/v1/schedules/yearly/trigger"),
      ]
    }
    #expect(answers.map(\.status) == [201, 201, 409])
    #expect(answers[2].code == "not_possible")
  }

  @Test(
    "what is wrong with one is told with its place",
    arguments: [
      (#"{"saga": "note", "input": {"text": "x"}, "cron": "0 25 * * *"}"#, 422, "schedule_invalid", "cron"),
      (#"{"saga": "note", "input": {"text": "x"}, "cron": "@daily", "zone": "Mars"}"#, 422, "schedule_invalid", "zone"),
      (#"{"saga": "note", "input": {"text": 7}, "cron": "@daily"}"#, 422, "schedule_invalid", "input.text"),
      (#"{"saga": "notes", "input": {"text": "x"}, "cron": "@daily"}"#, 422, "schedule_invalid", "saga"),
      (#"{"saga": "note", "cron": "@daily"}"#, 422, "schedule_invalid", "input.text"),
      (#"{"cron": "@daily"}"#, 400, "input_invalid", "saga"), (#"{"saga": "note"}"#, 400, "input_invalid", "cron"),
      (#"{"saga": "note", "cron": "@daily", "overlap": "queue"}"#, 400, "input_invalid", "overlap"),
      (#"{"saga": "note", "cron": "@daily", "catchUp": "soon"}"#, 400, "input_invalid", "catchUp"),
      (#"{"saga": "note", "cron": "@daily", "paused": 1}"#, 400, "input_invalid", "paused"),
      (#"{"saga": "note", "cron": "@daily", "timezone": "UTC"}"#, 400, "input_invalid", "timezone"),
      ("[]", 400, "input_invalid", ""),
    ])
  func refused(body: String, status: Int, code: String, path: String) async throws {
    let (answer, list) = try await Daemon.run { daemon in
      let answer = try await daemon.call(.PUT, "/v1/schedules/x", body)
      return (answer, try await daemon.call(.GET, "/v1/schedules"))
    }
    #expect(answer.status == status)
    #expect(answer.code == code)
    #expect(answer.headers.first(name: "Content-Type") == "application/problem+json")
    #expect(answer.body["errors"]?.array?.first?["path"] == .string(path))
    #expect(list.body["schedules"] == [])
  }

  @Test("one that nobody made is 404", arguments: ["pause", "resume", "trigger"])
  func unknown(verb: String) async throws {
    let answer = try await Daemon.run { daemon in try await daemon.call(.POST, "/v1/schedules/nobody/\(verb)") }
    #expect(answer.status == 404)
    #expect(answer.code == "unknown_schedule")
  }
}
