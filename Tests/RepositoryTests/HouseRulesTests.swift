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
    ]
    let clocks = ["Sources/SkaldRuntime/TimeSource.swift"]
    for file in try Repository.sources() where !(homes + clocks).contains(where: { file.path.hasPrefix($0) }) {
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
      let end = lines[start...].firstIndex { $0.hasPrefix(indent + "}") && $0.dropFirst(indent.count).hasPrefix("}") }
      guard let end, line.hasSuffix("{") || lines[start...end].contains(where: { $0.hasSuffix("{") }) else { continue }
      found.append((String(code.prefix(60)), end - start + 1))
    }
    return found
  }
}
