import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SkaldEngine
import SkaldServer
import SkaldValue
import Testing

@Suite("Histories over HTTP", .timeLimit(.minutes(1)))
struct EventStreamTests {
  /// Reads a stream to its end and gives the data of its events by their ids.
  private static func stream(
    _ daemon: Daemon, _ id: String, after last: String? = nil, onFirst: () async throws -> Void = {}
  ) async throws -> [(id: String, event: String, data: JSON)] {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(daemon.port)/v1/instances/\(id)/events")
    if let last { request.headers.add(name: "Last-Event-ID", value: last) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    try #require(response.headers.first(name: "Content-Type") == "text/event-stream")
    var text = ""
    for try await part in response.body {
      if text.isEmpty { try await onFirst() }
      text += String(buffer: part)
    }
    return try text.split(separator: "\n\n").filter { $0.hasPrefix("id: ") }.map { block in
      let lines = block.split(separator: "\n")
      try #require(lines.count == 3)
      return (
        String(lines[0].dropFirst(4)), String(lines[1].dropFirst(7)), try JSON.parse(String(lines[2].dropFirst(6)))
      )
    }
  }

  @Test("the stream tells the whole history, live, and ends with the saga")
  func live() async throws {
    let (events, history) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      let events = try await Self.stream(daemon, id) {
        _ = try await daemon.send("order.released.v1", order: 1, id: "e-1")
        _ = try await daemon.send("order.delivered.v1", order: 1, id: "e-2")
      }
      return (events.map { $0.data }, try await daemon.call(.GET, "/v1/instances/\(id)/history"))
    }
    #expect(history.status == 200)
    #expect(history.body["events"]?.array == events)
    #expect(events.count > 5)
  }

  @Test("who comes back with the last id goes on after it, and misses nothing")
  func resume() async throws {
    let (all, rest) = try await Daemon.run { daemon in
      let note = try await daemon.engine.start("note", input: ["text": "x"])
      let all = try await Self.stream(daemon, note.id)
      return (all.map { $0.id }, try await Self.stream(daemon, note.id, after: "2").map { $0.id })
    }
    #expect(all == (1...all.count).map { String($0) })
    #expect(rest == Array(all.dropFirst(2)))
  }

  @Test("an id and a name go with the data")
  func names() async throws {
    let events = try await Daemon.run { daemon in
      let note = try await daemon.engine.start("note", input: ["text": "x"])
      return try await Self.stream(daemon, note.id)
    }
    for event in events {
      #expect(event.data["seq"] == Int64(event.id).map { .int($0) })
      #expect(event.data["type"] == .string(event.event))
    }
  }

  @Test("a last id that is no number is 400", arguments: ["x", "-1", "1.5"])
  func oddID(field: String) async throws {
    let answer = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      return try await daemon.call(.GET, "/v1/instances/\(id)/events", headers: [("Last-Event-ID", field)])
    }
    #expect(answer.status == 400)
  }
}
