/// A file after the fixes of its findings.
public struct FixedText: Sendable {
  /// The text with the edits in it; every other byte is as it was.
  public let source: SourceText
  /// The findings whose fixes were put in, in the order of their places.
  public let fixed: [Diagnostic]

  /// Puts in the fixes of findings, each whole or not at all.
  ///
  /// A fix whose edits touch those of an earlier one is left for the next round, when the text is read anew.
  public init(_ source: SourceText, fixing diagnostics: [Diagnostic]) {
    var taken: [Diagnostic.Edit] = []
    var fixed: [Diagnostic] = []
    for diagnostic in diagnostics.sorted() where diagnostic.file == source.path && !diagnostic.fix.isEmpty {
      let edits = diagnostic.fix
      guard
        edits.allSatisfy({ edit in
          edit.range.end <= source.bytes.count && !taken.contains { Self.touch($0.range, edit.range) }
        }), Self.areApart(edits)
      else { continue }
      taken += edits
      fixed.append(diagnostic)
    }
    self.fixed = fixed
    self.source = fixed.isEmpty ? source : SourceText(path: source.path, bytes: Self.bytes(of: source, edits: taken))
  }

  private static func bytes(of source: SourceText, edits: [Diagnostic.Edit]) -> [UInt8] {
    var bytes: [UInt8] = []
    var position = 0
    for edit in edits.sorted(by: { $0.range.start < $1.range.start }) {
      bytes += source.bytes[position..<edit.range.start]
      bytes += edit.text.utf8
      position = edit.range.end
    }
    return bytes + source.bytes[position...]
  }

  private static func areApart(_ edits: [Diagnostic.Edit]) -> Bool {
    let sorted = edits.sorted { $0.range.start < $1.range.start }
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0.range.end <= $1.range.start }
  }

  /// Neighbours count as touching: what one puts in may be what the other takes for its surroundings.
  private static func touch(_ one: SourceRange, _ other: SourceRange) -> Bool {
    one.start <= other.end && other.start <= one.end
  }
}
