import NIOHTTP1
import SkaldValue
import Testing

@Suite("Handlers over HTTP", .timeLimit(.minutes(1)))
struct HandlerRouteTests {
  private static func state(_ name: String, _ answer: Daemon.Answer) -> JSON? {
    answer.body["handlers"]?.array?.first { $0["name"] == .string(name) }
  }

  @Test("a paused handler shows the calls that wait, and lets them go when it is resumed")
  func pause() async throws {
    let (paused, held, resumed) = try await Daemon.run { daemon in
      let paused = try await daemon.call(.POST, "/v1/handlers/payment/pause", "{}")
      let id = try await daemon.startOrder(1)
      let held = try await daemon.call(.GET, "/v1/handlers")
      let resumed = try await daemon.call(.POST, "/v1/handlers/payment/resume")
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      return (paused, held, resumed)
    }
    #expect(paused.status == 200)
    #expect(paused.body["paused"] == true)
    #expect(Self.state("payment", held)?["waiting"] == 1)
    #expect(Self.state("payment.charge", held)?["waiting"] == 1)
    #expect(Self.state("delivery.request", held)?["waiting"] == 0)
    #expect(resumed.body["paused"] == false)
  }

  @Test(
    "what is wrong with a request is told",
    arguments: [
      ("payments/pause", "{}", 404, "unknown_handler"), ("payment.charges/resume", "{}", 404, "unknown_handler"),
      ("payment/pause", #"{"for": "1h"}"#, 400, "input_invalid"), ("payment/pause", "[]", 400, "input_invalid"),
      ("payment/stop", "{}", 404, "unknown_route"),
    ])
  func refused(path: String, body: String, status: Int, code: String) async throws {
    let answer = try await Daemon.run { daemon in try await daemon.call(.POST, "/v1/handlers/\(path)", body) }
    #expect(answer.status == status)
    #expect(answer.code == code)
  }
}
