import Foundation
import SkaldValue
import Testing

@testable import SkaldCLI

@Suite("What the configuration comes to")
struct ConfigCommandTests {
  /// A scalar key, how the environment says it, and what is shown then.
  struct Variable: Sendable, CustomTestStringConvertible {
    let key: String
    let name: String
    let text: String
    let value: JSON
    /// What else must be said.
    var with: [String: String] = [:]
    var testDescription: String { name }
  }

  static let variables = [
    Variable(key: "listen", name: "SKALD_LISTEN", text: "127.0.0.1:1", value: "127.0.0.1:1"),
    Variable(key: "callbackURL", name: "SKALD_CALLBACK_URL", text: "http://a:1", value: "http://a:1"),
    Variable(key: "db", name: "SKALD_DB", text: "a.db", value: "a.db"),
    Variable(key: "definitions", name: "SKALD_DEFINITIONS", text: "a,b", value: ["a", "b"]),
    Variable(key: "services.a.http", name: "SKALD_SERVICES", text: "a=http://a:1", value: "http://a:1"),
    Variable(key: "sinks.stdout", name: "SKALD_SINKS_STDOUT", text: "true", value: true),
    Variable(key: "sinks.file", name: "SKALD_SINKS_FILE", text: "a.jsonl", value: "a.jsonl"),
    Variable(key: "sinks.webhook.url", name: "SKALD_SINKS_WEBHOOK_URL", text: "http://a:1", value: "http://a:1"),
    Variable(
      key: "sinks.webhook.secretFrom", name: "SKALD_SINKS_WEBHOOK_SECRET_FROM", text: "KEY", value: "KEY",
      with: ["SKALD_SINKS_WEBHOOK_URL": "http://a:1"]),
    Variable(
      key: "sinks.webhook.onPoison", name: "SKALD_SINKS_WEBHOOK_ON_POISON", text: "deadLetter",
      value: "deadLetter after 10 attempts"),
    Variable(key: "sinks.bus.onPoison", name: "SKALD_SINKS_BUS_ON_POISON", text: "block", value: "block"),
    Variable(key: "retention.ended", name: "SKALD_RETENTION", text: "30d", value: "30d"),
    Variable(
      key: "retention.file", name: "SKALD_RETENTION_FILE", text: "a.jsonl", value: "a.jsonl",
      with: ["SKALD_RETENTION": "30d"]),
    Variable(key: "lint.severity.SK501", name: "SKALD_LINT_SEVERITY", text: "SK501=note", value: "note"),
    Variable(key: "lint.strict", name: "SKALD_LINT_STRICT", text: "1", value: true),
    Variable(key: "lint.notes", name: "SKALD_LINT_NOTES", text: "true", value: true),
    Variable(key: "lint.baseline", name: "SKALD_LINT_BASELINE", text: "a.json", value: "a.json"),
    Variable(
      key: "auth.signedEvents", name: "SKALD_AUTH_SIGNED_EVENTS", text: "NEW,OLD", value: ["NEW", "OLD"]),
    Variable(key: "hosts", name: "SKALD_HOSTS", text: "a,b", value: ["a", "b"]),
    Variable(key: "tls.certificate", name: "SKALD_TLS_CERTIFICATE", text: "a.pem", value: "a.pem"),
    Variable(key: "tls.key", name: "SKALD_TLS_KEY", text: "a.key", value: "a.key"),
    Variable(key: "lint.exclude", name: "SKALD_LINT_EXCLUDE", text: "a,b", value: ["a", "b"]),
  ]

  /// Everything that the file can say, so that its place is shown.
  static let file = """
    listen: 127.0.0.1:9
    callbackURL: http://file:9
    db: file.db
    definitions: [pay]
    services:
      a: { http: "http://user:hush@file:9/x?token=hush", headers: { X-Key: hush, X-Other: "${secrets.bank}" } }
    secrets: { bank: { env: BANK_TOKEN }, tax: { file: tax.txt } }
    sinks: { stdout: false, file: file.jsonl, webhook: { url: "http://file:9", secretFrom: HOOK, onPoison: { deadLetter: { attempts: 5, time: 1d } } }, bus: { onPoison: deadLetter }, peers: { b: "http://b:9" } }
    retention: { ended: 1d, file: old.jsonl }
    limits: { a: { concurrency: 5, breaker: { failures: 3 } }, a.b: { rate: 5/s } }
    lint: { severity: { effect-without-undo: warning }, strict: false, notes: false, baseline: b.json, exclude: [x] }
    auth: { signedEvents: HOOK, tokens: [{ name: ann, role: viewer, sha256: \(String(repeating: "0", count: 64)) }] }
    hosts: [skald.internal]
    tls: { certificate: file.pem, key: file.key }

    """

  private func show(
    _ flags: [String] = [], file: String? = nil, environment: [String: String] = [:]
  ) throws -> [String: JSON] {
    let scratch = try Scratch()
    if let file { try scratch.write(file, to: "skald.yaml") }
    let run = try CommandRun(
      ["config", "show", "--origin", "--format", "json"] + flags, in: scratch.folder, environment: environment)
    try #require(run.code == 0, "\(run.err)")
    let rows = try run.json["settings"]?.array ?? []
    return Dictionary(rows.map { ($0["key"]?.string ?? "", $0) }) { first, _ in first }
  }

