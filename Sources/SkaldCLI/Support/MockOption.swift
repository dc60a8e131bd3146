import SkaldCore
import SkaldEngine

/// `--mock`, alone or with what an operation shall do.
enum MockOption {
  /// What stands for `--mock` alone.
  static let everything = "*"

  /// The script of the rules that were given.
  /// - Throws: ``CommandFault`` where a rule cannot be read, or names no operation of the saga.
  static func script(_ options: [String], _ program: SagaProgram) throws -> MockScript {
    var rules: [MockScript.Rule] = []
    for option in options where option != everything {
      do throws(MockScript.ScriptError) {
        rules.append(try MockScript.Rule(parsing: option))
      } catch {
        throw CommandFault.misuse("--mock: \(error)")
      }
    }
    if let unknown = MockScript.unknownOperations(rules, program).first {
      let names = program.operations.map(\.name).joined(separator: ", ")
      throw CommandFault.misuse("--mock: the saga calls no operation `\(unknown)`, only \(names)")
    }
    return MockScript(rules)
  }
}
