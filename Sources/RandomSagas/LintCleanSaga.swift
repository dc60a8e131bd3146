package import SkaldCore
import SkaldDiagnostics
import SkaldLanguage

/// A random saga in which lint has nothing to find: no error and no warning.
package struct LintCleanSaga: Sendable {
  /// The saga.
  package let saga: RandomSaga
  /// The program that it is compiled to.
  package let program: SagaProgram

  /// Draws and lints the saga of a seed; nil where lint has a finding.
  package init?(seed: UInt64) {
    let saga = RandomSaga(seed: seed)
    guard Self.findings(of: saga).isEmpty, let program = Self.compile(saga.text).sagas.first?.program else {
      return nil
    }
    self.saga = saga
    self.program = program
  }

  /// What lint finds in a random saga, as lines.
  package static func findings(of saga: RandomSaga) -> [String] {
    compile(saga.text).diagnostics.filter { $0.severity != .note }.map {
      "\($0.code) \($0.message)"
    }
  }

  private static func compile(_ text: String) -> Compilation {
    Compiler.compile([SourceText(path: "random.saga.yaml", text: text)])
  }
}