  @Test("the environment says each scalar key, and wins over the file", arguments: variables, [nil, file])
  func variable(variable: Variable, file: String?) throws {
    let environment = variable.with.merging([variable.name: variable.text]) { $1 }
    let row = try #require(try show(file: file, environment: environment)[variable.key])
    #expect(row["value"] == variable.value)
    #expect(row["origin"] == "environment")
    #expect(row["place"] == .string(variable.name))
  }

  @Test("every scalar key can be said by the environment")
  func complete() throws {
    let keys = Set(Self.variables.map(\.key))
    // What has a name in it is a part of the file alone; without one, the key stands for all of them.
    let named = ["services", "secrets", "limits", "lint.severity", "auth.tokens"]
    for key in try show().keys where !named.contains(key) { #expect(keys.contains(key), "\(key)") }
  }

  @Test("every key of the file is shown, with its place")
  func places() throws {
    let rows = try show(file: Self.file)
    for key in Configuration.keys {
      let shown = rows.filter { $0.key == key || $0.key.hasPrefix(key + ".") }
      #expect(shown.contains { $0.value["place"]?.string?.hasPrefix("skald.yaml:") == true }, "\(key)")
    }
    #expect(rows["listen"]?["place"] == "skald.yaml:1:9")
    #expect(rows["limits.a.breaker.failures"]?["place"] == "skald.yaml:10:53")
    #expect(rows["limits.a.breaker.coolDown"]?["origin"] == "default")
    #expect(rows["lint.severity.SK501"]?["place"] == "skald.yaml:11:42")
  }

  @Test("what was not said is a default, also beside what was")
  func defaults() throws {
    #expect(try show().values.allSatisfy { $0["origin"] == "default" && $0["place"] == .null })
    let rows = try show(file: "sinks: { file: a }\nretention: 30d\n")
    #expect(rows["sinks.stdout"]?["origin"] == "default")
    #expect(rows["retention.ended"]?["place"] == "skald.yaml:2:12")
    #expect(rows["retention.file"]?["origin"] == "default")
  }

  @Test(
    "a flag wins over the environment and the file",
    arguments: [
      ("--db", "flag.db", "db"), ("--listen", "127.0.0.1:2", "listen"), ("--callback-url", "http://b", "callbackURL"),
      ("--service", "a=http://b", "services.a.http"),
    ])
  func flags(flag: String, text: String, key: String) throws {
    let environment = [
      "SKALD_DB": "e.db", "SKALD_LISTEN": "e", "SKALD_CALLBACK_URL": "e", "SKALD_SERVICES": "a=http://e",
    ]
    let row = try #require(try show([flag, text], file: Self.file, environment: environment)[key])
    #expect(row["value"]?.string.map { text.hasSuffix($0) } == true)
    #expect(row["origin"] == "flag")
    #expect(row["place"] == .string(flag))
  }

  @Test("secrets, header fields and what is secret in an address are not shown")
  func secrets() throws {
    let scratch = try Scratch()
    try scratch.write(Self.file, to: "skald.yaml")
    for format in ["text", "json"] {
      let run = try CommandRun(
        ["config", "show", "--format", format], in: scratch.folder, environment: ["BANK_TOKEN": "hush", "HOOK": "hush"])
      #expect(run.code == 0)
      #expect(!run.out.contains("hush"), "\(run.out)")
      #expect(run.out.contains("*** (env BANK_TOKEN)"))
      #expect(run.out.contains("http://***@file:9/x?***"))
    }
  }

  @Test("people see a line a value, with its origin where they ask for it")
  func text() throws {
    let scratch = try Scratch()
    try scratch.write("listen: 127.0.0.1:9\n", to: "skald.yaml")
    let run = try CommandRun(["config", "show", "--origin"], in: scratch.folder, environment: ["SKALD_DB": "e.db"])
    #expect(run.out.contains(/listen +127.0.0.1:9 +skald.yaml:1:9\n/))
    #expect(run.out.contains(/db +e.db +SKALD_DB\n/))
    #expect(run.out.contains(/callbackURL +- +default\n/))
    #expect(try CommandRun(["config", "show"], in: scratch.folder).out.contains("skald.yaml") == false)
  }

  @Test(
    "what cannot be taken is a misuse that names it",
    arguments: [
      (["SKALD_SINKS_STDOUT": "perhaps"], "expected true or false in SKALD_SINKS_STDOUT"),
      (["SKALD_SINKS_WEBHOOK_SECRET_FROM": "KEY"], "set SKALD_SINKS_WEBHOOK_URL, too"),
      (["SKALD_RETENTION_FILE": "a"], "set SKALD_RETENTION, too"), (["SKALD_RETENTION": "soon"], "in SKALD_RETENTION"),
      (["SKALD_SERVICES": "a"], "expected SERVICE=URL in SKALD_SERVICES"), (["SKALD_CONFIG": "none.yaml"], "none.yaml"),
    ])
  func misuse(environment: [String: String], words: String) throws {
    let scratch = try Scratch()
    let run = try CommandRun(["config", "show"], in: scratch.folder, environment: environment)
    #expect(run.code == 2)
    #expect(run.err.contains(words), "\(run.err)")
  }

  @Test("an unknown key is a misuse with its place")
  func unknown() throws {
    let scratch = try Scratch()
    try scratch.write("listn: 127.0.0.1:9\n", to: "skald.yaml")
    let run = try CommandRun(["config", "show"], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains("skald.yaml:1:1: unknown key `listn`"))
  }
}
