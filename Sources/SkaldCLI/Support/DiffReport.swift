import SkaldDiagnostics
import SkaldLanguage
import SkaldValue

/// What a comparison of definitions found, for people and for programs.
struct DiffReport {
  let diffs: [DefinitionDiff]
  /// The sagas that the new side does not have.
  let gone: [String]
  let sources: [String: SourceText]

  /// Whether a deployment must not simply go ahead.
  var isRefused: Bool { diffs.contains { $0.weight == .breaking || $0.isVersionReused } }

  var text: String {
    var lines: [String] = []
    for diff in diffs {
      lines.append("\(diff.saga) \(diff.versions.old) → \(diff.versions.new): \(diff.weight.rawValue)")
      for change in diff.changes {
        let word = (change.code ?? change.weight.rawValue).padded(to: 10)
        lines.append("  \(word)  \(change.step.map { "\($0): " } ?? "")\(change.message)\(place(of: change))")
      }
      if diff.isVersionReused {
        lines.append(
          "  SK902       version \(diff.versions.new) stands for two contents: raise the version of the new one")
      }
    }
    for saga in gone { lines.append("\(saga): gone; its instances go on by the definition that they are pinned to") }
    return lines.joined(separator: "\n")
  }

  private func place(of change: DefinitionChange) -> String {
    guard let position = position(of: change) else { return "" }
    return " (\(change.file):\(position.line):\(position.column))"
  }

  private func position(of change: DefinitionChange) -> Position? {
    change.range.flatMap { sources[change.file]?.position(at: $0.start) }
  }

  var json: JSON {
    let sagas = diffs.map { diff -> JSON in
      [
        "saga": .string(diff.saga), "old": .int(Int64(diff.versions.old)), "new": .int(Int64(diff.versions.new)),
        "class": .string(diff.weight.rawValue), "versionReused": .bool(diff.isVersionReused),
        "changes": .array(diff.changes.map { json($0) }),
      ]
    }
    return ["sagas": .array(sagas), "gone": .array(gone.map { .string($0) })]
  }

  private func json(_ change: DefinitionChange) -> JSON {
    let position = position(of: change)
    return [
      "class": .string(change.weight.rawValue), "code": change.code.map { .string($0) } ?? .null,
      "step": change.step.map { .string($0) } ?? .null,
      "message": .string(change.message), "file": .string(change.file),
      "line": position.map { .int(Int64($0.line)) } ?? .null,
      "column": position.map { .int(Int64($0.column)) } ?? .null,
    ]
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension DefinitionChange {
  /// The code of the page that explains it; nil where it is no fault.
  fileprivate var code: String? { weight == .breaking ? "SK901" : nil }
}
