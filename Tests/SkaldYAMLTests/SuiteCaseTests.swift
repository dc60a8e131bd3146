import SkaldDiagnostics
import SkaldYAML
import Testing

@Suite("The runner of the YAML test suite")
struct SuiteCaseTests {
  static func cases(_ file: String) throws -> [SuiteCase] {
    try SuiteCase.cases(in: SourceText(path: "AB12.yaml", text: file))
  }

  @Test(
    "a case passes where the values agree, or where an error is found",
    arguments: [
      "- yaml: |\n    a: [1, 1.50]\n  json: |\n    {\"a\": [1, 1.5]}\n",
      "- yaml: |\n    a\n    --- [b]\n  json: |\n    \"a\"\n    [\n      \"b\"\n    ]\n",
      "- yaml: |\n    {b: 1, a: }\n  json: |\n    {\"a\": null, \"b\": 1.0}\n",
      "- yaml: |\n    a: b: c\n  fail: true\n",
      "- yaml: |\n    - anything\n",
    ])
  func passing(file: String) throws {
    #expect(try Self.cases(file).map { $0.run() } == [nil])
  }

  @Test("a case that fails says how")
  func failing() throws {
    let cases = try Self.cases(
      """
      - yaml: "1"
        json: "2"
      - yaml: "a: 1"
        fail: true
      - yaml: "a: ["
      """)
    #expect(cases.map { $0.id } == ["AB12/00", "AB12/01", "AB12/02"])
    #expect(cases.map { $0.run() } == ["expected [2], found [1]", "expected a finding", "the `[` is never closed"])
  }

  @Test("signs stand for what cannot be seen, and JSON is as in the case before")
  func signs() throws {
    let cases = try Self.cases(
      """
      - yaml: |
          a:␣———»|←
          ↵
          —⇔∎
        json: null
      - yaml: |
          x
        json: |
          "x"
      - yaml: |
          y
      """)
    #expect(cases.map { $0.text } == ["a: \t|\r\n\n—\u{FEFF}", "x\n", "y"])
    #expect(cases.last?.run() == "expected [\"x\"], found [\"y\"]")
  }

  @Test(
    "what is not a list of cases is refused", arguments: ["a: 1\n", "- name: no text\n", "- {yaml: a, json: '{'}\n"])
  func malformed(file: String) {
    #expect(throws: SuiteError.self) { try Self.cases(file) }
  }
}
