import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("The outbox on the command line")
  struct OutboxCommandTests {
    private static let saga = """
      skald: 1
      saga: ring
      version: 1
      input: { bell: int }
      key: ring-${input.bell}
      steps:
        - emit: bell.rung.v1
          with: { bell: "${input.bell}" }
      ---
      skald: 1
      events: { bell.rung.v1: { key: bell, data: { bell: int }, public: true } }

      """

    @Test("what nobody takes is listed, tried again and dropped, and the history tells of it")
    func drops() async throws {
      let scratch = try Scratch()
      try scratch.write(Self.saga, to: "sagas/ring.saga.yaml")
      // Nobody listens at the port 1.
      try scratch.write(
        "listen: 127.0.0.1:0\ndb: skald.db\nsinks: { webhook: \"http://127.0.0.1:1/\" }\n", to: "skald.yaml")
      let daemon = try Program("skald", ["serve"], in: scratch.folder, log: "log.txt")
      let log = scratch.folder.appending(path: "log.txt")
      let port = try await Self.eventually {
        try String(contentsOf: log, encoding: .utf8).firstMatch(of: #/port"?[=:]"?(\d+)/#)?.1
      }
      func skald(_ arguments: String...) throws -> CommandRun {
        try CommandRun(arguments + ["--server", "http://127.0.0.1:\(port)"], in: scratch.folder)
      }
      #expect(try skald("start", "ring", "--input", #"{"bell":7}"#, "--wait").code == 0)

      let event = try await Self.eventually {
        let list = try skald("outbox", "--state", "blocked", "--format", "json")
        return try list.json["events"]?.array?.first
      }
      let id = try #require(event["id"]?.string)
      #expect(try skald("outbox", "list").out.contains("bell.rung.v1"))
      #expect(try skald("outbox", "retry", id).out == "\(id): is tried now at webhook\n")
      #expect(try skald("outbox", "drop", id).code == 2)
      _ = try await Self.eventually {
        try skald("outbox", "drop", id, "--reason", "nobody is there").code == 0 ? true : nil
      }
      #expect(try skald("outbox", "list", "--format", "json").json["events"] == [])
      let history = try skald("history", event["instance"]?.string ?? "")
      #expect(history.out.contains("bell.rung.v1 is not sent to webhook, dropped by local: nobody is there"))
      let again = try skald("outbox", "drop", id, "--reason", "x")
      #expect(again.code == 1 && again.err.contains("no sink holds an event"))
      daemon.kill()
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
