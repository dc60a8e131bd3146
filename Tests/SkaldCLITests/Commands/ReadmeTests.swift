import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
  /// The commands of the README's shell blocks that need no daemon, with their continued lines joined.
  static let commands: [String] = {
    guard let text = try? String(contentsOf: CommandRun.package.appending(path: "README.md"), encoding: .utf8) else {
      return []
    }
    var commands: [String] = []
    for (index, block) in text.components(separatedBy: "```").enumerated() where index % 2 == 1 {
      guard block.hasPrefix("sh\n") else { continue }
      let lines = block.replacing("\\\n", with: " ").split(separator: "\n")
      commands += lines.map(String.init).filter { line in
        ["lint", "explain", "run", "graph", "eval"].contains { line.hasPrefix("skald \($0)") }
      }
    }
    return commands
  }()

  @Test("there are commands to try")
  func hasCommands() {
    #expect(Self.commands.count >= 6)
  }

  @Test("every command of the tour works as it stands", arguments: commands)
  func works(command: String) throws {
    let run = try CommandRun(try Self.words(command))
    #expect(run.code == 0 || run.err.contains("did not complete: compensated"))
    #expect(!run.out.isEmpty || run.err.contains("0 errors"))
  }

  /// The words of a line, as a shell splits it.
  private static func words(_ line: String) throws -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line {
      switch (character, quote) {
      case (let mark, let open?) where mark == open: quote = nil
      case ("'", nil), ("\"", nil): quote = character
      case (" ", nil):
        if !word.isEmpty { words.append(word) }
        word = ""
      default: word.append(character)
      }
    }
    try #require(quote == nil)
    return Array((words + [word]).filter { !$0.isEmpty }.dropFirst())
  }
}
