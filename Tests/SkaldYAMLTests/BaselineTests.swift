import SkaldDiagnostics
import Testing

@Suite("A baseline") struct BaselineTests {
  static func source(_ text: String) -> SourceText { SourceText(path: "a.yaml", text: text) }

  /// A finding for every `x` of the text.
  static func findings(in source: SourceText) -> [Diagnostic] {
    source.bytes.indices.filter { source.bytes[$0] == UInt8(ascii: "x") }.map {
      Diagnostic(code: "SK101", message: "at \($0)", file: source.path, range: SourceRange(start: $0, end: $0 + 1))
    }
  }

  static func baseline(_ text: String) -> Baseline {
    let source = source(text)
    return Baseline(recording: findings(in: source), in: [source.path: source]) { $0 }
  }

  static func comparison(_ old: String, _ new: String, isWhole: Bool = true) -> Baseline.Comparison {
    let source = source(new)
    return baseline(old).comparison(
      with: findings(in: source), in: [source.path: source], isWhole: isWhole
    ) { $0 }
  }

  @Test(
    "hides what is recorded, also where it has moved, and shows what is new",
    arguments: [
      ("x: 1\n", "x: 1\n", 0, 1, 0), ("x: 1\n", "a: 1\n\n  x: 1\n", 0, 1, 0), ("x: 1\n", "x: 2\n", 1, 0, 1),
      ("x: 1\n", "x: 1\nx: 1\n", 1, 1, 0), ("x: 1\nx: 1\n", "x: 1\n", 0, 1, 1), ("x: 1\n", "a: 1\n", 0, 0, 1),
      ("a: 1\n", "x: 1\n", 1, 0, 0),
    ])
  func compares(old: String, new: String, shown: Int, hidden: Int, stale: Int) {
    let comparison = Self.comparison(old, new)
    #expect(comparison.new.count == shown)
    #expect(comparison.hidden == hidden)
    #expect(comparison.stale.count == stale)
  }

  @Test("an entry of a file that was not read is out of date only where the whole project was")
  func otherFiles() {
    let other = Baseline([.init(code: "SK101", file: "b.yaml", fingerprint: "0")])
    let source = Self.source("a: 1\n")
    for isWhole in [true, false] {
      let comparison = other.comparison(with: [], in: [source.path: source], isWhole: isWhole) { $0 }
      #expect(comparison.stale.count == (isWhole ? 1 : 0))
    }
  }

  @Test("is written and read again, a finding a line")
  func roundTrip() throws {
    let baseline = Self.baseline("x: 1\nx: 2\n")
    #expect(baseline.text.split(separator: "\n").count == 4)
    #expect(try Baseline(reading: Array(baseline.text.utf8)).entries == baseline.entries)
    let empty = Baseline([])
    #expect(try Baseline(reading: Array(empty.text.utf8)).entries.isEmpty)
  }

  @Test(
    "what is no baseline says what one is",
    arguments: ["", "[]", #"{"version": 2, "findings": []}"#, #"{"version": 1, "findings": [{"code": "SK101"}]}"#])
  func malformed(text: String) {
    #expect(throws: Baseline.FormatError.self) { try Baseline(reading: Array(text.utf8)) }
  }
}

@Suite("Severities of a project") struct SeverityOverridesTests {
  static func applied(_ level: SeverityOverrides.Level, to severity: Severity, usual: Severity = .error) -> Severity? {
    var overrides = SeverityOverrides()
    overrides["SK101"] = level
    let finding = Diagnostic(
      code: "SK101", severity: severity, message: "m", file: "a", range: SourceRange(start: 0, end: 1))
    return overrides.applied(to: [finding]) { _ in usual }.first?.severity
  }

  @Test(
    "say how much a finding weighs",
    arguments: [
      (SeverityOverrides.Level.error, Severity?.some(.error)), (.warning, .warning), (.note, .note), (.off, nil),
    ])
  func levels(level: SeverityOverrides.Level, expected: Severity?) {
    #expect(Self.applied(level, to: .error) == expected)
    #expect(Self.applied(level, to: .warning) == expected)
  }

  @Test("leave what a rule only remarks a note")
  func remarks() {
    #expect(Self.applied(.error, to: .note) == .note)
    #expect(Self.applied(.error, to: .note, usual: .note) == .error)
    #expect(Self.applied(.off, to: .note) == nil)
  }

  @Test("a later word wins over an earlier one")
  func merging() {
    var file = SeverityOverrides()
    file["SK101"] = .off
    file["SK102"] = .note
    var flags = SeverityOverrides()
    flags["SK101"] = .error
    let merged = file.merging(flags)
    #expect(merged["SK101"] == .error)
    #expect(merged["SK102"] == .note)
  }
}
