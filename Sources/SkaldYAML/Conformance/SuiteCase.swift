package import SkaldDiagnostics
import SkaldValue

/// A case of the [YAML test suite](https://github.com/yaml/yaml-test-suite), as its sources are published.
package struct SuiteCase: Sendable {
  /// What the case expects of its text.
  private enum Outcome {
    /// The text is no YAML.
    case refused
    /// The text is read; the values of its documents, where JSON has them.
    case read([JSON]?)
  }

  /// The name of the file, with the number of the case behind a slash where the file has several.
  package let id: String
  /// The text to read.
  package let text: String
  private let expected: Outcome

  /// Reads the cases of a file of the suite.
  package static func cases(in source: SourceText) throws(SuiteError) -> [SuiteCase] {
    let name = source.path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? source.path
    guard let items = YAMLLoader.load(source).documents.first?.root?.items else {
      throw SuiteError(message: "\(source.path) has no list of cases")
    }
    var cases: [SuiteCase] = []
    // What a case does not say is as in the case before.
    var json: YAMLNode?
    for (number, item) in items.enumerated() {
      guard let text = item["yaml"]?.text else { throw SuiteError(message: "a case of \(source.path) has no `yaml`") }
      if let own = item["json"] { json = own.isNull ? nil : own }
      let isRefused = item["fail"]?.scalar?.resolved == .bool(true)
      cases.append(
        SuiteCase(
          id: items.count == 1 ? name : "\(name)/\(number < 10 ? "0" : "")\(number)", text: unescaped(text),
          expected: isRefused ? .refused : .read(try json?.text.map { text throws(SuiteError) in try values(in: text) })
        ))
    }
    return cases
  }

  /// Runs the case: nil where it passes, else what went another way.
  package func run() -> String? {
    let source = SourceText(path: id, text: text)
    let loaded = YAMLLoader.load(source)
    if let stray = loaded.diagnostics.first(where: { $0.range.end > source.bytes.count }) {
      return "a finding lies outside of the text: \(stray.message)"
    }
    let fault = loaded.diagnostics.first { $0.severity == .error }
    switch (expected, fault) {
    case (.refused, nil): return "expected a finding"
    case (.refused, _): return nil
    case (.read, let fault?): return fault.message
    case (.read(let values), nil):
      let found = loaded.documents.map { $0.root?.json() ?? .null }
      guard let values, !Self.agree(values, found) else { return nil }
      return "expected \(JSON.array(values).text), found \(JSON.array(found).text)"
    }
  }

  /// Whether values are the same, whatever the order of names and however a number is written.
  private static func agree(_ left: [JSON], _ right: [JSON]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
  }

  private static func agree(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.array(let left), .array(let right)): agree(left, right)
    case (.object(let left), .object(let right)):
      left.members.count == right.members.count
        && left.members.allSatisfy { member in right[member.name].map { agree(member.value, $0) } ?? false }
    default: left == right || (left.number != nil && left.number == right.number)
    }
  }

  /// The values of a text that holds one after the other, each on lines of its own.
  private static func values(in text: String) throws(SuiteError) -> [JSON] {
    var values: [JSON] = []
    var lines = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines += line + "\n"
      guard let value = try? JSON.parse(lines) else { continue }
      values.append(value)
      lines = ""
    }
    guard lines.allSatisfy({ $0 == "\n" }) else { throw SuiteError(message: "no JSON: \(lines)") }
    return values
  }

  /// The text behind the signs with which the suite shows what cannot be seen.
  private static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    // Dashes draw a tab as wide as it is; any other dash is meant as one.
    var dashes = 0
    for scalar in text.unicodeScalars {
      if scalar == "—" {
        dashes += 1
        continue
      }
      if scalar != "»" { for _ in 0..<dashes { result.append("—") } }
      dashes = 0
      switch scalar {
      case "»": result.append("\t")
      case "␣": result.append(" ")
      case "←": result.append("\r")
      case "⇔": result.append("\u{FEFF}")
      case "↵": continue
      default: result.append(scalar)
      }
    }
    let plain = String(result)
    return plain.hasSuffix("∎\n") ? String(plain.dropLast(2)) : plain
  }
}

/// Why a file does not hold cases.
package struct SuiteError: Error {
  /// The reason as one clause.
  package let message: String
}
