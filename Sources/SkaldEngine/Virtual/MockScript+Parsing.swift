package import SkaldCore
import SkaldValue

extension MockScript {
  /// Why a script cannot be read.
  package struct ScriptError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what is possible, as one clause.
    package let message: String
    /// The message.
    package var description: String { message }
  }
}

extension MockScript.Rule {
  private static let forms = "refuses:CODE, times-out[:N], fails[:N] or returns:JSON"

  /// Reads `OPERATION=refuses:CODE`, `=times-out[:N]`, `=fails[:N]` or `=returns:JSON`.
  /// - Throws: ``MockScript/ScriptError`` that says what is expected.
  package init(parsing text: String) throws(MockScript.ScriptError) {
    guard let (operation, action) = Self.halves(text[...], "="), operation.contains(".") else {
      throw MockScript.ScriptError(message: "expected OPERATION=\(Self.forms), found `\(text)`")
    }
    let (verb, rest) = Self.halves(action, ":") ?? (action, "")
    switch verb {
    case "refuses" where !rest.isEmpty:
      self.init(operation: String(operation), behavior: .refuses(code: String(rest)))
    case "times-out":
      self.init(operation: String(operation), behavior: .timesOut, count: try Self.count(rest, action))
    case "fails":
      self.init(operation: String(operation), behavior: .fails, count: try Self.count(rest, action))
    case "returns":
      self.init(operation: String(operation), behavior: .returns(try Self.json(rest)))
    default:
      throw MockScript.ScriptError(message: "expected \(Self.forms) after `\(operation)=`, found `\(action)`")
    }
  }

  private static func halves(_ text: Substring, _ separator: Character) -> (Substring, Substring)? {
    guard let index = text.firstIndex(of: separator) else { return nil }
    return (text[..<index], text[text.index(after: index)...])
  }

  private static func count(_ text: Substring, _ action: Substring) throws(MockScript.ScriptError) -> Int? {
    if text.isEmpty, !action.contains(":") { return nil }
    guard let count = Int(text), count > 0 else {
      throw MockScript.ScriptError(message: "expected a number of attempts of at least 1, found `\(text)`")
    }
    return count
  }

  private static func json(_ text: Substring) throws(MockScript.ScriptError) -> JSON {
    do throws(JSONError) {
      return try JSON.parse(Array(text.utf8))
    } catch {
      throw MockScript.ScriptError(message: "expected JSON after `returns:`: \(error)")
    }
  }
}

extension MockScript {
  /// Names that no operation of the program has: a script that never applies is a slip.
  package static func unknownOperations(_ rules: [Rule], _ program: SagaProgram) -> [String] {
    rules.map(\.operation).filter { name in !program.operations.contains { $0.name == name } }
  }
}
