import FoundationEssentials

/// The files of this repository, as its tests read them.
enum Repository {
  struct SourceFile: Sendable {
    let path: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var name: String { String(path.split(separator: "/").last ?? "") }
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
  }

  /// The folder that holds Package.swift.
  static let root: String = {
    var folder = #filePath.split(separator: "/").dropLast()
    while !folder.isEmpty, !FileManager.default.fileExists(atPath: "/\(folder.joined(separator: "/"))/Package.swift") {
      folder = folder.dropLast()
    }
    return "/" + folder.joined(separator: "/")
  }()

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// The files below a folder whose name ends so, in the order of their paths.
  static func files(below folder: String, ending suffix: String) throws -> [SourceFile] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
      .filter { $0.hasSuffix(suffix) && !$0.contains(".build") }.sorted()
      .map { SourceFile(path: "\(folder)/\($0)", text: try text("\(folder)/\($0)")) }
  }

  static func sources() throws -> [SourceFile] { try files(below: "Sources", ending: ".swift") }
  static func tests() throws -> [SourceFile] { try files(below: "Tests", ending: ".swift") }
}
