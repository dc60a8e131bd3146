import SkaldValue

/// What tells a finding again after other lines have moved it: its rule, the text it marks and the line of that text.
public enum Fingerprint {
  /// The fingerprints of findings, in the same order.
  ///
  /// Findings of one rule on equal lines of one file are told apart by their order. Messages take no part, since they
  /// name numbers and neighbours that change without the finding being another.
  public static func all(of diagnostics: [Diagnostic], in sources: [String: SourceText]) -> [String] {
    var seen: [String: Int] = [:]
    return diagnostics.map { diagnostic in
      let content = content(of: diagnostic, in: sources[diagnostic.file])
      let number = seen[diagnostic.file + "\n" + content, default: 0]
      seen[diagnostic.file + "\n" + content] = number + 1
      let hash = SHA256.hexadecimal(Array("\(content)\n\(number)".utf8))
      return String(hash.prefix(length))
    }
  }

  /// Sixteen bytes are past every accident, and short enough to be read in a difference.
  private static let length = 32

  private static func content(of diagnostic: Diagnostic, in source: SourceText?) -> String {
    guard let source else { return diagnostic.code }
    let line = source.position(at: diagnostic.range.start).line
    let marked = source.text(in: diagnostic.range).split(separator: "\n").first ?? ""
    return [diagnostic.code, trimmed(source.line(line)), trimmed(String(marked))].joined(separator: "\n")
  }

  private static func trimmed(_ line: String) -> String {
    let start = line.drop { $0 == " " || $0 == "\t" }
    var end = String(start)
    while let last = end.last, last == " " || last == "\t" || last == "\r" { end.removeLast() }
    return end
  }
}
