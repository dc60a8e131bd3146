import Testing

@Suite("The house rules")
struct HouseRulesTests {
  @Test("no file is longer than 400 lines")
  func filesAreShort() throws {
    for file in try Repository.sources() + Repository.tests() {
      #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test("no function is longer than 60 lines")
  func functionsFitAScreen() throws {
    for file in try Repository.sources() {
      for (name, length) in Functions.lengths(in: file.lines) {
        #expect(length <= 60, "\(file.path): \(name) has \(length) lines")
      }
    }
  }

  @Test("nothing is forced, left open or switched off")
  func nothingIsForced() throws {
    // Put together here, so that this file does not find itself.
    let words = [
      "try" + "!", "as" + "! ", "fatal" + "Error(", "TO" + "DO", "FIX" + "ME", ".dis" + "abled(", "withKnown" + "Issue",
    ]
    for file in try Repository.sources() + Repository.tests() {
      for word in words { #expect(!file.text.contains(word), "\(file.path) has `\(word)`") }
    }
  }

  @Test("unstructured tasks start in one file")
  func tasksAreStructured() throws {
    for file in try Repository.sources() where file.path != "Sources/SkaldEngine/Dispatch.swift" {
      // A child task of a group is structured.
      let text = file.text.replacing("addTask", with: "")
      for word in ["Task {", "Task.detached", "Task.immediate", "DispatchQueue"] {
        #expect(!text.contains(word), "\(file.path) has `\(word)`")
      }
    }
  }

  @Test("unsafe code lives where the system's libraries and threads are wrapped")
  func unsafeCodeIsConfined() throws {
    let homes = [
      "Sources/SkaldYAML/", "Sources/SkaldSQLite/", "Sources/SkaldEngine/Owner/", "Sources/OrderShop/Database.swift",
      "Sources/SkaldParticipant/SQLite/", "Sources/SkaldTesting/Disk/FaultyDisk.swift",
      // The descriptors of files that are only ever appended to, flushed and read back.
      "Sources/SkaldEngine/Sinks/AppendFile.swift", "Sources/SkaldEngine/Upkeep/ArchiveFile.swift",
    ]
    // Single calls of the system that have no safe form: the clock, what the process used, and a read from a pipe.
    let calls = [
      "Sources/SkaldRuntime/TimeSource.swift", "Sources/SkaldEngine/Bench/ProcessUsage.swift",
      "Sources/SkaldCLI/Support/StandardInput.swift",
    ]
    for file in try Repository.sources() where !(homes + calls).contains(where: { file.path.hasPrefix($0) }) {
      let uses = file.lines.filter { line in
        let code = line.drop { $0 == " " }
        return !code.hasPrefix("//") && code.split(whereSeparator: { !$0.isLetter }).contains("unsafe")
      }
      #expect(uses.isEmpty, "\(file.path): \(uses)")
    }
  }

  @Test("whoever vouches for a type says who guards it")
  func uncheckedSendableIsExplained() throws {
    for file in try Repository.sources() {
      for (index, line) in file.lines.enumerated() where line.contains("@unchecked" + " Sendable") {
        let above = index == 0 ? "" : file.lines[index - 1]
        #expect(above.contains("//") || line.contains("//"), "\(file.path):\(index + 1)")
      }
    }
  }

  @Test("nobody asks a clock but the time source")
  func timeIsAPort() throws {
    let clocks = ["Sources/SkaldRuntime/TimeSource.swift"]
    for file in try Repository.sources() where !clocks.contains(file.path) && file.target == "SkaldEngine" {
      for word in ["ContinuousClock.now", "SuspendingClock.now", "Date()", "Date.now"] {
        #expect(!file.text.contains(word), "\(file.path) has `\(word)`")
      }
    }
  }
}

/// Finds functions by their indentation: the closing brace stands below the line that opens.
enum Functions {
  static func lengths(in lines: [Substring]) -> [(name: String, length: Int)] {
    var found: [(name: String, length: Int)] = []
    for (start, line) in lines.enumerated() {
      let indent = line.prefix { $0 == " " }
      let code = line.dropFirst(indent.count)
      guard code.contains("func ") || code.hasPrefix("init(") || code.contains(" init("), !code.hasPrefix("//") else {
        continue
      }
      // A requirement of a protocol has no body, and a body on its own line is short.
      guard let opening = lines[start...].firstIndex(where: { endsHead($0, indent) }), lines[opening].hasSuffix("{"),
        let end = lines[opening...].dropFirst().firstIndex(where: { $0.hasPrefix(indent + "}") })
      else { continue }
      found.append((String(code.prefix(60)), end - start + 1))
    }
    return found
  }

  /// Whether the head of a declaration ends with this line: the last one that is not followed by deeper parts of it.
  private static func endsHead(_ line: Substring, _ indent: Substring) -> Bool {
    if line.hasSuffix("{") { return true }
    let isContinued = line.hasSuffix("(") || line.hasSuffix(",")
    let isPart = line.dropFirst(indent.count).hasPrefix(" ")
    return !isContinued && !isPart
  }
}

@Suite("The measure of functions")
struct FunctionsTests {
  @Test(
    "a body is counted from its head on, whatever the head looks like",
    arguments: [
      ("func short() {\n  a()\n}", [3]),
      ("  func long(\n    a: Int, b: Int\n  ) -> Int {\n    if a {\n    }\n    return b\n  }", [7]),
      ("func inline() { a() }\nfunc other() {\n}", [2]),
      ("protocol P {\n  func required() throws -> Int\n  func other()\n}", []),
      ("// func said() {\n}", []),
    ])
  func bodiesAreCounted(source: String, expected: [Int]) {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(Functions.lengths(in: lines).map(\.length) == expected)
  }
}
