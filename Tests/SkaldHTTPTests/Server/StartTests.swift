import NIOHTTP1
import SkaldEngine
import SkaldServer
import SkaldValue
import Testing

@Suite("Starting sagas over HTTP", .timeLimit(.minutes(1)))
struct StartTests {
  private static let orders = "/v1/sagas/order/instances"
  private static let notes = "/v1/sagas/note/instances"

  @Test("a new instance is 201 with its place, the same start again is 200 with the same instance")
  func new() async throws {
    let (first, second) = try await Daemon.run { daemon in
      (
        try await daemon.call(.POST, Self.orders, #"{"orderId":1}"#),
        try await daemon.call(.POST, Self.orders, #"{"orderId":1}"#)
      )
    }
    #expect(first.status == 201)
    #expect(first.body["saga"] == "order")
    #expect(first.body["key"] == "order-1")
    #expect(first.headers.first(name: "Location") == first.body["id"]?.string.map { "/v1/instances/\($0)" })
    #expect(first.headers.first(name: "X-Content-Type-Options") == "nosniff")
    #expect(second.status == 200)
    #expect(second.body["id"] == first.body["id"])
  }

  @Test("the key of the query stands for the instance where the definition computes none")
  func givenKey() async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, Self.notes + "?key=a%20b", #"{"text":"x"}"#),
        try await daemon.call(.POST, Self.notes + "?key=a+b", #"{"text":"x"}"#),
        try await daemon.call(.POST, Self.notes + "?key=a%20b", #"{"text":"y"}"#),
        try await daemon.call(.POST, Self.notes, #"{"text":"x"}"#, headers: [("Idempotency-Key", "a b")]),
        try await daemon.call(.POST, Self.notes, #"{"text":"x"}"#),
      ]
    }
    #expect(answers.map(\.status) == [201, 200, 409, 200, 201])
    #expect(answers[2].code == "input_mismatch")
    #expect(answers[0].body["key"] == "a b")
    #expect(answers[4].body["key"] == .null)
  }

  @Test("a start for later is scheduled, and says when it begins", arguments: ["delay=2h", "at=2099-01-31T12:00:00Z"])
  func later(query: String) async throws {
    let answer = try await Daemon.run { daemon in
      try await daemon.call(.POST, Self.orders + "?" + query, #"{"orderId":1}"#)
    }
    guard query.hasPrefix("delay") else { return #expect(answer.code == "input_invalid", "it is too far away") }
    #expect(answer.status == 201)
    #expect(answer.body["status"] == "scheduled")
    #expect(answer.body["startsWhen"]?["for"] == "time")
    #expect(answer.body["entity"] == [:])
  }

  @Test(
    "what is no time, or two of them, is 400",
    arguments: ["delay=soon", "at=tomorrow", "delay=1s&at=2030-01-31T12:00:00Z"])
  func noTime(query: String) async throws {
    let answer = try await Daemon.run { daemon in
      try await daemon.call(.POST, Self.orders + "?" + query, #"{"orderId":1}"#)
    }
    #expect(answer.status == 400)
    #expect(answer.code == "input_invalid")
  }

  @Test("a scheduled instance is listed as such, and canceled before it begins")
  func canceledBefore() async throws {
    try await Daemon.run { daemon in
      let started = try await daemon.call(.POST, Self.orders + "?delay=2h", #"{"orderId":1}"#)
      let id = try #require(started.body["id"]?.string)
      let list = try await daemon.call(.GET, "/v1/instances?status=scheduled")
      #expect(list.body["instances"]?.array?.map { $0["id"] } == [.string(id)])
      #expect(try await daemon.call(.GET, "/v1/instances?status=running").body["instances"] == [])
      let canceled = try await daemon.call(.POST, "/v1/instances/\(id)/cancel", "{}")
      #expect(canceled.status == 202)
      #expect(canceled.body["status"] == "compensated")
      #expect(canceled.body["cause"] == "cancel")
    }
  }

  @Test("a key that is not the computed one is 400")
  func otherKey() async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, Self.orders + "?key=order-2", #"{"orderId":1}"#) }
    #expect(answer.status == 400)
    #expect(answer.code == "input_invalid")
  }

  @Test("an unknown saga is 404 and the answer is a problem")
  func unknown() async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, "/v1/sagas/ordre/instances", "{}") }
    #expect(answer.status == 404)
    #expect(answer.headers.first(name: "Content-Type") == "application/problem+json")
    #expect(answer.body["status"] == 404)
    #expect(answer.code == "unknown_saga")
    #expect(answer.body["title"] == "Not Found")
    #expect(answer.body["detail"]?.string?.contains("order") == true)
  }

  @Test(
    "an input against the schema is 400 with every place",
    arguments: [
      (#"{"orderId":"1"}"#, ["orderId"]), ("{}", ["orderId"]), (#"{"orderId":1,"more":2}"#, ["more"]), ("[]", [""]),
      (#"{"orderID":1}"#, ["orderId", "orderID"]), (#"{"orderId":1.5}"#, ["orderId"]),
    ])
  func invalid(body: String, paths: [String]) async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, Self.orders, body) }
    #expect(answer.status == 400)
    #expect(answer.code == "input_invalid")
    #expect(answer.body["errors"]?.array?.compactMap { $0["path"]?.string } == paths)
  }

  @Test(
    "what is no JSON is 400",
    arguments: [
      "", "{", "{} {}", #"{"orderId":1,"orderId":2}"#, "{'orderId':1}", "\u{FEFF}{}", #"{"a":"\#u{1}"}"#,
      String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ])
  func noJSON(body: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, Self.orders, body) }
    #expect(answer.status == 400)
    #expect(answer.code == "json_invalid")
  }

  @Test("who prefers to wait gets the end, where it comes in time")
  func wait() async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, Self.notes, #"{"text":"x"}"#, headers: [("Prefer", "respond-async, wait=30")]),
        try await daemon.call(.POST, Self.orders, #"{"orderId":1}"#, headers: [("Prefer", "wait=0")]),
        try await daemon.call(.POST, Self.notes, #"{"text":"x"}"#, headers: [("Prefer", "wait=600")]),
      ]
    }
    #expect(answers.map { $0.body["status"] } == ["completed", "running", "completed"])
    #expect(answers.map { $0.headers.first(name: "Preference-Applied") } == ["wait=30", "wait=0", "wait=60"])
  }

  @Test("a wait that is no number is 400", arguments: ["wait", "wait=", "wait=x", "wait=-1"])
  func oddWait(field: String) async throws {
    let answer = try await Daemon.run {
      try await $0.call(.POST, Self.notes, #"{"text":"x"}"#, headers: [("Prefer", field)])
    }
    #expect(answer.status == 400)
  }
}
