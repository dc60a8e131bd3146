import ArgumentParser
import FoundationEssentials

/// `skald init`: a project to start from.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a project: contracts, a saga, a test, a configuration.",
    discussion: """
      What is there is left as it is: the command refuses where one of its files exists.

      Example:
        skald init shop
        cd shop
        skald lint
        skald test
        skald run sagas/place-order.saga.yaml --input @order.json --mock
      """)

  @Argument(help: "The folder; it is made where there is none.", completion: .directory)
  var folder = "."

  func run() throws {
    let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let files = ProjectTemplate.files.map { (path: root == "." ? $0.path : "\(root)/\($0.path)", text: $0.text) }
    if let taken = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) {
      throw CommandFault.misuse("`\(taken.path)` exists, and nothing was written; name another folder")
    }
    for file in files {
      try Self.write(file.text, to: file.path)
      Console.out("wrote \(file.path)")
    }
    Console.err("next: \(root == "." ? "" : "cd \(root), then ")skald lint")
  }

  private static func write(_ text: String, to path: String) throws {
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    do {
      if !parent.isEmpty { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) }
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw CommandFault.misuse("cannot write `\(path)`: \(error)")
    }
  }
}
