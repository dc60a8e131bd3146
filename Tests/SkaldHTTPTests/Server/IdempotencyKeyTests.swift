import NIOHTTP1
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("Requests under an Idempotency-Key", .timeLimit(.minutes(1)))
struct IdempotencyKeyTests {
  private static func post(
    _ daemon: Daemon, _ path: String, _ body: String? = nil, key: String, type: String = "application/json",
    fields: [(String, String)] = []
  ) async throws -> Daemon.Answer {
    try await daemon.call(.POST, path, body, type: type, headers: [("Idempotency-Key", key)] + fields)
  }

  private static func isRepeat(_ answer: Daemon.Answer) -> Bool {
    answer.headers.first(name: "Idempotent-Replayed") == "true"
  }

  private static func waiting(_ daemon: Daemon, order: Int = 1) async throws -> String {
    let id = try await daemon.startOrder(order)
    try await daemon.waitForEntry("step.waiting", step: "released", of: id)
    return id
  }

  @Test("the same request gets the first answer again, also from the next daemon")
  func repeats() async throws {
    let database = MemoryDatabase()
    let (first, second, plain) = try await Daemon.run(database: database) { daemon in
      let path = "/v1/instances/\(try await Self.waiting(daemon))/terminate"
      let first = try await Self.post(daemon, path, #"{"reason": "a test"}"#, key: "k-1")
      let second = try await Self.post(daemon, path, #"{"reason": "a test"}"#, key: "k-1")
      return (first, second, try await daemon.call(.POST, path, #"{"reason": "a test"}"#))
    }
    #expect(first.status == 200 && first.body["residue"] == ["charge"])
    #expect(!Self.isRepeat(first) && Self.isRepeat(second))
    #expect(second.status == 200 && second.body == first.body)
    #expect(second.headers.first(name: "Content-Type") == "application/json")
    #expect(plain.status == 409, "without the key it is another request")
    let id = try #require(first.body["id"]?.string)
    let third = try await Daemon.run(database: database) { daemon in
      try await Self.post(daemon, "/v1/instances/\(id)/terminate", #"{"reason": "a test"}"#, key: "k-1")
    }
    #expect(third.status == 200 && third.body == first.body && Self.isRepeat(third))
  }

  @Test("the first answer stays, whatever has happened since: of cancels, answers to questions, refusals")
  func stays() async throws {
    let answers = try await Daemon.run { daemon in
      let id = try await Self.waiting(daemon)
      var answers: [(Daemon.Answer, Daemon.Answer)] = []
      for (index, path) in [
        "/v1/instances/\(id)/retry", "/v1/instances/\(id)/cancel", "/v1/instances/nobody/cancel",
        "/v1/outbox/nothing/retry", "/v1/incidents/7/settle", "/v1/instances/\(id)/asks/nothing",
        "/v1/callbacks/nothing", "/v1/handlers/payment/pause", "/v1/clock/confirm",
      ].enumerated() {
        let body = path.contains("retry") && path.contains(id) ? #"{"step": "charge"}"# : "{}"
        let first = try await Self.post(daemon, path, body, key: "k-\(index)")
        if path.hasSuffix("cancel") { _ = try await daemon.engine.waitForEnd(id) }
        answers.append((first, try await Self.post(daemon, path, body, key: "k-\(index)")))
      }
      return answers
    }
    #expect(answers.map(\.0.status) == [409, 202, 404, 404, 404, 409, 404, 200, 200])
    for (first, second) in answers {
      #expect(second.status == first.status && second.body == first.body && Self.isRepeat(second))
      let type = first.headers.first(name: "Content-Type")
      #expect(second.headers.first(name: "Content-Type") == type)
    }
  }

  @Test("another request under the key is refused: another path, body, type, event or query")
  func reused() async throws {
    let answers = try await Daemon.run { daemon in
      let id = try await Self.waiting(daemon)
      let event = "/v1/events"
      func binary(_ id: String, _ key: String) async throws -> Daemon.Answer {
        let fields = [
          ("ce-specversion", "1.0"), ("ce-id", id), ("ce-source", "/t"), ("ce-type", "order.released.v1"),
        ]
        return try await Self.post(daemon, event, #"{"orderId": 1}"#, key: key, fields: fields)
      }
      return [
        try await Self.post(daemon, "/v1/instances/\(id)/pause", "{}", key: "a"),
        try await Self.post(daemon, "/v1/instances/\(id)/resume", "{}", key: "a"),
        try await Self.post(daemon, "/v1/instances/\(id)/pause", #"{"reason": "x"}"#, key: "a"),
        try await Self.post(daemon, "/v1/instances/\(id)/pause", "{}", key: "a"), try await binary("e-1", "b"),
        try await binary("e-2", "b"), try await binary("e-1", "b"),
        try await Self.post(daemon, "/v1/outbox/x/retry", key: "c"),
        try await Self.post(daemon, "/v1/outbox/x/retry?sink=y", key: "c"),
      ]
    }
    #expect(answers.map(\.status) == [200, 422, 422, 200, 202, 422, 202, 404, 422])
    #expect(answers[1].code == "idempotency_key_reused" && answers[5].code == "idempotency_key_reused")
  }

  @Test("a malformed request is not kept, and a key must have a length")
  func malformed() async throws {
    let answers = try await Daemon.run { daemon in
      let path = "/v1/instances/\(try await Self.waiting(daemon))/terminate"
      return [
        try await Self.post(daemon, path, "{}", key: "a"),
        try await Self.post(daemon, path, #"{"reason": "a test"}"#, key: "a"),
        try await Self.post(daemon, path, "{}", key: ""),
        try await Self.post(daemon, path, "{}", key: String(repeating: "k", count: 256)),
      ]
    }
    #expect(answers.map(\.status) == [400, 200, 400, 400])
    #expect(answers[3].body["errors"]?.array?.first?["path"] == "Idempotency-Key")
  }

  /// Lets a reload wait until a test goes on.
  private final class Gate: Sendable {
    let entered = AsyncStream<Void>.makeStream()
    let opened = AsyncStream<Void>.makeStream()
  }

  @Test("while a request is being answered, its repeat is refused; then it gets the answer")
  func concurrent() async throws {
    let gate = Gate()
    var options = SagaServer.Options(listen: .anyPort)
    options.reload = { _ async throws(ReloadError) in
      gate.entered.continuation.yield()
      for await _ in gate.opened.stream { break }
      return ["order 4"]
    }
    let (first, second, third) = try await Daemon.run(options: options) { daemon in
      async let first = Self.post(daemon, "/v1/definitions/reload", "{}", key: "a")
      for await _ in gate.entered.stream { break }
      let second = try await Self.post(daemon, "/v1/definitions/reload", "{}", key: "a")
      gate.opened.continuation.yield()
      let done = try await first
      return (done, second, try await Self.post(daemon, "/v1/definitions/reload", "{}", key: "a"))
    }
    #expect(second.status == 409 && second.code == "idempotency_key_in_use")
    #expect(first.status == 200 && first.body["new"] == ["order 4"])
    #expect(third.status == 200 && third.body == first.body)
  }

  @Test("a key of somebody else is another one")
  func ownKeys() async throws {
    var options = SagaServer.Options(listen: .anyPort)
    let tokens = ["ann", "bob"].map { AccessToken(name: $0, role: .operator, token: $0) }
    options.access = AccessList(tokens) { Timestamp(milliseconds: 0) }
    let answers = try await Daemon.run(options: options) { daemon in
      let path = "/v1/instances/\(try await Self.waiting(daemon))/pause"
      var answers: [Daemon.Answer] = []
      for name in ["ann", "bob", "ann"] {
        answers.append(try await Self.post(daemon, path, "{}", key: "a", fields: [("Authorization", "Bearer \(name)")]))
      }
      return answers
    }
    #expect(answers.map(\.status) == [200, 200, 200])
    #expect(answers.map { Self.isRepeat($0) } == [false, false, true])
  }

  @Test("the key of a start is that of the instance, as ever")
  func starts() async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await Self.post(daemon, "/v1/sagas/note/instances", #"{"text": "x"}"#, key: "a"),
        try await Self.post(daemon, "/v1/sagas/note/instances", #"{"text": "x"}"#, key: "a"),
        try await Self.post(daemon, "/v1/sagas/note/instances", #"{"text": "y"}"#, key: "a"),
      ]
    }
    #expect(answers.map(\.status) == [201, 200, 409])
    #expect(answers[2].code == "input_mismatch")
  }

  @Test("the description tells of the key wherever it counts")
  func described() {
    for route in RouteCatalog.all where route.name.hasPrefix("POST ") {
      let path = "/" + route.path.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
      let about = OpenAPIDocument.json["paths"]?[path]?["post"]
      let names = (about?["parameters"]?.array ?? []).filter { $0["name"] == "Idempotency-Key" }
      #expect(names.count == 1, "\(route.name)")
      if route.isKeyed { #expect(about?["responses"]?["422"] != nil, "\(route.name)") }
    }
  }
}
