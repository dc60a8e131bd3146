import Foundation
import SkaldValue
import Testing

extension BlackBox {
  /// A bank that demands a token, in a folder of its own.
  final class Vault {
    let scratch: Scratch
    let bank: Listener
    /// All that the programs wrote.
    private(set) var outputs = ""

    var folder: URL { scratch.folder }

    init(secrets: String = "BANK: { env: TEST_BANK_TOKEN }\n  GATE: { file: gate.txt }") async throws {
      scratch = try Scratch()
      bank = try await Listener()
      try scratch.write(Self.saga, to: "sagas/pay.saga.yaml")
      try scratch.write(
        """
        listen: 127.0.0.1:0
        db: skald.db
        secrets:
          \(secrets)
        services:
          bank:
            http: http://127.0.0.1:\(bank.port)
            headers: { Authorization: "Bearer ${secrets.GATE}" }
        sinks: { file: events.jsonl }

        """, to: "skald.yaml")
      try keep(gate: "canary-of-the-gate-1")
    }

    private static let saga = """
      skald: 1
      saga: pay
      input: { id: int, end: string }
      key: pay-${input.id}
      defaults: { timeout: 30s }
      steps:
        - step: charge
          call: bank.charge
          with: { id: "${input.id}", token: "Bearer ${secrets.BANK}" }
          emits: { paid.v1: { id: "${input.id}" } }
          compensate: bank.refund
        - { step: refuse, call: bank.refuse, if: "input.end == 'bad'", with: { token: "${secrets.BANK}" }, compensate: none, because: it does nothing }
        - { step: ship, call: bank.ship, pivot: true, with: { id: "${input.id}" } }
      ---
      skald: 1
      services:
        bank:
          charge: { in: { id: int, token: string } }
          refund: { in: { id: int, token: string } }
          refuse: { in: { token: string }, refuses: [declined], effect: false }
          ship: { in: { id: int } }
      events: { paid.v1: { key: id, data: { id: int }, public: true } }

      """

