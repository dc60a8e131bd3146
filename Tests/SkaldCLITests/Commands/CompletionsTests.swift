import ArgumentParser
import Foundation
import Testing

@testable import SkaldCLI

@Suite("Completions")
struct CompletionsTests {
  static let shells = ["bash", "zsh", "fish"]

  /// Where a shell is; nil where it is not installed.
  private static func program(_ shell: String) -> String? {
    ["/bin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(shell)" }.first(where: FileManager.default.isExecutableFile)
  }

  @Test("the script of every shell names every command", arguments: shells)
  func commands(shell: String) throws {
    let run = try CommandRun(["completions", shell])
    #expect(run.code == 0)
    for command in CommandCatalog.all {
      let name = try #require(command.configuration.commandName)
      #expect(run.out.contains(name), "\(name)")
    }
  }

  @Test("a shell that is installed accepts its script", arguments: shells)
  func syntax(shell: String) throws {
    guard let program = Self.program(shell) else { return }
    let scratch = try Scratch()
    try scratch.write(try CommandRun(["completions", shell]).out, to: "script")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-n", scratch.folder.appending(path: "script").path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("there is a shell to try the scripts with")
  func bash() { #expect(Self.program("bash") != nil) }

  @Test("bash completes commands, values of --format, and files of the right kind")
  func completes() throws {
    let scratch = try Scratch()
    for name in ["order.saga.yaml", "skald.db", "notes.txt"] { try scratch.write("", to: name) }
    #expect(try Self.words("skald comp", in: scratch).contains("completions"))
    #expect(try Self.words("skald list --format ", in: scratch) == ["json", "text"])
    #expect(try Self.words("skald lint --format s", in: scratch) == ["sarif"])
    #expect(try Self.words("skald run ", in: scratch).contains("order.saga.yaml"))
    #expect(try !Self.words("skald run ", in: scratch).contains("notes.txt"))
    #expect(try Self.words("skald fsck --db ", in: scratch) == ["skald.db"])
  }

  /// What bash offers behind a line, sorted.
  private static func words(_ line: String, in scratch: Scratch) throws -> [String] {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map { "'\($0)'" }
    try scratch.write(try CommandRun(["completions", "bash"]).out, to: "script.sh")
    try scratch.write(
      """
      source ./script.sh
      COMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
      COMP_LINE='\(line)'; COMP_POINT=\(line.utf8.count)
      function=$(complete -p skald | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      $function skald "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD-1]}" 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"

      """, to: "try.sh")
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(program("bash")))
    process.arguments = ["try.sh"]
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let offered = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return Set(offered.map { $0.trimmingCharacters(in: .whitespaces) }).sorted()
  }

  @Test("a shell that there is no script for is a misuse that names those that there are")
  func unknown() throws {
    let run = try CommandRun(["completions", "csh"])
    #expect(run.code == 2)
    #expect(run.err.contains("bash, zsh, fish") || run.err.contains("'bash', 'zsh' or 'fish'"), "\(run.err)")
  }
}
