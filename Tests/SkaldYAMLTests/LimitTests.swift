import SkaldDiagnostics
import Testing

@testable import SkaldYAML

@Suite("A small file cannot cost much") struct LimitTests {
  /// Reads a text; the events tell how much work it was.
  private func read(_ text: String) -> (loaded: LoadedYAML, events: Int) {
    var reader = FileReader(SourceText(path: "f.yaml", text: text))
    reader.read()
    return (reader.result, reader.events)
  }

  @Test("the alias bomb is refused before anything is expanded")
  func bomb() throws {
    var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
    }

    let (loaded, events) = read(text)

    #expect(text.utf8.count < 400)
    #expect(loaded.diagnostics.map { $0.message } == ["the aliases stand for more than 10000 nodes"])
    #expect(loaded.documents.isEmpty)
    #expect(events < 200)
  }

  @Test("as many aliases as allowed are read, one more is refused")
  func aliases() {
    let text = "a: &a 1\nb: [" + Array(repeating: "*a", count: YAMLLimits.aliases).joined(separator: ", ")

    #expect(load(text + "]\n").diagnostics == [])
    #expect(load(text + ", *a]\n").diagnostics.map { $0.message } == ["the file has more than 100 aliases"])
  }

  @Test("the aliases of all documents are counted together")
  func aliasesOfFile() {
    let document = "---\na: &a 1\nb: [" + Array(repeating: "*a", count: 60).joined(separator: ", ") + "]\n"

    let loaded = load(document + document)

    #expect(loaded.documents.count == 1)
    #expect(loaded.diagnostics.count == 1)
  }

  @Test("nesting is read to its limit, with a warning from half of it on", arguments: [true, false])
  func nesting(isFlow: Bool) {
    func nested(_ depth: Int) -> String {
      isFlow
        ? String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        : String(repeating: "- ", count: depth) + "x"
    }
    #expect(load(nested(YAMLLimits.nesting / 2)).diagnostics == [])
    #expect(load(nested(YAMLLimits.nesting / 2 + 1)).diagnostics.map { $0.code } == ["SK408"])
    #expect(load(nested(YAMLLimits.nesting)).diagnostics.map { $0.code } == ["SK408"])
    #expect(
      load(nested(YAMLLimits.nesting + 1)).diagnostics.map { $0.message }
        == ["lists and mappings nest deeper than 64"])
  }

  @Test("nesting without end is left early", arguments: ["[", "- ", "{a: ", "? "])
  func deep(opening: String) {
    let (loaded, events) = read(String(repeating: opening, count: 100_000))

    #expect(loaded.diagnostics.count == 1)
    #expect(events < 300)
  }

  @Test("an alias cannot nest deeper than a value may")
  func deepAlias() {
    let half = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    let loaded = load(
      "a: &a \(half)\nb: " + String(repeating: "[", count: 30) + "*a" + String(repeating: "]", count: 30))

    #expect(loaded.diagnostics.map { $0.message } == ["lists and mappings nest deeper than 64"])
  }

  @Test("a file is read to its limit of bytes, with a warning from half of it on")
  func size() {
    let text = "a: 1\n#" + String(repeating: "x", count: YAMLLimits.fileBytes - 6)
    let half = String(text.prefix(YAMLLimits.fileBytes / 2))

    #expect(load(half).diagnostics == [])
    #expect(load(half + "x").diagnostics.map { $0.code } == ["SK408"])
    #expect(load(text).diagnostics.map { $0.code } == ["SK408"])
    #expect(load(text + "x").diagnostics.map { $0.code } == ["SK100"])
    #expect(load(text + "x").documents.isEmpty)
  }

  @Test("directives are counted before libyaml compares them")
  func directives() {
    let (loaded, events) = read((0..<1000).map { "%TAG !a\($0)! !\n" }.joined() + "---\na: 1\n")

    #expect(loaded.diagnostics.count == 1)
    #expect(events == 0)
  }

  @Test("broken documents end the reading of a file")
  func broken() {
    let (loaded, events) = read(String(repeating: "---\n]\n", count: 10_000))

    #expect(loaded.diagnostics.count == YAMLLimits.brokenDocuments)
    #expect(events < 100)
  }
}
