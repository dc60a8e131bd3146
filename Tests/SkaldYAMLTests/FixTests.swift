import SkaldDiagnostics
import Testing

@Suite("Fixes are put in") struct FixTests {
  static func finding(_ edits: [(Int, Int, String)], code: String = "SK101") -> Diagnostic {
    Diagnostic(
      code: code, message: "m", file: "a", range: SourceRange(start: edits[0].0, end: edits[0].1),
      fix: edits.map { .init(range: SourceRange(start: $0.0, end: $0.1), text: $0.2) })
  }

  @Test(
    "all that keep apart at once, each whole or not at all",
    arguments: [
      ([finding([(0, 1, "A")]), finding([(4, 5, "E")])], "AbcdEf", 2),
      ([finding([(0, 2, "X")]), finding([(1, 3, "Y")])], "Xcdef", 1),
      ([finding([(0, 1, "A"), (5, 6, "F")]), finding([(2, 3, "C")])], "AbCdeF", 2),
      ([finding([(2, 4, "")]), finding([(0, 1, "A"), (3, 4, "D")])], "AbcDef", 1),
      ([finding([(0, 3, "X"), (1, 2, "Y")])], "abcdef", 0),
      ([finding([(3, 99, "X")])], "abcdef", 0),
      ([finding([(3, 3, "+")])], "abc+def", 1),
    ])
  func edits(findings: [Diagnostic], expected: String, count: Int) {
    let fixed = FixedText(SourceText(path: "a", text: "abcdef"), fixing: findings)
    #expect(fixed.source.text == expected)
    #expect(fixed.fixed.count == count)
  }

  @Test("of another file nothing is taken")
  func otherFile() {
    let source = SourceText(path: "b", text: "abc")
    #expect(FixedText(source, fixing: [Self.finding([(0, 1, "A")])]).source.bytes == source.bytes)
  }

  @Test("bytes that are no edit's stay, also those that are no text")
  func bytes() {
    let source = SourceText(path: "a", bytes: [0xFF, 0x61, 0x0D, 0x0A, 0xFE])
    let fixed = FixedText(source, fixing: [Self.finding([(1, 2, "b")])])
    #expect(fixed.source.bytes == [0xFF, 0x62, 0x0D, 0x0A, 0xFE])
  }

  static let numbers = (1...12).map { "\($0)\n" }.joined()

  @Test(
    "a difference reads as `patch` reads it",
    arguments: [
      ("a\nb\n", "a\nc\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
      ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
      ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
      ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
      (numbers, numbers.replacing("7\n", with: ""), "@@ -4,7 +4,6 @@\n 4\n 5\n 6\n-7\n 8\n 9\n 10\n"),
      (
        numbers, "0\n" + numbers + "13\n",
        "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -10,3 +11,4 @@\n 10\n 11\n 12\n+13\n"
      ),
    ])
  func differences(old: String, new: String, expected: String) {
    let text = UnifiedDiff.text(from: SourceText(path: "f", text: old), to: SourceText(path: "f", text: new))
    #expect(text == "--- a/f\n+++ b/f\n" + expected)
  }

  @Test("equal texts have no difference")
  func equal() {
    let source = SourceText(path: "f", text: "a\n")
    #expect(UnifiedDiff.text(from: source, to: source).isEmpty)
  }
}
