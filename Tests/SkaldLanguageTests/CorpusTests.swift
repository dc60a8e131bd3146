import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The corpus of wrong definitions")
struct CorpusTests {
  static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../Corpus/wrong").standardized
  static let files: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  @Test("a file is wrong by the rule that its name begins with, and by no other", arguments: files)
  func wrong(_ file: String) throws {
    let text = String(decoding: try Data(contentsOf: Self.folder.appendingPathComponent(file)), as: UTF8.self)
    let source = SourceText(path: file, text: text)

    let code = String(file.prefix { $0 != "-" })
    let rule = try #require(RuleCatalog.rule(code))

    // Notes count where the rule finds nothing else.
    let found = Compiler.compile([source], isWholeProject: true).diagnostics
      .filter { $0.severity != .note || rule.severity == .note && $0.code == code }

    #expect(rule.code == code)
    #expect(!found.isEmpty)
    #expect(found.filter { $0.code != code }.map { "\($0.code) \($0.message) (\(source.text(in: $0.range)))" } == [])
  }

  @Test("the corpus was found")
  func found() {
    #expect(Self.files.count > 10)
  }
}
