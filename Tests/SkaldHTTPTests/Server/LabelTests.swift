import NIOHTTP1
import SkaldValue
import Testing

@Suite("Labels over HTTP", .timeLimit(.minutes(1)))
struct LabelTests {
  private static let path = "/v1/sagas/order/instances"

  private static func start(_ order: Int, _ query: String, _ daemon: Daemon) async throws -> Daemon.Answer {
    try await daemon.call(.POST, path + query, #"{"orderId":\#(order)}"#)
  }

  private static func keys(_ query: String, _ daemon: Daemon) async throws -> [String] {
    let body = try await daemon.call(.GET, "/v1/instances?" + query).body
    return body["instances"]?.array?.compactMap { $0["key"]?.string } ?? []
  }

  @Test("a start gives labels, and instances are found and shown by them")
  func finds() async throws {
    try await Daemon.run { daemon in
      let first = try await Self.start(1, "?label=customer=42&label=urgent", daemon)
      #expect(first.status == 201)
      #expect(first.body["labels"] == ["customer": "42", "urgent": ""])
      _ = try await Self.start(2, "?label=customer=42", daemon)
      _ = try await Self.start(3, "?label=customer=7&at=2035-01-01T00:00:00Z", daemon)
      _ = try await Self.start(4, "", daemon)
      let keys = try await Self.keys("", daemon)
      #expect(keys.count == 4)
      #expect(try await Self.keys("label=customer=42", daemon) == [keys[2], keys[3]])
      #expect(try await Self.keys("label=customer=42&label=urgent", daemon) == [keys[3]])
      #expect(try await Self.keys("label=customer&status=scheduled", daemon) == [keys[1]])
      let page = try await daemon.call(.GET, "/v1/instances?label=customer&label=customer=42&limit=1")
      let link = page.headers.first(name: "Link") ?? ""
      #expect(link.contains("label=customer&label=customer"))
      // The same start again finds the instance with the labels that it has.
      let again = try await Self.start(1, "?label=other", daemon)
      #expect(again.status == 200)
      #expect(again.body["labels"] == ["customer": "42", "urgent": ""])
    }
  }

  @Test(
    "what is no label is told",
    arguments: ["?label=Customer=42", "?label=", "?label=a=1&label=a=2", "?label=a%0Ab"])
  func refuses(query: String) async throws {
    let answer = try await Daemon.run { daemon in try await Self.start(1, query, daemon) }
    #expect(answer.status == 400)
    #expect(answer.body["errors"]?.array?.first?["path"] == "label")
  }
}
