import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Choreographies derived from sagas")
struct DeriveTests {
  /// The sagas of the corpus that can be said in a choreography.
  static let translatable = [
    "activate-sim", "book-trip", "cook-meal-kit", "issue-gift-card", "rent-car",
    "rotate-credentials", "transfer-money", "verify-merchant", "write-will",
  ]

  /// What is found in a derived choreography when it stands beside its saga: warnings, too.
  static func findings(of derivation: ChoreographyDerivation, beside sources: [SourceText]) throws -> [String] {
    let text = try #require(derivation.text, "\(derivation.problems.map { $0.message })")
    let file = SourceText(path: "derived.choreography.yaml", text: text)
    let compilation = Compiler.compile(sources + [file], isWholeProject: true)
    #expect(compilation.choreographies.map { $0.name } == [derivation.name])
    return compilation.diagnostics.filter { $0.file == file.path && $0.severity != .note }.map { finding in
      "\(file.position(at: finding.range.start).line) \(finding.code) \(finding.message) \(finding.path)"
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

extension DeriveTests {
  @Test(
    "a random saga has a choreography that lints clean, comes to its ends and leaves nothing behind",
    arguments: 0..<60)
  func random(_ seed: Int) throws {
    let source = SourceText(path: "a.saga.yaml", text: RandomDerivable.text(seed: UInt64(seed)))
    let derivation = try Self.derivation(of: source.text)
    let text = try #require(derivation.text, "\(derivation.problems.map { $0.message })\n\(source.text)")
    let note = Comment(rawValue: "\(source.text)\n\(text)")
    #expect(try Self.findings(of: derivation, beside: [source]) == [], note)

    let file = SourceText(path: "derived.choreography.yaml", text: text)
    let project = Compiler.compile([source, file]).project
    let flow = try #require(project.choreographies.first)
    let exploration = try #require(FlowExploration(of: flow))
    let ends = [flow.completed, flow.compensated].compactMap { $0?.name }
    #expect(exploration.ends == Set(ends), note)
    #expect(exploration.stops.map { $0.path } == [], note)
    #expect(exploration.doubleEnds.map { $0.path } == [], note)
    let left = exploration.leftovers.map { flow.reactions[$0.reaction].name }
    let mayStay = left.filter { name in
      text.contains("call: \(name)   # skald:allow SK804 -- it may stay\n")
    }
    #expect(left == mayStay, note)
  }

  @Test("random sagas hold every part, and most are followed to the end")
  func coverage() throws {
    let texts = (0..<60).map { RandomDerivable.text(seed: UInt64($0)) }
    for part in ["parallel:", "choose:", "catch:", "if: input.b", "wait:", "optional:", "fail: NAY"] {
      #expect(texts.contains { $0.contains(part) }, "\(part)")
    }
    let complete = try texts.count { text in
      let derived = SourceText(path: "b.choreography.yaml", text: try #require(try Self.derivation(of: text).text))
      let project = Compiler.compile([SourceText(path: "a.saga.yaml", text: text), derived]).project
      return FlowExploration(of: try #require(project.choreographies.first))?.isComplete == true
    }
    #expect(complete > 40)
  }
}
