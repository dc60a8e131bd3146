import NIOHTTP1
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

/// A sink that refuses events of a count for what they are, until it is told not to.
final class PickySink: Sink {
  let name = "picky"
  private let refused: Mutex<Set<Int64>>
  private let delivered = Mutex<[JSON]>([])

  init(refusing counts: Set<Int64>) { refused = Mutex(counts) }

  var events: [JSON] { delivered.withLock { $0 } }
  func accept() { refused.withLock { $0 = [] } }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    let count = event.event.data["count"]?.int ?? 0
    guard !refused.withLock({ $0.contains(count) }) else { throw SinkError(message: "not like this", isRefused: true) }
    delivered.withLock { $0.append(event.cloudEvent) }
  }
}

@Suite("Dead letters over HTTP", .timeLimit(.minutes(1)))
struct DeadLetterRouteTests {
  /// Rings a bell four times, of which the sink refuses two for ever, and waits until those are put aside.
  private static func run<Result: Sendable>(
    _ sink: PickySink, database: MemoryDatabase = MemoryDatabase(),
    _ body: @escaping @Sendable (Daemon, [JSON]) async throws -> Result
  ) async throws -> Result {
    try await Daemon.run(
      programs: TestSagas.emitting, sinks: [sink], database: database, onPoison: ["picky": .deadLetter(.init())]
    ) { daemon in
      for count in 1...4 {
        let input: JSON = ["bell": 7, "count": .int(Int64(count))]
        _ = try await daemon.engine.waitForEnd(try await daemon.engine.start("ring", input: input).id)
      }
      while true {
        let letters = try await letters(daemon)
        if letters.count == 2, sink.events.count == 2 { return try await body(daemon, letters) }
        await Task.yield()
      }
    }
  }

  private static func letters(_ daemon: Daemon, _ query: String = "") async throws -> [JSON] {
    try await daemon.call(.GET, "/v1/dead-letters" + query).body["deadLetters"]?.array ?? []
  }

  private static func path(_ letter: JSON, _ verb: String = "") -> String {
    "/v1/dead-letters/\(letter["id"]?.string ?? "")\(verb)"
  }

  @Test("what a sink refuses is put aside, its key goes on, and the list and the metric tell of it")
  func list() async throws {
    let sink = PickySink(refusing: [1, 3])
    let (letters, page, full, incidents, metrics, blocked, message) = try await Self.run(sink) { daemon, letters in
      (
        letters, try await daemon.call(.GET, "/v1/dead-letters?limit=1&sink=picky"),
        try await daemon.call(.GET, Self.path(letters[1])).body,
        try await daemon.call(.GET, "/v1/incidents").body["incidents"]?.array ?? [],
        try await daemon.fetch("/metrics").text, try await daemon.call(.GET, "/v1/outbox?state=blocked").body,
        try await daemon.call(.GET, "/v1/messages/\(letters[0]["id"]?.string ?? "")").body
      )
    }
    #expect(sink.events.map { $0["data"]?["count"] } == [2, 4])
    #expect(letters.map { $0["error"] } == ["not like this", "not like this"])
    #expect(letters.allSatisfy { $0["attempts"] == 1 && $0["orderingKey"] == "7" && $0["event"] == "bell.rung.v1" })
    #expect(page.body["deadLetters"]?.array == [letters[0]] && page.body["next"]?.string != nil)
    #expect(full["data"]?["count"] == 3 && full["attributes"]?["partitionkey"] == "7")
    #expect(incidents.map { $0["kind"] } == ["dead_letters"] && incidents.first?["blocks"] == false)
    #expect(metrics.contains("skald_outbox_dead_letters{sink=\"picky\"} 2\n"))
    #expect(blocked["events"] == [])
    #expect(message["deliveries"]?.array?.first?["state"] == "dead")
  }

