import Foundation
import SkaldValue
import Testing

@Suite("`skald derive`")
struct DeriveCommandTests {
  private static func shop() throws -> Scratch {
    let scratch = try Scratch()
    for name in ["contracts.yaml", "place-order.saga.yaml"] {
      let file = CommandRun.package.appending(path: "sagas/\(name)")
      try scratch.write(try String(contentsOf: file, encoding: .utf8), to: "sagas/\(name)")
    }
    return scratch
  }

  @Test("what is written beside the saga lints clean, and is drawn")
  func writes() throws {
    let scratch = try Self.shop()
    let file = "sagas/place-order-by-events.choreography.yaml"
    let made = try CommandRun(["derive", "sagas/place-order.saga.yaml", "-o", file], in: scratch.folder)
    #expect(made.code == 0, "\(made.err)")
    #expect(made.out.isEmpty)
    let lint = try CommandRun(["lint", "--strict", "--format", "json"], in: scratch.folder)
    #expect(try lint.json["findings"] == [])
    #expect(lint.code == 0)
    let graph = try CommandRun(["graph", file], in: scratch.folder)
    #expect(graph.out.contains("place-order-by-events"))
  }

  @Test("what is printed is what is written, and a file is not written over")
  func prints() throws {
    let scratch = try Self.shop()
    let command = ["derive", "sagas/place-order.saga.yaml", "--name", "orders"]
    let printed = try CommandRun(command, in: scratch.folder)
    #expect(printed.code == 0)
    #expect(printed.out.contains("\nchoreography: orders\n"))
    #expect(printed.out.contains("\nuse: [contracts.yaml]\n"))
    let file = "sagas/orders.choreography.yaml"
    #expect(try CommandRun(command + ["-o", file], in: scratch.folder).code == 0)
    let written = try String(contentsOf: scratch.folder.appending(path: file), encoding: .utf8)
    #expect(written == printed.out)
    let again = try CommandRun(command + ["-o", file], in: scratch.folder)
    #expect(again.code == 2)
    #expect(again.err.contains("`\(file)` exists"))
    #expect(try CommandRun(command + ["-o", file, "--force"], in: scratch.folder).code == 0)
  }

  @Test("what a choreography cannot say is refused at its place, and nothing is written")
  func refuses() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      skald: 1
      saga: remind
      input: { id: int }
      key: ${input.id}
      steps:
        - sleep: 10m
        - { step: send, call: post.send, pivot: true }
      """, to: "remind.saga.yaml")
    let run = try CommandRun(["derive", "remind.saga.yaml", "-o", "out.yaml"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(
      run.err.contains(
        "remind.saga.yaml:6:5: error: `sleep` cannot be said in a choreography: a choreography has no timers"))
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.appending(path: "out.yaml").path))
  }

  @Test("imports are written as the new file sees them")
  func imports() throws {
    let scratch = try Self.shop()
    try scratch.write("", to: "sagas/skald.yaml")
    try scratch.write("", to: "sagas/flows/empty.txt")
    let file = "sagas/flows/orders.choreography.yaml"
    let made = try CommandRun(["derive", "sagas/place-order.saga.yaml", "-o", file], in: scratch.folder)
    #expect(made.code == 0, "\(made.err)")
    let written = try String(contentsOf: scratch.folder.appending(path: file), encoding: .utf8)
    #expect(written.contains("\nuse: [../contracts.yaml]\n"))
    #expect(try CommandRun(["lint", file], in: scratch.folder).code == 0)
  }
}
