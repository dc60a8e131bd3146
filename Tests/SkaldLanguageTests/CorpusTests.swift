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

    let found = RulesExampleTests.findings(in: text, of: code)

    #expect(rule.code == code)
    #expect(!found.isEmpty)
    #expect(found.filter { $0.code != code }.map { "\($0.code) \($0.message) (\(source.text(in: $0.range)))" } == [])
  }

  @Test("every rule has a file that is wrong by it", arguments: RuleCatalog.all.map { $0.code })
  func covered(_ code: String) {
    #expect(
      Self.files.contains { $0.hasPrefix("\(code)-") },
      """
      add Tests/SkaldLanguageTests/Corpus/wrong/\(code)-WHAT-IS-WRONG.yaml: a saga with its contracts as further documents \
      in which this rule finds something, and no other does; a document that is not one of the language is the \
      configuration or the list of handlers
      """)
  }
}