  @Test("a list goes on behind a page, and an unknown place or letter is refused")
  func pages() async throws {
    let (letters, second, wrong, unknown) = try await Self.run(PickySink(refusing: [1, 3])) { daemon, letters in
      let next = try await daemon.call(.GET, "/v1/dead-letters?limit=1").body["next"]?.string ?? ""
      return (
        letters, try await daemon.call(.GET, "/v1/dead-letters?limit=1&after=\(next)").body,
        try await daemon.call(.GET, "/v1/dead-letters?after=x"), try await daemon.call(.GET, "/v1/dead-letters/nothing")
      )
    }
    #expect(second["deadLetters"]?.array == [letters[1]] && second["next"] == .null)
    #expect(wrong.status == 400)
    #expect(unknown.status == 404 && unknown.code == "unknown_event")
  }

  @Test(
    "a retry brings what the sink takes now, and the incident ends with the last",
    arguments: ["dead-letters", "outbox"])
  func retry(path: String) async throws {
    let sink = PickySink(refusing: [1, 3])
    let answer = try await Self.run(sink) { daemon, letters in
      sink.accept()
      var last: Daemon.Answer?
      for letter in letters {
        last = try await daemon.call(.POST, "/v1/\(path)/\(letter["id"]?.string ?? "")/retry", "{}")
      }
      while try await !Self.letters(daemon).isEmpty { await Task.yield() }
      while try await daemon.call(.GET, "/v1/incidents").body["incidents"] != [] { await Task.yield() }
      return last
    }
    #expect(answer?.status == 200 && answer?.body["sink"] == "picky")
    #expect(sink.events.map { $0["data"]?["count"] } == [2, 4, 1, 3])
  }

  @Test("a retry that fails leaves the letter with one more attempt")
  func fails() async throws {
    let letter = try await Self.run(PickySink(refusing: [1, 3])) { daemon, letters in
      _ = try await daemon.call(.POST, Self.path(letters[0], "/retry"), "{}")
      while true {
        if let letter = try await Self.letters(daemon).first, letter["attempts"] == 2 { return letter }
        await Task.yield()
      }
    }
    #expect(letter["error"] == "not like this")
  }

  @Test(
    "a dropped letter needs a reason, is gone, and history and audit tell of it",
    arguments: ["dead-letters", "outbox"])
  func drop(path: String) async throws {
    let (silent, done, again, left, history, audit) = try await Self.run(PickySink(refusing: [1, 3])) {
      daemon, letters in
      let path = "/v1/\(path)/\(letters[0]["id"]?.string ?? "")/drop"
      let silent = try await daemon.call(.POST, path, "{}")
      let done = try await daemon.call(.POST, path, #"{"reason": "rung again"}"#)
      let again = try await daemon.call(.POST, path, #"{"reason": "rung again"}"#)
      let uid = letters[0]["instance"]?.string ?? ""
      return (
        silent, done, again, try await Self.letters(daemon),
        try await daemon.call(.GET, "/v1/instances/\(uid)/history").body,
        try await daemon.call(.GET, "/v1/audit").body.text
      )
    }
    #expect(silent.status == 400)
    #expect(done.status == 200 && done.body["dropped"] == true)
    #expect(again.status == 404)
    #expect(left.count == 1)
    let entry = history["events"]?.array?.first { $0["type"] == "event.dropped" }
    #expect(entry?["data"]?["reason"] == "rung again" && entry?["data"]?["sink"] == "picky")
    #expect(audit.contains("drop-event") && audit.contains("rung again"))
  }

  @Test("letters are there after a restart, with their incident, which cannot be settled by hand")
  func restarts() async throws {
    let database = MemoryDatabase()
    let sink = PickySink(refusing: [1, 3])
    let before = try await Self.run(sink, database: database) { _, letters in letters }
    let (after, settled) = try await Daemon.run(
      programs: TestSagas.emitting, sinks: [sink], database: database, onPoison: ["picky": .deadLetter(.init())]
    ) { daemon in
      let incident = try await daemon.call(.GET, "/v1/incidents").body["incidents"]?.array?.first
      let path = "/v1/incidents/\(incident?["id"]?.string ?? "")/settle"
      return (try await Self.letters(daemon), try await daemon.call(.POST, path, "{}"))
    }
    #expect(after == before)
    #expect(settled.status == 409 && settled.code == "not_possible")
    #expect(sink.events.map { $0["data"]?["count"] } == [2, 4])
  }
}
