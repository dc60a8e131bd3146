import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("Schedules on the command line")
  struct ScheduleCommandTests {
    private static let saga = """
      skald: 1
      saga: close-day
      version: 1
      input: { day: string, shop: int }
      steps:
        - emit: day.closed.v1
          with: { shop: "${input.shop}" }
      ---
      skald: 1
      events: { day.closed.v1: { key: shop, data: { shop: int }, public: true } }

      """

    @Test("one is made, seen, triggered, held up and deleted")
    func life() async throws {
      let scratch = try Scratch()
      try scratch.write(Self.saga, to: "sagas/close-day.saga.yaml")
      try scratch.write("listen: 127.0.0.1:0\ndb: skald.db\n", to: "skald.yaml")
      try scratch.write(#"{"shop": 7}"#, to: "input.json")
      let daemon = try Program("skald", ["serve"], in: scratch.folder, log: "log.txt")
      defer { daemon.kill() }
      let log = scratch.folder.appending(path: "log.txt")
      let port = try await Self.eventually {
        try String(contentsOf: log, encoding: .utf8).firstMatch(of: #/port"?[=:]"?(\d+)/#)?.1
      }
      func skald(_ arguments: String...) throws -> CommandRun {
        try CommandRun(["schedule"] + arguments + ["--server", "http://127.0.0.1:\(port)"], in: scratch.folder)
      }
      func set(_ cron: String) throws -> CommandRun {
        try skald(
          "set", "yearly", "--saga", "close-day", "--cron", cron, "--zone", "Europe/Berlin", "--input", "@input.json",
          "--time-field", "day", "--overlap", "allow", "--catch-up", "1h")
      }

      let made = try set("0 0 1 1 *")
      #expect(made.out.contains(#/^yearly: made, next \d{4}-12-31T23:00:00\.000Z\n$/#), "\(made.out)\(made.err)")
      #expect(try set("0 0 1 1 *").out.hasPrefix("yearly: replaced"))
      let wrong = try set("0 0 32 1 *")
      #expect(wrong.code == 2 && wrong.err.contains("day of month: expected 1 to 31, found 32"))
      let triggered = try skald("trigger", "yearly")
      #expect(triggered.out.contains(#/^yearly: began [0-9A-Z]{26}\n$/#))
      #expect(try skald("pause", "yearly").out == "yearly: rests\n")
      #expect(
        try skald().out.contains(#/yearly +close-day +0 0 1 1 \* +Europe/Berlin +allow +paused +\S+Z +1 +0 +0 +0/#))
      #expect(try set("0 0 1 1 *").out == "yearly: replaced, rests\n")
      #expect(try skald("resume", "yearly").out.hasPrefix("yearly: goes on, next 2"))
      let shown = try skald("show", "yearly").out
      #expect(shown.contains(#/timeField +day/#) && shown.contains(#/counts +1 started, 0 skipped/#))
      let list = try skald("list", "--format", "json").json["schedules"]?.array
      #expect(list?.first?["next"]?.array?.count == 5)
      #expect(list?.first?["input"] == ["shop": 7])
      #expect(try skald("delete", "yearly").out == "yearly: deleted\n")
      let gone = try skald("show", "yearly")
      #expect(gone.code == 1 && gone.err.contains("there is no schedule `yearly`"))
    }

    private static func eventually<Found>(_ find: () throws -> Found?) async throws -> Found {
      for _ in 0..<500 {
        if let found = try find() { return found }
        try await Task.sleep(for: .milliseconds(20))
      }
      throw Town.Overdue(description: "not in time")
    }
  }
}
