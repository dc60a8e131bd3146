import SkaldCore
import SkaldEngine

/// `--mock`, alone or with what an operation shall do.
enum MockOption {
  /// What stands for `--mock` alone.
  static let everything = "*"

  /// The script of the rules that were given.
  /// - Throws: ``CommandFault`` where a rule cannot be read, or names no operation of the saga.
  static func script(_ options: [String], _ programs: [SagaProgram]) throws -> MockScript {
    var rules: [MockScript.Rule] = []
    for option in options where option != everything {
      do throws(MockScript.ScriptError) {
        rules.append(try MockScript.Rule(parsing: option))
      } catch {
        throw CommandFault.misuse("--mock: \(error)")
      }
    }
    let unknown = programs.map { Set(MockScript.unknownOperations(rules, $0)) }
    let everywhere = unknown.dropFirst().reduce(unknown.first ?? []) { $0.intersection($1) }
    if let name = everywhere.sorted().first {
      let names = programs.flatMap { $0.operations.map(\.name) }.joined(separator: ", ")
      throw CommandFault.misuse("--mock: no operation `\(name)` is called, only \(names)")
    }
    return MockScript(rules)
  }
}
