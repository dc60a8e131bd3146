import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Choreographies derived from sagas")
struct DeriveTests {
  /// The sagas of the corpus that can be said in a choreography.
  static let translatable = [
    "activate-sim", "book-flight-with-miles", "book-trip", "cook-meal-kit", "issue-gift-card", "rent-car",
    "rotate-credentials", "transfer-money", "verify-merchant", "write-will",
  ]

  /// What is found in a derived choreography when it stands beside its saga: warnings, too.
  static func findings(of derivation: ChoreographyDerivation, beside sources: [SourceText]) throws -> [String] {
    let text = try #require(derivation.text, "\(derivation.problems.map { $0.message })")
    let file = SourceText(path: "derived.choreography.yaml", text: text)
    let compilation = Compiler.compile(sources + [file], isWholeProject: true)
    #expect(compilation.choreographies.map { $0.name } == [derivation.name])
    return compilation.diagnostics.filter { $0.file == file.path && $0.severity != .note }.map { finding in
      "\(file.position(at: finding.range.start).line) \(finding.code) \(finding.message) \(finding.path)\n\(text)"
    }
  }

  static func derivation(of text: String, path: String = "a.saga.yaml") throws -> ChoreographyDerivation {
    let compilation = Compiler.compile([SourceText(path: path, text: text)], isWholeProject: true)
    let errors = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [], "\(text)")
    return ChoreographyDerivation(of: try #require(compilation.sagas.first).bound, use: [path])
  }

  @Test("what is derived of a saga lints clean", arguments: translatable)
  func corpus(_ name: String) throws {
    let url = CorrectCorpusTests.folder.appendingPathComponent("\(name).saga.yaml")
    let source = SourceText(
      path: "a.saga.yaml", text: String(decoding: try Data(contentsOf: url), as: UTF8.self))
    let found = try Self.findings(of: Self.derivation(of: source.text), beside: [source])
    #expect(found == [])
  }
}