    /// Writes the file of a secret, as an editor does.
    func keep(gate: String) throws {
      try scratch.write(gate + "\n", to: "gate.txt")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: "gate.txt").path)
    }

    func run(_ arguments: [String], token: String? = "canary-of-the-bank") throws -> CommandRun {
      let run = try CommandRun(
        arguments, in: folder, environment: token.map { ["TEST_BANK_TOKEN": $0] } ?? [:])
      outputs += run.out + run.err
      return run
    }

    func start(token: String) throws -> Program {
      try Program(
        "skald", ["serve"], in: folder, log: "log.txt",
        environment: ["TEST_BANK_TOKEN": token, "SKALD_LOG": "trace"])
    }

    /// The address of the daemon that began last.
    func server() async throws -> String {
      try await eventually {
        let log = try String(contentsOf: self.folder.appending(path: "log.txt"), encoding: .utf8)
        guard let last = log.split(separator: "\n").last(where: { $0.contains("the server listens") }),
          let port = last.firstMatch(of: #/port"?[=:]"?(\d+)/#)?.1
        else { return nil }
        return "http://127.0.0.1:\(port)"
      }
    }

    func eventually<Found>(_ find: () throws -> Found?) async throws -> Found {
      for _ in 0..<1500 {
        if let found = try find() { return found }
        try await Task.sleep(for: .milliseconds(20))
      }
      throw Town.Overdue(description: "not within 30 s")
    }

    /// The files and outputs that hold a text; the file of the secret itself does not count.
    func traces(of text: String) throws -> [String] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0 != "gate.txt" }
      let found = names.filter { name in
        guard let data = FileManager.default.contents(atPath: folder.appending(path: name).path) else { return false }
        return data.range(of: Data(text.utf8)) != nil
      }
      return found + (outputs.contains(text) ? ["the outputs"] : [])
    }
  }

  @Suite("Secrets of the configuration")
  struct SecretTests {
    static let bad = #"{"id":1,"end":"bad"}"#
    static let good = #"{"id":2,"end":"good"}"#

    @Test(
      "skald run sends them, and neither tells nor keeps them", arguments: [(good, "completed"), (bad, "compensated")])
    func runs(input: String, status: String) async throws {
      let vault = try await Vault()
      let run = try vault.run(["run", "sagas/pay.saga.yaml", "--input", input, "--db", "run.db", "--format", "json"])
      #expect(try run.json["status"]?.string == status, "\(run.err)")
      let text = try vault.run(["run", "sagas/pay.saga.yaml", "--input", input])
      #expect(text.out.contains("charge"))
      let seen = vault.bank.seen
      #expect(seen.allSatisfy { $0.authorization == "Bearer canary-of-the-gate-1" })
      #expect(seen.filter { $0.path == "/charge" }.allSatisfy { $0.body["token"] == "Bearer canary-of-the-bank" })
      #expect(seen.contains { $0.path == (status == "completed" ? "/ship" : "/refund") })
      #expect(try vault.traces(of: "canary") == [])
      #expect(try vault.traces(of: "paid.v1").contains("events.jsonl"))
      try await vault.bank.close()
    }

    @Test("the daemon neither tells nor keeps them, and after a crash takes the values of then")
    func serves() async throws {
      let vault = try await Vault()
      vault.bank.be(silent: true)
      var daemon = try vault.start(token: "canary-of-the-bank")
      var server = try await vault.server()
      #expect(try vault.run(["start", "pay", "--input", Self.good, "--server", server]).code == 0)
      _ = try await vault.eventually { vault.bank.seen.first }
      let early = try vault.run(["list", "--format", "json", "--server", server])
      let id = try #require(try early.json["instances"]?.array?.first?["id"]?.string)
      daemon.kill()
      #expect(try vault.traces(of: "canary") == [])

      vault.bank.be(silent: false)
      try vault.keep(gate: "canary-of-the-gate-2")
      daemon = try vault.start(token: "canary-of-tomorrow")
      _ = try await vault.eventually { vault.bank.seen.contains { $0.path == "/ship" } ? true : nil }
      server = try await vault.server()
      _ = try await vault.eventually {
        try vault.run(["show", id, "--format", "json", "--server", server]).json["status"] == "completed" ? true : nil
      }
      for command in ["show", "history"] {
        for format in ["text", "json"] {
          let run = try vault.run([command, id, "--format", format, "--server", server])
          #expect(run.code == 0 && run.out.contains("charge"))
        }
      }
      #expect(try vault.run(["history", id, "--format", "json", "--server", server]).out.contains("Bearer ***"))
      let tokens = vault.bank.seen.filter { $0.path == "/charge" }.map { [$0.authorization, $0.body["token"]?.string] }
      #expect(tokens.first == ["Bearer canary-of-the-gate-1", "Bearer canary-of-the-bank"])
      #expect(tokens.last == ["Bearer canary-of-the-gate-2", "Bearer canary-of-tomorrow"])
      #expect(try vault.traces(of: "canary") == [])
      #expect(daemon.stop() == 0)
      #expect(try vault.traces(of: "canary") == [])
      #expect(try vault.traces(of: "paid.v1").contains("skald.db"))
      try await vault.bank.close()
    }

    @Test(
      "what is missing is said before anything starts",
      arguments: [
        (
          "BANK: { env: TEST_NOBODY_SET }\n  GATE: { file: gate.txt }",
          "skald.yaml:4:16: the environment has no variable `TEST_NOBODY_SET`, from which the secret `BANK` comes"
        ),
        (
          "BANK: { env: TEST_BANK_TOKEN }\n  GATE: { file: none.txt }",
          "skald.yaml:5:17: the file `none.txt` of the secret `GATE` cannot be read"
        ),
        ("GATE: { file: gate.txt }", "no secret `BANK`, read by step `charge` of `pay`; write `secrets: { BANK:"),
        ("BANK: { env: TEST_BANK_TOKEN }", "no secret `GATE`, read by the headers of the service `bank`"),
        (
          "BANK: { env: HOME, file: gate.txt }",
          "skald.yaml:4:9: a secret has one origin, `env: VARIABLE` or `file: PATH`"
        ),
        ("BANK: { enf: HOME }", "skald.yaml:4:11: unknown key `enf`, expected one of env, file; did you mean `env`?"),
        ("\"a-b\": { env: HOME }", "skald.yaml:4:3: the name of a secret is letters, digits and `_`, found `a-b`"),
      ])
    func missing(secrets: String, words: String) async throws {
      let vault = try await Vault(secrets: secrets)
      for command in [["serve"], ["run", "sagas/pay.saga.yaml", "--input", Self.good]] {
        let run = try vault.run(command)
        #expect(run.code == 2)
        #expect(run.err.contains(words), "\(run.err)")
      }
      #expect(vault.bank.seen.isEmpty)
      try await vault.bank.close()
    }

    @Test("a mock run needs none of them")
    func mock() async throws {
      let vault = try await Vault(secrets: "BANK: { env: TEST_NOBODY_SET }")
      let run = try vault.run(["run", "sagas/pay.saga.yaml", "--mock", "--input", Self.good])
      #expect(run.code == 0, "\(run.err)")
      try await vault.bank.close()
    }

    @Test("a file that everybody can read is warned of, and an empty one refused")
    func files() async throws {
      let vault = try await Vault()
      let arguments = ["run", "sagas/pay.saga.yaml", "--input", Self.good]
      #expect(!(try vault.run(arguments).err.contains("warning")))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644], ofItemAtPath: vault.folder.appending(path: "gate.txt").path)
      #expect(try vault.run(arguments).err.contains("skald.yaml:5:17: everybody on this machine can read `gate.txt`"))
      try vault.keep(gate: "")
      let empty = try vault.run(arguments)
      #expect(empty.code == 2 && empty.err.contains("skald.yaml:5:17: the secret `GATE` is empty"))
      try await vault.bank.close()
    }

    @Test(
      "a header field of a service reads secrets alone, and is not one of Skald's own",
      arguments: [
        ("{ Skald-Fence: a }", "the header field `Skald-Fence` is set by Skald itself"),
        ("{ X-Key: \"${input.id}\" }", "a header field may read `secrets.NAME` and nothing else"),
        ("{ X-Key: \"${secrets\" }", "`${` is not closed by `}`"), ("{ X-Key: [] }", "expected a text such as"),
      ])
    func headers(headers: String, words: String) throws {
      let scratch = try Scratch()
      try scratch.write("services: { bank: { http: http://127.0.0.1:1, headers: \(headers) } }\n", to: "skald.yaml")
      let run = try CommandRun(["serve"], in: scratch.folder)
      #expect(run.code == 2 && run.err.contains("skald.yaml:1:") && run.err.contains(words), "\(run.err)")
    }
  }
}
