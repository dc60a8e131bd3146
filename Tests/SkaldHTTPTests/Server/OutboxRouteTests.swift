import NIOHTTP1
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

/// A sink that acknowledges nothing, until it is told to.
final class ClosedSink: Sink {
  let name: String
  private let isOpen = Atomic(false)
  private let delivered = Mutex<[JSON]>([])

  init(name: String = "closed") { self.name = name }

  var events: [JSON] { delivered.withLock { $0 } }

  func open() { isOpen.store(true, ordering: .relaxed) }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    guard isOpen.load(ordering: .relaxed) else { throw SinkError(message: "closed for today") }
    delivered.withLock { $0.append(event.cloudEvent) }
  }
}

@Suite("The outbox over HTTP", .timeLimit(.minutes(1)))
struct OutboxRouteTests {
  /// Emits events of one key, and waits until every sink has refused the first.
  static func ring(_ daemon: Daemon, times: Int = 2, sinks: Int = 1) async throws -> [JSON] {
    for count in 1...times {
      let input: JSON = ["bell": 7, "count": .int(Int64(count))]
      _ = try await daemon.engine.waitForEnd(try await daemon.engine.start("ring", input: input).id)
    }
    while true {
      let events = try await daemon.call(.GET, "/v1/outbox").body["events"]?.array ?? []
      let blocked = events.filter { $0["state"] == "blocked" && $0["nextAttemptAt"] != .null }
      if events.count == times * sinks, blocked.count == sinks { return events }
      await Task.yield()
    }
  }

  private static func path(_ event: JSON, _ verb: String) -> String {
    "/v1/outbox/\(event["id"]?.string ?? "")/\(verb)"
  }

  /// Drops an event, as soon as it is not being delivered.
  private static func drop(_ daemon: Daemon, _ path: String, _ body: String) async throws -> Daemon.Answer {
    while true {
      let answer = try await daemon.call(.POST, path, body)
      if answer.status != 409 { return answer }
    }
  }

  @Test("what a sink did not acknowledge is listed, page by page, with what it said")
  func list() async throws {
    let (events, pages, wrong) = try await Daemon.run(programs: TestSagas.emitting, sinks: [ClosedSink()]) { daemon in
      let events = try await Self.ring(daemon, times: 3)
      var pages = [try await daemon.call(.GET, "/v1/outbox?limit=2&sink=closed")]
      let next = pages[0].body["next"]?.string ?? ""
      pages.append(try await daemon.call(.GET, "/v1/outbox?limit=2&after=\(next)"))
      return (
        events, pages,
        [
          try await daemon.call(.GET, "/v1/outbox?state=stuck"), try await daemon.call(.GET, "/v1/outbox?sink=other"),
          try await daemon.call(.GET, "/v1/outbox?after=x"),
        ]
      )
    }
    #expect(events.map { $0["state"]?.string } == ["blocked", "held", "held"])
    #expect(events[0]["error"] == "closed for today")
    #expect(events[0]["event"] == "bell.rung.v1" && events[0]["orderingKey"] == "7")
    #expect(events[2]["key"] == "ring-7-3" && events[2]["error"] == .null)
    #expect(pages.flatMap { $0.body["events"]?.array ?? [] }.map { $0["id"] } == events.map { $0["id"] })
    #expect(pages[0].headers.first(name: "Link")?.contains("rel=\"next\"") == true)
    #expect(pages[1].body["next"] == .null)
    #expect(wrong.map(\.status) == [400, 400, 400])
  }

  @Test("an event is tried now, and goes out where the sink takes it")
  func retry() async throws {
    let sink = ClosedSink()
    let answer = try await Daemon.run(programs: TestSagas.emitting, sinks: [sink]) { daemon in
      let events = try await Self.ring(daemon)
      let answer = try await daemon.call(.POST, Self.path(events[0], "retry"), "{}")
      sink.open()
      while sink.events.count < 2 { _ = try await daemon.call(.POST, Self.path(events[0], "retry"), "{}") }
      return answer
    }
    #expect(answer.status == 200 && answer.body["sink"] == "closed")
    #expect(sink.events.map { $0["data"]?["count"] } == [1, 2])
  }

  @Test("a dropped event needs a reason, is not sent, and what is behind it goes on")
  func drop() async throws {
    let sink = ClosedSink()
    let (silent, done, again, history) = try await Daemon.run(programs: TestSagas.emitting, sinks: [sink]) {
      daemon in
      let events = try await Self.ring(daemon)
      let silent = try await daemon.call(.POST, Self.path(events[0], "drop"), "{}")
      let reason = #"{"reason": "nobody listens"}"#
      let done = try await Self.drop(daemon, Self.path(events[0], "drop"), reason)
      let again = try await daemon.call(.POST, Self.path(events[0], "drop"), reason)
      sink.open()
      while sink.events.isEmpty { _ = try await daemon.call(.POST, Self.path(events[1], "retry"), "{}") }
      let uid = events[0]["instance"]?.string ?? ""
      let history = try await daemon.call(.GET, "/v1/instances/\(uid)/history")
      // What was dropped does not count as published.
      var metrics = ""
      while !metrics.contains("skald_outbox_published_total{dest=\"closed\"} 1") {
        metrics = try await daemon.fetch("/metrics").text
      }
      return (silent, done, again, history)
    }
    #expect(silent.status == 400)
    #expect(done.status == 200 && done.body["dropped"] == true)
    #expect(again.status == 404 && again.code == "unknown_event")
    #expect(sink.events.map { $0["data"]?["count"] } == [2])
    let entry = history.body["events"]?.array?.first { $0["type"] == "event.dropped" }
    #expect(entry?["data"]?["reason"] == "nobody listens" && entry?["data"]?["by"] == "local")
  }

  @Test("where several sinks hold an event, the request says which one is meant")
  func several() async throws {
    let (open, silent, done, left) = try await Daemon.run(
      programs: TestSagas.emitting, sinks: [ClosedSink(name: "left"), ClosedSink(name: "right")]
    ) { daemon in
      let events = try await Self.ring(daemon, times: 1, sinks: 2)
      let path = Self.path(events[0], "drop")
      let silent = try await daemon.call(.POST, path, #"{"reason": "x"}"#)
      let done = try await Self.drop(daemon, path + "?sink=right", #"{"reason": "x"}"#)
      return (events, silent, done, try await daemon.call(.GET, "/v1/outbox?limit=1"))
    }
    #expect(open.map { $0["sink"]?.string } == ["left", "right"])
    #expect(open[0]["id"] == open[1]["id"])
    #expect(silent.status == 400 && silent.body["errors"]?.array?.first?["path"] == "sink")
    #expect(done.status == 200 && done.body["sink"] == "right")
    #expect(left.body["events"]?.array?.map { $0["sink"]?.string } == ["left"])
    #expect(left.body["next"] == .null)
  }

  @Test("an event that nobody holds is 404", arguments: ["retry", "drop"])
  func unknown(verb: String) async throws {
    let answer = try await Daemon.run(programs: TestSagas.emitting, sinks: [ClosedSink()]) { daemon in
      try await daemon.call(.POST, "/v1/outbox/nothing/\(verb)", verb == "drop" ? #"{"reason": "x"}"# : nil)
    }
    #expect(answer.status == 404 && answer.code == "unknown_event")
  }
}
