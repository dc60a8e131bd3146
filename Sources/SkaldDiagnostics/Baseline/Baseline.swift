import SkaldValue

/// Findings that were there when a project began to lint, and that are not shown until somebody mends them.
public struct Baseline: Sendable {
  /// One finding, or several alike.
  public struct Entry: Sendable, Hashable {
    /// The code of the rule.
    public let code: String
    /// The file, as seen from the folder of the baseline.
    public let file: String
    /// What tells the finding again.
    public let fingerprint: String

    /// Makes an entry.
    public init(code: String, file: String, fingerprint: String) {
      self.code = code
      self.file = file
      self.fingerprint = fingerprint
    }
  }

  /// The only form there is.
  private static let version: JSON = 1

  /// The entries in the order of files, codes and fingerprints.
  public let entries: [Entry]

  /// Makes a baseline.
  public init(_ entries: [Entry]) {
    self.entries = Set(entries).sorted {
      ($0.file, $0.code, $0.fingerprint) < ($1.file, $1.code, $1.fingerprint)
    }
  }

  /// Records findings.
  /// - Parameters:
  ///   - diagnostics: The findings, sorted.
  ///   - sources: The files by their path.
  ///   - name: The path of a file as the baseline names it.
  public init(
    recording diagnostics: [Diagnostic], in sources: [String: SourceText], name: (String) -> String
  ) {
    self.init(Self.entries(for: diagnostics, in: sources, name: name))
  }

  /// What of a run a baseline leaves.
  public struct Comparison: Sendable {
    /// The findings that are not recorded.
    public let new: [Diagnostic]
    /// How many findings are recorded, and so not shown.
    public let hidden: Int
    /// The entries that nothing was found for in the files that were read.
    public let stale: [Entry]
  }

  /// Takes what is recorded out of the findings of a run.
  /// - Parameters:
  ///   - diagnostics: The findings, sorted.
  ///   - sources: The files by their path.
  ///   - isWhole: Whether every file of the project was read, so that an entry of another file is out of date.
  ///   - name: The path of a file as the baseline names it.
  public func comparison(
    with diagnostics: [Diagnostic], in sources: [String: SourceText], isWhole: Bool, name: (String) -> String
  ) -> Comparison {
    let found = Self.entries(for: diagnostics, in: sources, name: name)
    let known = Set(entries)
    let new = zip(diagnostics, found).filter { !known.contains($0.1) }.map { $0.0 }
    let read = Set(sources.keys.map(name))
    let there = Set(found)
    let stale = entries.filter { !there.contains($0) && (isWhole || read.contains($0.file)) }
    return Comparison(new: new, hidden: diagnostics.count - new.count, stale: stale)
  }

  private static func entries(
    for diagnostics: [Diagnostic], in sources: [String: SourceText], name: (String) -> String
  ) -> [Entry] {
    zip(diagnostics, Fingerprint.all(of: diagnostics, in: sources)).map {
      Entry(code: $0.code, file: name($0.file), fingerprint: $1)
    }
  }
}

extension Baseline {
  /// Why a file is no baseline.
  public struct FormatError: Error, Sendable {
    /// One clause.
    public let message: String
  }

  /// Reads the text of a baseline.
  public init(reading text: [UInt8]) throws(FormatError) {
    let json: JSON
    do { json = try JSON.parse(text) } catch { throw FormatError(message: "not JSON: \(error)") }
    guard json["version"] == Self.version, let findings = json["findings"]?.array else {
      throw FormatError(message: "expected `version` 1 and a list of `findings`, as --write-baseline writes them")
    }
    var entries: [Entry] = []
    for finding in findings {
      guard let code = finding["code"]?.string, let file = finding["file"]?.string,
        let fingerprint = finding["fingerprint"]?.string
      else { throw FormatError(message: "expected `code`, `file` and `fingerprint` of each finding") }
      entries.append(Entry(code: code, file: file, fingerprint: fingerprint))
    }
    self.init(entries)
  }

  /// The text of the file: a finding a line, so that differences are read with ease.
  public var text: String {
    let lines = entries.map { entry -> String in
      let object: JSON = [
        "code": .string(entry.code), "file": .string(entry.file), "fingerprint": .string(entry.fingerprint),
      ]
      return "  \(object.text)"
    }
    let list = lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n]"
    return "{\"version\": \(Self.version.text), \"findings\": \(list)}\n"
  }
}
