import FoundationEssentials
import Skald
import SkaldTesting
import SkaldValue
import Testing

@Suite("Seeds that are kept")
struct SeedTests {
  private static let folder = Sample.root + "/Tests/Seeds"

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
  }

  @Test("a run that failed once does not fail again", arguments: try SeedTests.names())
  func kept(name: String) throws {
    let text = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
    let kept = try #require(KeptSeed(try JSON.parse(Array(text.utf8))))

    let result = kept.simulation(of: [try Sample.program(kept.files)]).run()

    #expect(result.findings.isEmpty, "\(result)")
    #expect(result.sagas == kept.sagas)
  }

  @Test("what is kept of a run is read back")
  func coding() throws {
    let kept = KeptSeed(files: ["a.yaml"], seed: .max, sagas: 3, faults: [.loss, .late], why: "lost")

    let read = try #require(KeptSeed(kept.json))

    #expect(read.json == kept.json)
    #expect(read.seed == .max)
    #expect(read.faults == [.loss, .late])
  }
}
