import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@testable import SkaldVerify

/// The programs of definitions that are written in a test.
enum Written {
  /// The contracts that the sagas of the tests share.
  static let contracts = """
    skald: 1
    services:
      stock:
        reserve: { in: { id: string }, out: { place: string }, refuses: [out_of_stock], barrier: true }
        release: { in: { id: string }, idempotent: natural }
      bank:
        charge: { in: { id: string }, out: { receipt: string }, refuses: [declined], barrier: true }
        refund: { in: { id: string } }
        lookup: { in: { id: string }, out: { outcome: string }, effect: false }
      post:
        ship: { in: { id: string }, refuses: [no_address] }
        stop: { in: { id: string } }
        tell: { in: { id: string }, effect: false }
    ---

    """

  /// The saga of a text, which must be without errors; the last one where there are several.
  static func saga(_ text: String) throws -> SagaProgram {
    let compilation = Compiler.compile([SourceText(path: "test.yaml", text: contracts + text)])
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(compilation.sagas.last?.program)
  }

  /// The participants of a choreography, which must be without errors.
  static func flow(_ text: String) throws -> [SagaProgram] {
    let compilation = Compiler.compile([SourceText(path: "test.yaml", text: text)])
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(compilation.choreographies.last?.participants).map { $0.program }
  }
}

extension SagaProgram {
  /// The same program with another contract for an operation.
  func changing(_ name: String, _ change: (inout SkaldCore.Operation) -> Void) -> SagaProgram {
    var program = self
    for index in program.operations.indices where program.operations[index].name == name {
      change(&program.operations[index])
    }
    return program
  }

  /// The same program with other calls of an operation.
  func changingCalls(of name: String, _ change: (inout Invoke) -> Void) -> SagaProgram {
    var program = self
    for index in program.nodes.indices {
      guard case .invoke(var invoke) = program.nodes[index].instruction,
        program.operation(invoke.call.operation).name == name
      else { continue }
      change(&invoke)
      program.nodes[index].instruction = .invoke(invoke)
    }
    return program
  }
}

extension VerifyReport {
  /// What was found, each with the length of its story, the shortest first.
  var words: [String] {
    counterexamples.map { ($0.story.length, "\($0.property.name) in \($0.story.length)") }.sorted { $0 < $1 }.map(\.1)
  }
}
