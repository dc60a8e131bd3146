import Foundation
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

/// Sagas and choreographies as people write them: each is a file with its contracts as further documents, or a folder of files.
@Suite("The corpus of correct definitions")
struct CorrectCorpusTests {
  static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../Corpus/correct").standardized
  static let entries: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  @Test("nothing is found but notes", arguments: entries)
  func clean(_ entry: String) throws {
    let sources = try Self.sources(of: entry)

    let found = Compiler.compile(sources, isWholeProject: true).diagnostics.filter { $0.severity != .note }

    #expect(found.map { Self.shown($0, in: sources) } == [])
  }

  @Test("every saga has a program, which a store gives back as it was", arguments: entries)
  func lowered(_ entry: String) throws {
    let compilation = Compiler.compile(try Self.sources(of: entry), isWholeProject: true)
    #expect(!compilation.sagas.isEmpty || !compilation.choreographies.isEmpty)
    for saga in compilation.sagas {
      let program = try #require(saga.program, "\(saga.name)")

      let read = try SagaProgram(json: JSON.parse(program.json.text))

      #expect(read == program)
      #expect(read.canonicalForm == program.canonicalForm)
    }
  }

  @Test("everything can be drawn, with its ends", arguments: entries)
  func drawn(_ entry: String) throws {
    let compilation = Compiler.compile(try Self.sources(of: entry), isWholeProject: true)
    for saga in compilation.sagas {
      let drawing = Drawing(try #require(saga.program, "\(saga.name)"))
      for format in GraphCatalog.all {
        let drawn = format.render(drawing)
        #expect(drawn.contains("\(saga.name) v\(saga.version)"))
        #expect(drawn.contains("completed"))
      }
    }
    for flow in compilation.choreographies {
      for format in GraphCatalog.all { #expect(format.render(flow.drawing).contains(flow.name)) }
    }
  }

  @Test("it is a large corpus, and each definition says what it is for")
  func found() throws {
    #expect(Self.entries.count >= 60)
    for entry in Self.entries {
      let text = try Self.sources(of: entry).map { $0.text }.joined()
      #expect(text.contains("\nabout: "), "\(entry)")
    }
  }

  private static func sources(of entry: String) throws -> [SourceText] {
    let url = folder.appendingPathComponent(entry)
    guard !entry.hasSuffix(".yaml") else { return [try source(url, path: entry)] }
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .map { try source(url.appendingPathComponent($0), path: $0) }
  }

  private static func source(_ url: URL, path: String) throws -> SourceText {
    SourceText(path: path, text: String(decoding: try Data(contentsOf: url), as: UTF8.self))
  }

  /// A finding as a person sees it, so that a failure of the test needs no other tool.
  private static func shown(_ finding: Diagnostic, in sources: [SourceText]) -> String {
    let source = sources.first { $0.path == finding.file }
    let line = source?.position(at: finding.range.start).line ?? 0
    let marked = source?.text(in: finding.range) ?? ""
    let story = finding.path.isEmpty ? "" : " on the path \(finding.path.joined(separator: " → "))"
    return "\(finding.file):\(line) \(finding.code) \(finding.message): `\(marked)`\(story)"
  }
}
