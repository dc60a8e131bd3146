import NIOHTTP1
import SkaldEngine
import SkaldServer
import SkaldValue
import Testing

@Suite("Events in over HTTP", .timeLimit(.minutes(1)))
struct InboundEventTests {
  private static let structured = "application/cloudevents+json"
  private static let batch = "application/cloudevents-batch+json"

  private static func event(_ id: String, _ more: String = "") -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"/t","type":"order.released.v1","data":{"orderId":1}\#(more)}"#
  }

  private func send(_ body: String, type: String, headers: [(String, String)] = []) async throws -> Daemon.Answer {
    try await Daemon.run { try await $0.call(.POST, "/v1/events", body, type: type, headers: headers) }
  }

  @Test("a new event is 202, a repeat 200")
  func repeated() async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, "/v1/events", Self.event("1"), type: Self.structured),
        try await daemon.call(.POST, "/v1/events", Self.event("1"), type: Self.structured),
      ]
    }
    #expect(answers.map(\.status) == [202, 200])
    #expect(answers.map(\.body) == [["stored": 1, "duplicates": 0], ["stored": 0, "duplicates": 1]])
  }

  @Test("an event reaches the saga that waits for it, in each mode", arguments: ["structured", "binary", "batch"])
  func modes(mode: String) async throws {
    let status = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      switch mode {
      case "structured":
        _ = try await daemon.call(
          .POST, "/v1/events", Self.event("1"), type: "application/cloudevents+json; charset=UTF-8")
      case "binary":
        _ = try await daemon.call(
          .POST, "/v1/events", #"{"orderId":1}"#,
          headers: [
            ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/t"), ("ce-type", "order.released.v1"),
            ("ce-time", "2026-01-01T00:00:00Z"), ("ce-subject", "Zo%C3%AB"),
          ])
      default:
        _ = try await daemon.call(.POST, "/v1/events", "[\(Self.event("1")),\(Self.event("2"))]", type: Self.batch)
      }
      try await daemon.waitForEntry("step.succeeded", step: "released", of: id)
      return try await daemon.engine.instance(id)["status"]
    }
    #expect(status == "running")
  }

  @Test("all attributes are kept, extensions too, in each mode")
  func attributes() async throws {
    let kept = try await Daemon.run { daemon in
      let more = #","subject":"Zoë","traceparent":"00-ab","hops":3,"sampled":true,"gone":null"#
      _ = try await daemon.call(.POST, "/v1/events", Self.event("1", more), type: Self.structured)
      _ = try await daemon.call(
        .POST, "/v1/events", #"{"orderId":1}"#,
        headers: [
          ("ce-specversion", "1.0"), ("ce-id", "2"), ("ce-source", "/t"), ("ce-type", "order.released.v1"),
          ("CE-Subject", "Zo%C3%AB"), ("ce-traceparent", "00-ab"), ("ce-hops", "3"),
        ])
      _ = try await daemon.call(.POST, "/v1/events", "[\(Self.event("3", more))]", type: Self.batch)
      var kept: [JSON] = []
      for number in 1...3 {
        var event = try await daemon.engine.message("in.\(number)")["attributes"]?.object ?? JSONObject()
        for name in ["specversion", "id", "source", "type"] { event[name] = nil }
        kept.append(.object(event))
      }
      return kept
    }
    let typed: JSON = ["subject": "Zoë", "traceparent": "00-ab", "hops": 3, "sampled": true]
    #expect(kept == [typed, ["subject": "Zoë", "traceparent": "00-ab", "hops": "3"], typed])
  }

  @Test("the data is no attribute, whatever a header says")
  func dataIsNoAttribute() async throws {
    let answer = try await send(
      #"{"orderId":1}"#, type: "application/json",
      headers: [
        ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/t"), ("ce-type", "t"), ("ce-data", "x"),
      ])
    #expect(answer.status == 400)
    #expect(answer.body["errors"]?.array?.compactMap { $0["path"]?.string } == ["ce-data"])
  }

  @Test("a batch counts what was new")
  func batchCounts() async throws {
    let body = "[\(Self.event("1")),\(Self.event("2")),\(Self.event("1"))]"
    let answer = try await send(body, type: Self.batch)
    #expect(answer.status == 202)
    #expect(answer.body == ["stored": 2, "duplicates": 1])
  }

  @Test(
    "what is no CloudEvent is 400 and says where",
    arguments: [
      ("{}", ["specversion", "id", "source", "type"]), ("[]", [""]), ("1", [""]),
      (event("1", #","time":"today""#), ["time"]),
      (event("1", #","datacontenttype":"text/plain""#), ["datacontenttype"]),
      (event("1", #","data_base64":"AA==""#), ["data_base64"]), (event(""), ["id"]),
      (event("1", #","subject":7"#), ["subject"]), (event("1", #","hops":1.5,"List":[]"#), ["hops", "List"]),
      (event("1", #","long":"\#(String(repeating: "x", count: 17_000))""#), [""]),
      (event("1", (0..<70).map { #","a\#($0)":true"# }.joined()), [""]),
      (#"{"specversion":"0.3","id":"1","source":"/t","type":"t"}"#, ["specversion"]),
      (#"{"specversion":1.0,"id":1,"source":"/t","type":"t"}"#, ["specversion", "id"]),
    ])
  func faults(body: String, paths: [String]) async throws {
    let answer = try await send(body, type: Self.structured)
    #expect(answer.status == 400)
    #expect(answer.code == "input_invalid")
    #expect(answer.body["errors"]?.array?.compactMap { $0["path"]?.string } == paths)
  }

  @Test("a fault in a batch is located, and nothing of the batch is stored")
  func batchFault() async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, "/v1/events", "[\(Self.event("1")),{}]", type: Self.batch),
        try await daemon.call(.POST, "/v1/events", Self.event("1"), type: Self.structured),
      ]
    }
    #expect(answers[0].status == 400)
    #expect(answers[0].body["errors"]?.array?.first?["path"] == "[1].specversion")
    #expect(answers[1].status == 202)
  }

  @Test("data against the declared shape is 400 with its place")
  func data() async throws {
    let body = #"{"specversion":"1.0","id":"1","source":"/t","type":"order.released.v1","data":{"orderId":"x"}}"#
    let answer = try await send(body, type: Self.structured)
    #expect(answer.status == 400)
    #expect(answer.body["errors"]?.array?.first?["path"] == "data.orderId")
  }

  @Test("JSON without the fields of the binary mode is 400 and names them")
  func noMode() async throws {
    let answer = try await send(Self.event("1"), type: "application/json")
    #expect(answer.status == 400)
    #expect(answer.body["errors"]?.array?.first?["path"] == "ce-specversion")
  }
}
