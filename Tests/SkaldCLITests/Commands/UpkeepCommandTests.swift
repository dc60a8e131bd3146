import Foundation
import SkaldValue
import Testing

@Suite("Keeping a database")
struct UpkeepCommandTests {
  /// How many sagas that folder's database has: those that are measured, and as many to warm up.
  private static let instances = 80

  /// A folder with a database in which some sagas completed.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let bench = try CommandRun(
      ["bench", "--sagas", "40", "--in-flight", "8", "--db", "skald.db"], in: scratch.folder)
    #expect(bench.code == 0, "\(bench.err)")
    return scratch
  }

  private static func exists(_ name: String, in scratch: Scratch) -> Bool {
    FileManager.default.fileExists(atPath: scratch.folder.appending(path: name).path)
  }

  @Test("a backup is made and put back, with what was there kept beside")
  func backup() throws {
    let scratch = try Self.folder()

    let backup = try CommandRun(["backup", "copy.db", "--db", "skald.db", "--format", "json"], in: scratch.folder)
    let again = try CommandRun(["backup", "copy.db", "--db", "skald.db"], in: scratch.folder)
    let refused = try CommandRun(["restore", "copy.db", "--db", "skald.db"], in: scratch.folder)
    let restored = try CommandRun(
      ["restore", "copy.db", "--db", "skald.db", "--force", "--format", "json"], in: scratch.folder)

    #expect(backup.code == 0)
    #expect(try backup.json["instances"] == .int(Int64(Self.instances)))
    #expect(again.code == 2)
    #expect(again.err.contains("never takes the place"))
    #expect(refused.code == 2)
    #expect(restored.code == 0)
    #expect(try restored.json["incarnation"] == 2)
    #expect(Self.exists("skald.db.replaced", in: scratch))
    #expect(try CommandRun(["fsck", "--db", "skald.db"], in: scratch.folder).code == 0)
  }

  @Test("a sound database has no findings, and a damaged one has them with exit 1")
  func fsck() throws {
    let scratch = try Self.folder()
    let sound = try CommandRun(["fsck", "--db", "skald.db", "--format", "json"], in: scratch.folder)
    // A copy has no log from which a damaged page would be read.
    #expect(try CommandRun(["backup", "copy.db", "--db", "skald.db"], in: scratch.folder).code == 0)
    let file = scratch.folder.appending(path: "copy.db")
    var bytes = try Data(contentsOf: file)
    let middle = bytes.count / 2 / 4096 * 4096
    bytes.replaceSubrange(middle..<middle + 4096, with: Data(repeating: 0xA5, count: 4096))
    try bytes.write(to: file)

    let damaged = try CommandRun(["fsck", "--db", "copy.db", "--format", "json"], in: scratch.folder)

    #expect(sound.code == 0)
    #expect(try sound.json["instances"] == .int(Int64(Self.instances)))
    #expect(try sound.json["findings"] == [])
    #expect(damaged.code == 1)
  }

  @Test("what ended is archived as lines, and a file that is missing is a misuse")
  func archive() throws {
    let scratch = try Self.folder()

    let archive = ["archive", "--ended", "0s", "--file", "archive.jsonl", "--db", "skald.db", "--format", "json"]
    let first = try CommandRun(archive, in: scratch.folder)
    let second = try CommandRun(archive, in: scratch.folder)
    let lines = try String(contentsOf: scratch.folder.appending(path: "archive.jsonl"), encoding: .utf8)

    #expect(try first.json == ["archived": .int(Int64(Self.instances))])
    #expect(try second.json == ["archived": 0])
    #expect(lines.split(separator: "\n").count == Self.instances)
    #expect(try CommandRun(["archive", "--ended", "0s", "--db", "none.db"], in: scratch.folder).code == 2)
    #expect(try CommandRun(["archive", "--db", "skald.db"], in: scratch.folder).code == 2)
    #expect(try CommandRun(["archive", "--ended", "soon", "--db", "skald.db"], in: scratch.folder).code == 2)
    #expect(try CommandRun(["fsck", "--db", "none.db"], in: scratch.folder).code == 2)
    #expect(!Self.exists("none.db", in: scratch))
  }

  @Test(
    "the configuration says how long ended instances are kept",
    arguments: [
      ("retention: 0s\n", Int32(0)), ("retention: { ended: 0s, file: a.jsonl }\n", 0), ("retention: soon\n", 2),
      ("retention: { file: a.jsonl }\n", 2), ("retention: { ended: 1d, files: a }\n", 2),
    ])
  func configuration(text: String, code: Int32) throws {
    let scratch = try Self.folder()
    try scratch.write(text, to: "skald.yaml")

    #expect(try CommandRun(["archive", "--db", "skald.db"], in: scratch.folder).code == code)
  }
}

extension BlackBox {
  @Suite("Keeping a database beside its daemon")
  struct UpkeepTests {
    @Test("a database is backed up and checked while its daemon runs, and neither restored nor archived")
    func online() async throws {
      let town = try await Town()
      try await town.placeOrder(1)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }

      let backup = try CommandRun(["backup", "copy.db"], in: town.folder)
      let check = try CommandRun(["fsck", "--format", "json"], in: town.folder)
      let copied = try CommandRun(["fsck", "--db", "copy.db"], in: town.folder)
      let restore = try CommandRun(["restore", "copy.db", "--force"], in: town.folder)
      let archive = try CommandRun(["archive", "--ended", "0s"], in: town.folder)
      let list = try CommandRun(
        ["list", "--where", "status == \"completed\" && !failing", "--server", town.engine, "--format", "json"],
        in: town.folder)

      #expect(backup.code == 0, "\(backup.err)")
      #expect(check.code == 0, "\(check.out)")
      #expect(copied.code == 0, "\(copied.out)")
      #expect(restore.code == 75)
      #expect(archive.code == 75)
      #expect(try list.json["instances"]?.array?.count == 1)
    }
  }
}
