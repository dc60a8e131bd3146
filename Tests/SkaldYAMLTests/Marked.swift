import SkaldDiagnostics
import SkaldYAML
import Testing

/// A text whose `⟦…⟧` mark a part of it.
struct Marked: CustomTestStringConvertible {
  let source: SourceText
  let range: SourceRange
  let testDescription: String

  init(_ text: String) {
    testDescription = text
    var plain = ""
    var start = 0
    var end = 0
    for character in text.unicodeScalars {
      switch character {
      case "⟦": start = plain.utf8.count
      case "⟧": end = plain.utf8.count
      default: plain.unicodeScalars.append(character)
      }
    }
    source = SourceText(path: "f.yaml", text: plain)
    range = SourceRange(start: start, end: end)
  }
}

func load(_ text: String) -> LoadedYAML { YAMLLoader.load(SourceText(path: "f.yaml", text: text)) }

/// The root of a text that is a single document without findings.
func root(_ text: String) throws -> YAMLNode {
  let loaded = load(text)
  #expect(loaded.diagnostics == [])
  return try #require(loaded.documents.first?.root)
}

/// The text of a file after the edits of its findings.
func repaired(_ source: SourceText, by diagnostics: [Diagnostic]) -> String {
  var bytes = source.bytes
  let edits = diagnostics.flatMap { $0.fix }.sorted { $0.range.start > $1.range.start }
  for edit in edits { bytes.replaceSubrange(edit.range.start..<edit.range.end, with: edit.text.utf8) }
  return String(decoding: bytes, as: UTF8.self)
}
