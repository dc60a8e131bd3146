import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("Watching an instance")
  struct WatchTests {
    @Test("goes on where it was when the daemon comes back, and says each thing once")
    func comesBack() async throws {
      let town = try await Town()
      // Longer than the saga waits for an answer: the daemon dies meanwhile, and the order is undone in the end.
      try await town.post("\(town.url(.inventory))/faults", ["operation": "reserve", "mode": "slow:3000"])
      try await town.placeOrder(1)
      var id: String?
      try await town.eventually("the saga is there") {
        id = try await town.get("\(town.engine)/v1/instances")["instances"]?.array?.first?["id"]?.string
        return id != nil
      }
      let watch = try Program(
        "skald", ["watch", try #require(id), "--server", town.engine], in: town.folder, log: "watch.log")
      let log = { try String(contentsOf: town.folder.appending(path: "watch.log"), encoding: .utf8) }
      try await town.eventually("the stock is asked for") { try log().contains("inventory.reserve") }

      town.killDaemon()
      try await town.eventually("it notices") { try log().contains("the daemon went away; waiting for it") }
      try await town.startDaemon()

      #expect(watch.wait() == 0)
      let lines = try log().split(separator: "\n")
      #expect(lines.filter { $0.contains("started") }.count == 1)
      #expect(lines.last?.hasSuffix("compensated") == true)
    }

    @Test("an instance that does not exist is a fault at once")
    func unknown() async throws {
      let town = try await Town()
      let run = try CommandRun(["watch", "nobody", "--server", town.engine], in: town.folder)
      #expect(run.code == 1)
      #expect(run.err.contains("there is no instance `nobody`"))
    }
  }
}
