import ArgumentParser
import FoundationEssentials

/// The conformance cases that may fail: those that a page names.
struct KnownCases {
  private let names: Set<String>

  /// Reads a page; without one no case may fail.
  init(page path: String?) throws {
    names = try path.map { Self.names(in: try Self.text($0)) } ?? []
  }

  /// Prints how a case failed, and says whether that was to be expected.
  func report(_ id: String, _ reason: String) -> Bool {
    let isKnown = names.contains(id)
    print("\(isKnown ? "known" : "FAILED") \(id): \(reason)")
    return isKnown
  }

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError("cannot read \(path)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The names in back quotes in the first column of a table.
  private static func names(in markdown: String) -> Set<String> {
    Set(
      markdown.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
        let parts = (row.dropFirst().split(separator: "|").first ?? "").split(
          separator: "`", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
      })
  }
}
