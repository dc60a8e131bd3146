import Foundation
import SkaldValue
import Testing

@Suite("The doctor")
struct DoctorCommandTests {
  /// The levels of a run, by check; of a check with several findings the last.
  private static func levels(_ run: CommandRun) throws -> [String: String] {
    let checks = try run.json["checks"]?.array ?? []
    return Dictionary(checks.map { ($0["check"]?.string ?? "", $0["level"]?.string ?? "") }) { _, last in last }
  }

  private static func doctor(_ flags: [String] = [], in scratch: Scratch) throws -> CommandRun {
    try CommandRun(["doctor", "--format", "json"] + flags, in: scratch.folder)
  }

  private static func database() throws -> Scratch {
    let scratch = try Scratch()
    let bench = try CommandRun(["bench", "--sagas", "4", "--in-flight", "2", "--db", "skald.db"], in: scratch.folder)
    #expect(bench.code == 0, "\(bench.err)")
    return scratch
  }

  @Test("a project of one's own is sound, whatever the computer is like")
  func sound() throws {
    let scratch = try Self.database()
    #expect(try CommandRun(["init", "."], in: scratch.folder).code == 0)

    let levels = try Self.levels(Self.doctor(in: scratch))

    for check in ["configuration", "definitions", "database", "daemon", "journal", "permissions", "listen"] {
      #expect(levels[check] == "ok", "\(check): \(levels[check] ?? "-")")
    }
    for check in ["sqlite", "disk", "fsync", "files", "auth", "clock"] { #expect(levels[check] != nil, "\(check)") }
    #expect(levels["services"] == nil)
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).contains { $0.contains("doctor") })
  }

  @Test("a database that others can read is a warning, which --strict fails for")
  func permissions() throws {
    let scratch = try Self.database()
    let file = scratch.folder.appending(path: "skald.db").path
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)

    let run = try Self.doctor(in: scratch)
    let finding = try run.json["checks"]?.array?.first { $0["check"] == "permissions" }

    #expect(finding?["level"] == "warning")
    #expect(finding?["advice"] == "chmod 600 skald.db")
    #expect(try Self.doctor(["--strict"], in: scratch).code == 1)
  }

  @Test("what is not there yet is no fault: neither database, nor sagas, nor configuration")
  func empty() throws {
    let scratch = try Scratch()
    let run = try Self.doctor(in: scratch)
    let levels = try Self.levels(run)
    #expect(levels["configuration"] == "ok")
    #expect(levels["definitions"] == "note")
    #expect(levels["database"] == "note")
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.appending(path: "skald.db").path))
  }

  @Test(
    "what keeps a daemon from starting is an error with exit 1",
    arguments: [
      ("skald.yaml", "listn: 1\n", "configuration"), ("skald.yaml", "listen: nowhere\n", "listen"),
      ("skald.yaml", "db: none/skald.db\n", "disk"), ("skald.yaml", "services: { a: { http: a } }\n", "egress"),
      ("sagas/a.saga.yaml", "skald: 1\nsaga: a\nstps: []\n", "definitions"), ("skald.db", "no database\n", "database"),
    ])
  func errors(file: String, text: String, check: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: file)
    let run = try Self.doctor(in: scratch)
    #expect(run.code == 1)
    #expect(try Self.levels(run)[check] == "error", "\(run.out)")
    let advice = try run.json["checks"]?.array?.first { $0["check"] == .string(check) }?["advice"]?.string ?? ""
    #expect(!advice.isEmpty)
  }

  @Test("a secret without a value is a warning, and its value is never shown")
  func secrets() throws {
    let scratch = try Scratch()
    try scratch.write("secrets: { bank: { env: SKALD_TEST_BANK } }\n", to: "skald.yaml")
    let arguments = ["doctor", "--format", "json"]
    let without = try CommandRun(arguments, in: scratch.folder)
    let with = try CommandRun(arguments, in: scratch.folder, environment: ["SKALD_TEST_BANK": "hush"])
    #expect(try Self.levels(without)["secrets"] == "warning")
    #expect(try Self.levels(with)["secrets"] == "ok")
    #expect(!with.out.contains("hush"))
  }

  @Test("services are reached where that is asked for, and told where they are not")
  func services() async throws {
    let scratch = try Scratch()
    let listener = try await Listener()
    try scratch.write("services: { a: { http: \"http://127.0.0.1:\(listener.port)\" } }\n", to: "skald.yaml")
    let reached = try Self.doctor(["--services"], in: scratch)
    try await listener.close()
    let missed = try Self.doctor(["--services"], in: scratch)
    #expect(try Self.levels(reached)["services"] == "ok", "\(reached.out)")
    #expect(try Self.levels(missed)["services"] == "error")
    #expect(missed.code == 1)
    #expect(missed.out.contains("nobody listens there"))
  }
}

extension BlackBox {
  @Suite("The doctor beside a daemon")
  struct DoctorTests {
    @Test("the process that has the database is named, and goes on")
    func holder() async throws {
      let town = try await Town()
      let id = try #require(town.daemonID)

      let run = try CommandRun(["doctor", "sagas", "--services", "--format", "json"], in: town.folder)
      let checks = try run.json["checks"]?.array ?? []

      #expect(checks.contains { $0["message"]?.string == "process \(id) has the database" }, "\(run.out)")
      let services = checks.filter { $0["check"] == "services" }
      #expect(!services.isEmpty && services.allSatisfy { $0["level"] == "ok" }, "\(services)")
      try await town.placeOrder(1)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
    }
  }
}
