import SkaldDiagnostics
import SkaldValue
import SkaldYAML
import Testing

@Suite("What does not parse is SK100, readable and at its place") struct FaultTests {
  @Test(
    "a fault is explained",
    arguments: [
      ("a: ⟦'⟧never\nb: 1\n", "the quoted text is never closed"), ("a:\n⟦\t⟧- b\n", "a tab cannot indent"),
      ("a: ⟦@⟧b\n", "a value cannot begin with `@` unless it is quoted"),
      ("about: foo⟦:⟧ bar\n", "a second `: ` on one line"),
      ("a: 1\n b⟦:⟧ 2\n", "a mapping cannot begin here"), ("a: ⟦[⟧1, 2\n", "the `[` is never closed"),
      ("a: ⟦{⟧ b: 1\n---\nc: 1\n", "the `{` is never closed"),
      ("a: [1, 2\nb⟦:⟧ 3\n", "expected `,` or `]` of the list"), ("- a\n⟦b⟧: 1\n", "expected `- ` and the next item"),
      ("a: ⟦-⟧ b\n", "a list item cannot stand here"),
      (#"a: "x⟦\⟧d""# + "\n", "an unknown escape"), ("a: ⟦*nope⟧\n", "no anchor `&nope`"),
      ("a: &a [⟦*a⟧]\n", "`*a` stands inside what it names"),
      ("⟦<<⟧: { a: 1 }\n", "merge keys"), ("a: ⟦!foo⟧ b\n", "the tag `!foo` is not known here"),
      ("a: ⟦!!set⟧ { b: 1 }\n", "the tag `!!set` is not known here"),
      ("a: !!int ⟦x⟧\n", "the text does not fit its tag: it is no int"),
      ("a: ⟦!!seq⟧ b\n", "the tag `!!seq` is not known here"), ("? ⟦[a]⟧\n: b\n", "a key must be a text, not a list"),
      ("⟦\u{FEFF}⟧a: 1\n", "byte order mark"), ("a: ⟦\u{202E}⟧b\n", "the text direction character U+202E"),
      ("a: ⟦\u{0}⟧b\n", "the control character U+0000"),
      ("a: ⟦\u{85}⟧b\n", "the control character U+0085"), ("a: ⟦\u{2028}⟧b\n", "the line separator U+2028"),
      ("a: \"x\" ⟦y⟧\n", "expected a key of the mapping"),
    ].map { (Marked($0.0), $0.1) })
  func explained(marked: Marked, message: String) throws {
    let loaded = YAMLLoader.load(marked.source)

    let finding = try #require(loaded.diagnostics.first)
    #expect(loaded.diagnostics.count == 1)
    #expect(finding.code == "SK100")
    #expect(finding.message.contains(message))
    #expect(finding.range == marked.range)
  }

  @Test("a broken document does not hide the next")
  func recovery() {
    let loaded = load("a: 1\n---\nb: [\n---\nc: 3\n---\nd: 'x\n---\ne: 5\n")

    #expect(loaded.documents.compactMap { $0.root?.json().text } == [#"{"a":1}"#, #"{"c":3}"#, #"{"e":5}"#])
    #expect(loaded.diagnostics.count == 2)
  }

  @Test("what was found before a fault is kept")
  func kept() {
    #expect(load("a: 1\na: 2\nb: [\n").diagnostics.map { $0.code } == ["SK102", "SK100"])
  }

  @Test(
    "bytes that are not UTF-8 are refused at their place",
    arguments: [
      [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC0, 0x80], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
      [0x61, 0x3A, 0x20, 0xE2, 0x82],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    let loaded = YAMLLoader.load(SourceText(path: "f.yaml", bytes: bytes))

    #expect(loaded.documents.isEmpty)
    #expect(loaded.diagnostics.map { $0.range.start } == [3])
    #expect(loaded.diagnostics.map { $0.message } == ["a byte is not UTF-8"])
  }

  @Test("UTF-16 is named")
  func utf16() {
    let loaded = YAMLLoader.load(SourceText(path: "f.yaml", bytes: [0xFF, 0xFE, 0x61, 0x00]))

    #expect(loaded.diagnostics.map { $0.message } == ["the file is UTF-16, not UTF-8"])
  }

  @Test("comments are found, and nothing that only looks like one")
  func comments() {
    let text = """
      # top
      a: 'x # no' # one
      b: "y # no"   #two\u{20}
      c: x#no
      d: | # three
        # no
        text
      # four
      e: &n # five
        z # six
      f: [ 1, # seven
        2 ]
      """
    let comments = load(text).comments

    #expect(comments.map { $0.text } == ["top", "one", "two", "three", "four", "five", "six", "seven"])
    #expect(comments.first?.range == SourceRange(start: 0, end: 5))
  }
}
