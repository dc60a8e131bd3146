import NIOHTTP1
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Topics and messages over HTTP", .timeLimit(.minutes(1)))
struct MessageRouteTests {
  /// Emits so many events of each of two bells, and takes in one event that nobody waits for.
  private static func ring(_ daemon: Daemon, times: Int = 3) async throws {
    for count in 1...times {
      for bell in [7, 8] {
        let input: JSON = ["bell": .int(Int64(bell)), "count": .int(Int64(count))]
        _ = try await daemon.engine.waitForEnd(try await daemon.engine.start("ring", input: input).id)
      }
    }
    _ = try await daemon.call(
      .POST, "/v1/events",
      #"{"specversion":"1.0","id":"x-1","source":"/t","type":"unknown.v1","data":{"a":1},"subject":"s","hops":3}"#,
      type: "application/cloudevents+json")
  }

  private static func run<Result: Sendable>(
    sinks: [any Sink] = [], _ body: @escaping @Sendable (Daemon) async throws -> Result
  ) async throws -> Result {
    try await Daemon.run(programs: TestSagas.emitting, sinks: sinks) { daemon in
      try await ring(daemon)
      return try await body(daemon)
    }
  }

  private static func list(_ daemon: Daemon, _ query: String) async throws -> [JSON] {
    try await daemon.call(.GET, "/v1/messages" + query).body["messages"]?.array ?? []
  }

  @Test("topics come with their types, who emits them, and what the newest messages say")
  func topics() async throws {
    let body = try await Self.run { daemon in try await daemon.call(.GET, "/v1/topics").body }
    let topics = body["topics"]?.array ?? []
    let bell = topics.first { $0["types"]?.array?.contains { $0["type"] == "bell.rung.v1" } == true }
    #expect(bell?["messages"] == ["emitted": 6, "received": 0, "atLeast": false])
    #expect(bell?["types"]?.array?.first?["emittedBy"] == ["ring"])
    #expect(bell?["types"]?.array?.first?["key"] == "bell")
    let other = topics.first { $0["topic"] == "unknown.v1" }
    #expect(other?["declared"] == false && other?["messages"]?["received"] == 1)
    #expect(other?["lastPosition"] == "in.1")
  }

  @Test("messages come newest first, or oldest first, those that came in among those that went out")
  func order() async throws {
    let (newest, oldest) = try await Self.run { daemon in
      (try await Self.list(daemon, ""), try await Self.list(daemon, "?order=oldest"))
    }
    #expect(newest.count == 7)
    #expect(newest.map { $0["position"] } == oldest.reversed().map { $0["position"] })
    #expect(newest.first?["direction"] == "received" && newest.first?["source"] == "/t")
    let first = oldest.first
    #expect(first?["type"] == "bell.rung.v1" && first?["key"] == "7" && first?["saga"] == "ring")
    #expect(first?["step"]?.string != nil && first?["source"] == "/skald/ring")
  }

  static let filters: [(query: String, count: Int)] = [
    ("?type=bell.rung.v1", 6), ("?type=other.v1", 0), ("?key=7", 3), ("?key=8&direction=emitted", 3),
    ("?direction=received", 1), ("?direction=emitted", 6), ("?topic=unknown.v1", 1),
    ("?from=2000-01-01T00:00:00Z", 7), ("?until=2000-01-01T00:00:00Z", 0), ("?from=2999-01-01T00:00:00Z", 0),
    ("?from=2999-01-01T00:00:00Z&order=oldest", 0), ("?until=2999-01-01T00:00:00Z&order=oldest", 7),
  ]

  @Test("messages are filtered", arguments: filters)
  func filtered(example: (query: String, count: Int)) async throws {
    let found = try await Self.run { daemon in try await Self.list(daemon, example.query) }
    #expect(found.count == example.count)
  }

