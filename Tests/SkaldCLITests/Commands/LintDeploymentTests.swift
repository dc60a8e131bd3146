import Foundation
import SkaldValue
import Testing

@Suite("skald lint looks at a deployment")
struct LintDeploymentTests {
  private func project(_ configuration: String) throws -> Scratch {
    let scratch = try Scratch()
    for name in ["order", "parcel"] {
      try scratch.write(
        """
        skald: 1
        saga: \(name)
        use: [contracts.yaml]
        startedBy: order.created.v1
        steps:
          - { step: ship, call: delivery.request, pivot: true }

        """, to: "sagas/\(name).saga.yaml")
    }
    try scratch.write(
      "skald: 1\nevents:\n  order.created.v1: { external: true }\n", to: "sagas/contracts.yaml")
    try scratch.write(configuration, to: "deploy.yaml")
    return scratch
  }

  private func codes(_ run: CommandRun) throws -> [String] {
    try run.json["findings"]?.array?.compactMap { $0["code"]?.string } ?? []
  }

  @Test("one event that starts two sagas is an error with --config, and none without")
  func starts() throws {
    let scratch = try project("listen: 127.0.0.1:7420\n")
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 0)
    let run = try CommandRun(["lint", "--config", "deploy.yaml", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(try codes(run) == ["SK904"])
    try scratch.write("definitions: [order]\n", to: "deploy.yaml")
    #expect(try CommandRun(["lint", "--config", "deploy.yaml"], in: scratch.folder).code == 0)
  }

  @Test("the daemon does not start then")
  func daemon() throws {
    let scratch = try project("listen: 127.0.0.1:0\n")
    let run = try CommandRun(["serve", "--config", "deploy.yaml", "--allow-missing"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(run.err.contains("SK904") && run.err.contains("`order` and `parcel` are both started by order.created.v1"))
  }

  @Test("addresses and senders are looked at where they stand in the configuration")
  func addresses() throws {
    let scratch = try project(
      """
      definitions: [order]
      services:
        delivery: { http: http://delivery.internal:8004 }
      sinks:
        webhook: { url: https://shop.example/events }

      """)
    let run = try CommandRun(["lint", "--config", "deploy.yaml", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    let findings = try run.json["findings"]?.array ?? []
    #expect(findings.compactMap { $0["code"] } == ["SK954", "SK956"])
    #expect(findings.allSatisfy { $0["file"] == "deploy.yaml" })
    #expect(findings.compactMap { $0["range"]?["start"]?["line"] } == [3, 5])
    let text = try CommandRun(["lint", "--config", "deploy.yaml"], in: scratch.folder)
    #expect(text.out.contains("3 |   delivery: { http: http://delivery.internal:8004 }"))
  }

  @Test("a secret that only the daemon has is not asked for")
  func secrets() throws {
    let scratch = try project(
      "definitions: [order]\nsinks: { webhook: { url: https://shop.example, secretFrom: NOBODY_HAS_THIS } }\n")
    #expect(try CommandRun(["lint", "--config", "deploy.yaml"], in: scratch.folder).code == 0)
    let served = try CommandRun(["serve", "--config", "deploy.yaml", "--allow-missing"], in: scratch.folder)
    #expect(served.code == 2)
    #expect(served.err.contains("deploy.yaml:2:60: the environment has no variable `NOBODY_HAS_THIS`"))
  }

  @Test(
    "operations without a handler are warned of",
    arguments: [
      ("[]", ["SK903"]), ("- delivery\n", []), (#"["delivery.request"]"#, []), ("- delivery.requset\n", ["SK903"]),
      ("services: { delivery: { http: http://localhost:1 } }\n", []),
    ])
  func handlers(list: String, expected: [String]) throws {
    let scratch = try project("definitions: [order]\n")
    try scratch.write(list, to: "handlers.yaml")
    let flags = ["--handlers", "handlers.yaml", "--config", "deploy.yaml", "--format", "json"]
    let run = try CommandRun(["lint"] + flags, in: scratch.folder)
    #expect(run.code == 0)
    #expect(try codes(run) == expected)
    #expect(try CommandRun(["lint", "--strict"] + flags, in: scratch.folder).code == (expected.isEmpty ? 0 : 1))
  }

  @Test("a file that is no list of handlers is a misuse with a place")
  func noHandlers() throws {
    let scratch = try project("definitions: [order]\n")
    try scratch.write("skald: 1\nservices: {}\n", to: "handlers.yaml")
    let run = try CommandRun(["lint", "--handlers", "handlers.yaml"], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains("handlers.yaml:1:1: expected a list of operations"))
  }
}
