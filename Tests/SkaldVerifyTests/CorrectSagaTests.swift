import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@testable import SkaldVerify

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("A saga that is sound")
struct CorrectSagaTests {
  /// The corpus of sagas without a finding, and the samples.
  private static let files: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let corpus = root.appending(path: "Tests/SkaldLanguageTests/Corpus/correct").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: corpus)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { corpus + "/" + $0 }
  }()

  @Test("raises no alarm", arguments: files)
  func raisesNoAlarm(file: String) async throws {
    let bytes = Array(try #require(FileManager.default.contents(atPath: file)))
    let compilation = Compiler.compile([SourceText(path: "test.yaml", bytes: bytes)])
    let bounds = VerifyBounds(faults: 1, states: 300)
    var count = 0
    for program in compilation.sagas.compactMap({ $0.program }) {
      let report = await Verification(program, bounds: bounds).run()
      #expect(report.words.isEmpty, "\(program.name): \(report.counterexamples.first?.story.text ?? "")")
      count += 1
    }
    for flow in compilation.choreographies {
      let programs = try #require(flow.participants).map { $0.program }
      let report = await Verification(participants: programs, bounds: bounds).run()
      #expect(report.words.isEmpty, "\(flow.name): \(report.counterexamples.first?.story.text ?? "")")
      count += 1
    }
    #expect(count > 0)
  }

  @Test("has a corpus") func hasCorpus() { #expect(Self.files.count > 60) }
}
