import SkaldDiagnostics
import SkaldYAML

/// Looks at the lines of a file for what it imports, without reading all of its YAML: a folder of files is to be read
/// once, not twice.
enum ImportScan {
  /// The documents, or as much of them as holds `use` and `tests`.
  static func documents(of source: SourceText) -> [YAMLDocument] {
    guard let text = uses(of: source) else { return YAMLLoader.load(source).documents }
    guard !text.isEmpty else { return [] }
    let loaded = YAMLLoader.load(SourceText(path: source.path, bytes: text))
    return loaded.diagnostics.isEmpty ? loaded.documents : YAMLLoader.load(source).documents
  }

  /// The entries `use` and `tests` at the left edge, each as a document of its own; nil where it takes a reader of YAML to find
  /// them.
  private static func uses(of source: SourceText) -> [UInt8]? {
    var found: [UInt8] = []
    var isInside = false
    for number in 1...max(source.lineCount, 1) {
      guard let range = source.lineRange(number) else { break }
      let line = source.bytes[range.start..<range.end]
      guard let first = line.first else { continue }
      if startsOddly.contains(first) { return nil }
      if isDeeper(line) {
        if isInside { found += line + [UInt8(ascii: "\n")] }
        continue
      }
      isInside = line.starts(with: "use:".utf8) || line.starts(with: "tests:".utf8)
      if isInside { found += "---\n".utf8 + line + [UInt8(ascii: "\n")] }
    }
    let isAliased = found.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "!") }
    return isAliased ? nil : found
  }

  /// A document in braces, a key in quotes, an explicit key or a tag: rare, and not to be guessed at.
  private static let startsOddly = Set("{\"'?&!%[]}".utf8)

  /// Whether a line belongs to the entry above it.
  private static func isDeeper(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first else { return true }
    if first == UInt8(ascii: "-") { return !line.starts(with: "---".utf8) }
    return first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") || first == UInt8(ascii: "#")
  }

  /// Whether the word `saga` stands anywhere as a key but at the left edge, where it is the name of a saga.
  static func mayHaveSubSagas(_ source: SourceText) -> Bool { mayHave("saga", in: source) }

  /// Whether the word `schema` stands anywhere as a key but at the left edge, where the language has none.
  static func mayHaveSchemas(_ source: SourceText) -> Bool { mayHave("schema", in: source) }

  private static func mayHave(_ key: String, in source: SourceText) -> Bool {
    let bytes = source.bytes
    let word = Array(key.utf8)
    var index = 1
    while let start = bytes[min(index, bytes.count)...].firstIndex(of: word[0]) {
      index = start + 1
      guard bytes[start...].starts(with: word), bytes[start - 1] != UInt8(ascii: "\n") else { continue }
      let rest = bytes[(start + word.count)...].drop {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
      }
      if rest.first == UInt8(ascii: ":") { return true }
    }
    return false
  }
}
