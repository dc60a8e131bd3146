import NIOHTTP1
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("The audit log over HTTP", .timeLimit(.minutes(1)))
struct AuditRouteTests {
  @Test("tells what was done, page by page, and only what was done")
  func pages() async throws {
    try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      _ = try await daemon.call(.POST, "/v1/instances/\(id)/pause", #"{"reason":"lunch"}"#)
      _ = try await daemon.call(.POST, "/v1/instances/\(id)/resume", "{}")
      _ = try await daemon.call(.POST, "/v1/handlers/payment/pause", "{}")
      _ = try await daemon.call(.POST, "/v1/handlers/nobody/pause", "{}")
      _ = try await daemon.call(.POST, "/v1/handlers/payment/resume", "{}")

      let first = try await daemon.call(.GET, "/v1/audit?limit=3")
      let next = try #require(first.body["next"]?.string)
      let second = try await daemon.call(.GET, "/v1/audit?limit=3&after=\(next)")
      let ofInstance = try await daemon.call(.GET, "/v1/audit?target=\(id)&actor=local")

      #expect(Self.actions(first) == ["resume-handler", "pause-handler", "resume"])
      #expect(first.headers.first(name: "Link")?.contains("after=\(next)") == true)
      #expect(Self.actions(second) == ["pause"])
      #expect(second.body["next"] == .null)
      #expect(Self.actions(ofInstance) == ["resume", "pause"])
      #expect(ofInstance.body["entries"]?.array?.last?["reason"] == "lunch")
      #expect(second.body["entries"]?.array?.first?["seal"]?.string?.count == 64)
    }
  }

  @Test("a cursor that is none is 400", arguments: ["x", "-1"])
  func cursor(text: String) async throws {
    #expect(try await Daemon.run { try await $0.call(.GET, "/v1/audit?after=\(text)") }.status == 400)
  }

  private static func actions(_ answer: Daemon.Answer) -> [String] {
    answer.body["entries"]?.array?.compactMap { $0["action"]?.string } ?? []
  }
}
