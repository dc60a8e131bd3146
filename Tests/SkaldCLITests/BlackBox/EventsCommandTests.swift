import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("Events on the command line")
  struct EventsCommandTests {
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
      events: { bell.rung.v1: { topic: bells, key: bell, data: { bell: int }, public: true } }

      """

    @Test("topics, messages and consumers are shown; what a webhook refuses is put aside and outlives a kill")
    func events() async throws {
      let scratch = try Scratch()
      let listener = try await Listener()
      try scratch.write(Self.saga, to: "sagas/ring.saga.yaml")
      let sink = "{ url: \"http://127.0.0.1:\(listener.port)/reject\", onPoison: deadLetter }"
      try scratch.write(
        "listen: 127.0.0.1:0\ndb: skald.db\nsinks: { webhook: \(sink) }\n", to: "skald.yaml")
      let (first, port) = try await Self.serve(scratch, "first.txt")
      let skald = Shell(port: port, folder: scratch.folder)
      #expect(try skald("start", "ring", "--input", #"{"bell":7}"#, "--wait").code == 0)

      let letter = try await Self.eventually {
        try skald("events", "dead-letters", "--format", "json").json["deadLetters"]?.array?.first
      }
      let id = try #require(letter["id"]?.string)
      #expect(letter["error"] == "the receiver answered 422")
      #expect(try skald("events").out.contains("bells"))
      #expect(try skald("events", "topics", "--format", "json").json["topics"]?.array?.first?["topic"] == "bells")
      #expect(try skald("events", "messages", "bells", "--key", "7").out.contains("bell.rung.v1"))
      let message = try skald("events", "message", id).out
      #expect(message.contains("ce-partitionkey") && message.contains("dead: the receiver answered 422"))
      #expect(message.contains(#"{"bell":7}"#))
      let consumers = try skald("events", "consumers").out
      #expect(consumers.contains("webhook") && consumers.contains("deadLetter"))
      #expect(try skald("events", "consumers", "webhook").out.contains("KEY"))
      #expect(try skald("events", "dead-letters").out.contains(id))
      #expect(try skald("events", "dead-letter", id).out.contains("the receiver answered 422"))

      first.kill()
      let (second, again) = try await Self.serve(scratch, "second.txt")
      let later = Shell(port: again, folder: scratch.folder)
      #expect(try later("events", "retry", "--sink", "webhook", "--all").out == "\(id): is tried now at webhook\n")
      _ = try await Self.eventually {
        let letters = try later("events", "dead-letters", "--format", "json").json["deadLetters"]
        return letters?.array?.first?["attempts"] == 2 ? true : nil
      }
      #expect(listener.seen.count >= 2)
      #expect(Set(listener.seen.map { $0.body["id"] }).count == 1)
      #expect(try later("events", "drop", id).code == 2)
      #expect(try later("events", "drop", "--all", "--reason", "x").code == 2)
      #expect(try later("events", "drop", id, "--reason", "rung again").code == 0)
      #expect(try later("events", "dead-letters", "--format", "json").json["deadLetters"] == [])
      let unknown = try later("events", "messages", "nothing")
      #expect(unknown.code == 1 && unknown.err.contains("known are: bells"))
      second.kill()
      try await listener.close()
    }

    /// The commands of a daemon.
    private struct Shell {
      let port: Substring
      let folder: URL
      func callAsFunction(_ arguments: String...) throws -> CommandRun {
        try CommandRun(arguments + ["--server", "http://127.0.0.1:\(port)"], in: folder)
      }
    }

    private static func serve(_ scratch: Scratch, _ name: String) async throws -> (Program, Substring) {
      let daemon = try Program("skald", ["serve"], in: scratch.folder, log: name)
      let log = scratch.folder.appending(path: name)
      let port = try await eventually {
        try String(contentsOf: log, encoding: .utf8).firstMatch(of: #/port"?[=:]"?(\d+)/#)?.1
      }
      return (daemon, port)
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
