import Foundation
import SkaldValue
import Testing

@Suite("The baseline of skald lint")
struct LintBaselineTests {
  static let saga = """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge }
      - { step: ship, call: delivery.request, pivot: true }

    """

  private func project() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.saga, to: "sagas/a.saga.yaml")
    return scratch
  }

  @Test("hides what it records, also where it has moved")
  func hides() throws {
    let scratch = try project()
    let written = try CommandRun(["lint", "--write-baseline", "ci/base.json"], in: try withFolder(scratch))
    #expect(written.code == 0)
    #expect(written.out.isEmpty)
    #expect(written.err.contains("recorded 1 finding in ci/base.json"))
    try scratch.write("# one more line\n\n" + Self.saga, to: "sagas/a.saga.yaml")
    let run = try CommandRun(["lint", "--baseline", "ci/base.json"], in: scratch.folder)
    #expect(run.code == 0)
    #expect(run.out.isEmpty)
    #expect(run.err.contains("1 hidden by the baseline"))
  }

  private func withFolder(_ scratch: Scratch) throws -> URL {
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "ci"), withIntermediateDirectories: true)
    return scratch.folder
  }

  @Test("shows what is new, and counts what it hides")
  func new() throws {
    let scratch = try project()
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    let more = Self.saga.replacing("  - { step: ship", with: "  - { step: book, call: hotel.book }\n  - { step: ship")
    try scratch.write(more, to: "sagas/a.saga.yaml")
    let run = try CommandRun(["lint", "--baseline", "base.json", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    let findings = try run.json["findings"]?.array ?? []
    #expect(findings.count == 1)
    #expect(findings.first?["range"]?["start"]?["line"] == 5)
    #expect(try run.json["summary"]?["recorded"] == 1)
    #expect(try run.json["summary"]?["errors"] == 1)
  }

  @Test("names entries of findings that are gone, so that it shrinks")
  func shrinks() throws {
    let scratch = try project()
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    let good = Self.saga.replacing("payment.charge }", with: "payment.charge, compensate: payment.refund }")
    try scratch.write(good, to: "sagas/a.saga.yaml")
    let run = try CommandRun(["lint", "--baseline", "base.json"], in: scratch.folder)
    #expect(run.code == 0)
    #expect(run.err.contains("the baseline base.json has 1 entry of findings that are gone"))
    #expect(run.err.contains("SK501 in sagas/a.saga.yaml"))
    let json = try CommandRun(["lint", "--baseline", "base.json", "--format", "json"], in: scratch.folder)
    #expect(try json.json["summary"]?["stale"] == 1)
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    let text = try String(contentsOf: scratch.folder.appending(path: "base.json"), encoding: .utf8)
    #expect(text == "{\"version\": 1, \"findings\": []}\n")
  }

  @Test("holds wherever the command runs")
  func folders() throws {
    let scratch = try project()
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    let below = scratch.folder.appending(path: "sagas")
    #expect(try CommandRun(["lint", "--baseline", "../base.json", "a.saga.yaml"], in: below).code == 0)
    #expect(try CommandRun(["lint", "--baseline", "../base.json", "."], in: below).code == 0)
  }

  @Test("may stand in the configuration, where a flag wins")
  func configured() throws {
    let scratch = try project()
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    try scratch.write("lint: { baseline: base.json }\n", to: "skald.yaml")
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 0)
    try scratch.write("{\"version\": 1, \"findings\": []}\n", to: "none.json")
    #expect(try CommandRun(["lint", "--baseline", "none.json"], in: scratch.folder).code == 1)
    // Written anew, it has what the old one hid.
    _ = try CommandRun(["lint", "--write-baseline", "base.json"], in: scratch.folder)
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 0)
  }

  @Test("that is missing, or no baseline, is a misuse")
  func misuse() throws {
    let scratch = try project()
    #expect(try CommandRun(["lint", "--baseline", "none.json"], in: scratch.folder).code == 2)
    try scratch.write("[]", to: "base.json")
    let run = try CommandRun(["lint", "--baseline", "base.json"], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains("as --write-baseline writes them"))
    #expect(try CommandRun(["lint", "--write-baseline", "no/such/base.json"], in: scratch.folder).code == 2)
  }
}
