import SkaldDiagnostics
import SkaldValue
import SkaldYAML
import Testing

@Suite("Nodes stand exactly where they are written") struct PositionTests {
  @Test(
    "the value of `a`",
    arguments: [
      "a: ⟦b⟧\n", "a: ⟦two words⟧   # said\n", "a: &x ⟦b⟧\n", "a: !!str ⟦b⟧\n", "a: !!str &x ⟦'b'⟧\n",
      "a: &x !!str\n  ⟦b⟧\n", "a: &x # said\n  ⟦b⟧\n", "a: ⟦'b # c'⟧ # d\n", "a: ⟦\"b\\\"c\"⟧\nd: 1\n",
      "a: ⟦|\n  one\n  two⟧\n\n\nb: 1\n", "a: ⟦|\n  one⟧\n# not text\nb: 1\n", "a: ⟦>-\n  one\n\n  two⟧\n",
      "a: ⟦|⟧ # empty\nb: 1\n",
      "a: ⟦|\n  one⟧", "a: &x ⟦|2\n    one\n   two⟧\n\nb: 1\n", "a: ⟦one\n  two⟧\nb: 1\n", "a:⟦⟧\nb: 1\n",
      "a: &x⟦⟧\nb: 1\n",
      "ä: 1\n# ünd\na: ⟦größe 😀⟧\nb: 1\n", "a: ⟦[1, 2]⟧ # said\n", "a: &x ⟦{ b: c }⟧\n",
      "a:\n  ⟦b: 1\n  c: 2⟧\n\n# said\nd: 1\n",
      "a:\n  ⟦- 1\n  - - 2⟧\n\nb: 1\n", "a:\n⟦- b: 1⟧\nc: 1\n", "a: &x\n  ⟦b: 1⟧\n", "a: [&x ⟦b⟧]\n",
      "a: [!!str ⟦b⟧]\n", "a: [⟦b: c⟧]\n",
      "a: ⟦b⟧\r\nc: d\r\n", "x: &y 1\na: ⟦*y⟧\n",
      "a: ⟦{\n  b: c\n}⟧\n",
    ].map { Marked($0) })
  func value(of marked: Marked) throws {
    let loaded = YAMLLoader.load(marked.source)
    let root = try #require(loaded.documents.first?.root)
    var node = try #require(root["a"])
    // In brackets the marked node is the only item.
    if let item = node.items?.first, node.items?.count == 1, node.range != marked.range { node = item }
    #expect(marked.source.text(in: node.range) == marked.source.text(in: marked.range))
    #expect(node.range == marked.range)
    #expect(loaded.diagnostics == [])
  }

  @Test("the value of an anchor and the place of its alias differ")
  func alias() throws {
    let root = try root("x: &y { b: 1 }\na: *y\n")

    let alias = try #require(root["a"])

    #expect(alias.alias == "y")
    #expect(alias.range == SourceRange(start: 18, end: 20))
    #expect(alias["b"]?.range == root["x"]?["b"]?.range)
  }

  @Test("documents are told apart, with their places")
  func documents() throws {
    let loaded = load("# first\na: 1\n---\nb: 2\n...\n--- # nothing\n---\n- c\n")

    #expect(loaded.diagnostics == [])
    #expect(loaded.documents.map { $0.root?.json().text ?? "" } == [#"{"a":1}"#, #"{"b":2}"#, "", #"["c"]"#])
    #expect(loaded.documents[1].range == SourceRange(start: 13, end: 21))
  }

  @Test("a file without a value has no findings", arguments: ["", "\n", "# only words\n", "---\n"])
  func nothing(text: String) {
    let loaded = load(text)

    #expect(loaded.diagnostics == [])
    #expect(loaded.documents.allSatisfy { $0.root == nil })
  }

  @Test("a flow and a block, a tag and an anchor are told")
  func properties() throws {
    let root = try root("a: !!map &x { b: 1 }\nc:\n  d: |\n    e\n")

    #expect(root["a"]?.isFlow == true)
    #expect(root["a"]?.tag == "tag:yaml.org,2002:map")
    #expect(root["a"]?.anchor == "x")
    #expect(root["c"]?.isFlow == false)
    #expect(root["c"]?["d"]?.scalar?.style == .literal)
  }
}

@Suite("A place in a scalar's text is a place in the file") struct ScalarMapTests {
  /// The text holds `here` once; the marks say where it stands in the file.
  @Test(
    "the word `here`",
    arguments: [
      "a: x ⟦here⟧ y\n", "a: 'it''s ⟦here⟧'\n", #"a: "\"\t\u00e9\x41\U0001F600\N ⟦here⟧""# + "\n", "a: &n ⟦here⟧\n",
      "a: x\n   y\n\n   ⟦here⟧ z\n", "a: 'x\n\n   ⟦here⟧'\n", "a: \"x \\\n   ⟦here⟧\"\n", "a: \"x\\\n  \\ ⟦here⟧\"\n",
      "a: |\n  x\n\n    y ⟦here⟧\n", "a: |2\n    x\n   ⟦here⟧\n", "a: >\n  x\n  y\n\n  ⟦here⟧ z\n",
      "a: >\n  x\n    more\n  z ⟦here⟧\n",
      "a: >-\n  x\n  ⟦here⟧\n", "a: größe 😀 ⟦here⟧\n", "a: |\r\n  x\r\n  ⟦here⟧\r\n", "a: |\n  ⟦here⟧\n\n\nb: 1\n",
      "a: >+\n\n  x\n\n\n  ⟦here⟧\n\n",
    ].map { Marked($0) })
  func word(in marked: Marked) throws {
    let scalar = try #require(YAMLLoader.load(marked.source).documents.first?.root?["a"]?.scalar)
    let text = Array(scalar.text.utf8)
    let start = try #require((0...(text.count - 4)).first { text[$0...].starts(with: "here".utf8) })

    #expect(scalar.sourceRange(of: start..<(start + 4), in: marked.source) == marked.range)
    #expect(scalar.sourceOffset(of: start, in: marked.source) == marked.range.start)
  }

  @Test("an escape is covered as a whole")
  func escape() throws {
    let source = SourceText(path: "f.yaml", text: #"a: "x\u00e9y""#)
    let scalar = try #require(YAMLLoader.load(source).documents.first?.root?["a"]?.scalar)

    #expect(source.text(in: scalar.sourceRange(of: 1..<3, in: source)) == #"\u00e9"#)
    #expect(scalar.sourceOffset(of: 3, in: source) == 11)
  }

  @Test("the end of the text, and what lies past it, stay inside the scalar")
  func end() throws {
    let source = SourceText(path: "f.yaml", text: "a: 'xy'\n")
    let scalar = try #require(YAMLLoader.load(source).documents.first?.root?["a"]?.scalar)

    #expect(scalar.sourceOffset(of: 2, in: source) == 6)
    #expect(scalar.sourceOffset(of: 99, in: source) <= 7)
  }
}