  @Test("pages go on where the one before ended, in both orders", arguments: ["newest", "oldest"])
  func pages(order: String) async throws {
    let (all, paged, link) = try await Self.run { daemon in
      let all = try await Self.list(daemon, "?order=\(order)")
      var paged: [JSON] = []
      var path: String? = "/v1/messages?order=\(order)&limit=2"
      var links: [String] = []
      while let here = path {
        let answer = try await daemon.call(.GET, here)
        paged += answer.body["messages"]?.array ?? []
        if let link = answer.headers.first(name: "Link") { links.append(link) }
        path = answer.body["next"]?.string.map { "/v1/messages?order=\(order)&limit=2&after=\($0)" }
      }
      return (all, paged, links.first)
    }
    #expect(paged == all && all.count == 7)
    #expect(link?.contains("rel=\"next\"") == true)
  }

  @Test("the messages of one instance are those that it emitted")
  func instance() async throws {
    let (found, id) = try await Self.run { daemon in
      let id = try await Self.list(daemon, "?order=oldest").first?["instance"]?.string ?? ""
      return (try await Self.list(daemon, "?instance=\(id)"), id)
    }
    #expect(found.count == 1 && found.first?["instance"]?.string == id)
  }

  @Test("a message is shown in full, by its position or its id, with how it stands at each sink")
  func full() async throws {
    let (emitted, same, received) = try await Self.run(sinks: [ClosedSink()]) { daemon in
      let summary = try await Self.list(daemon, "?order=oldest").first
      return (
        try await daemon.call(.GET, "/v1/messages/\(summary?["position"]?.string ?? "")").body,
        try await daemon.call(.GET, "/v1/messages/\(summary?["id"]?.string ?? "")").body,
        try await daemon.call(.GET, "/v1/messages/in.1").body
      )
    }
    #expect(emitted["id"] == same["id"] && emitted["position"] == same["position"])
    #expect(emitted["data"]?["bell"] == 7)
    #expect(emitted["attributes"]?["partitionkey"] == "7" && emitted["attributes"]?["data"] == nil)
    #expect(emitted["deliveries"]?.array?.map { $0["sink"]?.string } == ["closed"])
    #expect(
      received["attributes"] == [
        "specversion": "1.0", "id": "x-1", "source": "/t", "type": "unknown.v1", "subject": "s", "hops": 3,
      ])
    #expect(received["data"] == ["a": 1] && received["waits"] == true && received["deliveries"] == nil)
  }

  static let faults: [(path: String, status: Int, code: String)] = [
    ("/v1/messages?topic=nothing", 404, "unknown_topic"), ("/v1/messages?instance=nothing", 404, "unknown_instance"),
    ("/v1/messages/9999.0", 404, "unknown_event"), ("/v1/messages/1.9", 404, "unknown_event"),
    ("/v1/messages/in.99", 404, "unknown_event"), ("/v1/messages/x", 404, "unknown_event"),
    ("/v1/messages?order=random", 400, "input_invalid"), ("/v1/messages?direction=up", 400, "input_invalid"),
    ("/v1/messages?from=yesterday", 400, "input_invalid"), ("/v1/messages?after=1.0", 400, "input_invalid"),
    ("/v1/messages?after=in.1~in.1", 400, "input_invalid"), ("/v1/consumers/nobody", 400, "input_invalid"),
  ]

  @Test("what cannot be shown is refused", arguments: faults)
  func refuses(example: (path: String, status: Int, code: String)) async throws {
    let answer = try await Self.run { daemon in try await daemon.call(.GET, example.path) }
    #expect(answer.status == example.status && answer.code == example.code)
  }

  @Test("a sink tells its lag, its oldest message, and its keys that are not taken")
  func consumers() async throws {
    let (list, one) = try await Self.run(sinks: [ClosedSink()]) { daemon in
      while true {
        let one = try await daemon.call(.GET, "/v1/consumers/closed").body
        if one["keys"]?.array?.count == 2, one["lag"] == 6, one["blockedKeys"] == 2 {
          return (try await daemon.call(.GET, "/v1/consumers").body, one)
        }
        await Task.yield()
      }
    }
    #expect(list["consumers"]?.array?.map { $0["name"] } == ["closed"])
    #expect(one["kind"] == "sink" && one["atLeast"] == false && one["onPoison"] == "block")
    #expect(one["oldestAt"]?.string != nil && one["deadLetters"] == 0)
    #expect(one["keys"]?.array?.map { $0["messages"] } == [3, 3])
    #expect(one["keys"]?.array?.first?["error"] == "closed for today")
  }
}
