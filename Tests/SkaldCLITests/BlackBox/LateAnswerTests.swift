import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("A saga that is run with a service which answers later", .timeLimit(.minutes(1)))
  struct LateAnswerTests {
    @Test("goes on with the answer that comes by the address which the call named")
    func answersLater() async throws {
      let scratch = try Scratch()
      let bank = try await Listener()
      try scratch.write(
        """
        skald: 1
        saga: pay
        input: { id: int }
        key: pay-${input.id}
        steps:
          - { step: charge, call: bank.later, with: { id: "${input.id}" }, timeout: 30s, compensate: none, because: it does nothing }
        output: { said: "${charge.said.id}" }
        ---
        skald: 1
        services: { bank: { later: { in: { id: int }, out: { said: { id: int } }, effect: false } } }

        """, to: "pay.saga.yaml")
      try scratch.write("services: { bank: { http: 'http://127.0.0.1:\(bank.port)' } }\n", to: "skald.yaml")
      let run = try CommandRun(
        ["run", "pay.saga.yaml", "--input", #"{"id": 7}"#, "--config", "skald.yaml", "--format", "json"],
        in: scratch.folder)
      #expect(run.code == 0, "\(run.out) \(run.err)")
      #expect(try run.json["output"] == ["said": 7])
      #expect(bank.seen.map(\.path) == ["/later"])
      try await bank.close()
    }
  }
}
