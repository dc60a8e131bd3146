import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

/// A finding as tests compare it: its code, and what it marks as `line:column`.
struct Finding: Hashable, CustomStringConvertible {
  let code: String
  let place: String
  var description: String { "\(code) \(place)" }

  init(_ code: String, _ place: String) {
    self.code = code
    self.place = place
  }
}

/// Files of a project that exists in memory alone.
struct Files {
  let sources: [SourceText]

  init(_ files: KeyValuePairs<String, String>) { sources = files.map { SourceText(path: $0.key, text: $0.value) } }

  var compilation: Compilation { Compiler.compile(sources) }

  /// What reading finds, but notes; the rules that look at what was read have tests of their own.
  var findings: [Finding] {
    compilation.diagnostics.filter { finding in
      finding.severity != .note && RuleCatalog.rule(finding.code)?.isAllowable == false
    }.map { finding($0) }
  }

  func finding(_ diagnostic: Diagnostic) -> Finding {
    let position = sources.first { $0.path == diagnostic.file }?.position(at: diagnostic.range.start)
    return Finding(diagnostic.code, position.map { "\($0.line):\($0.column)" } ?? "?")
  }
}

/// A saga alone, with the contracts that it needs in the same file.
func saga(_ text: String, contracts: String = "") -> Files {
  Files(["a.saga.yaml": text + (contracts.isEmpty ? "" : "\n---\n" + contracts)])
}

extension SagaProgram {
  /// The call of a step.
  func invoke(_ step: String) throws -> Invoke {
    try #require(
      nodes.lazy.compactMap { node -> Invoke? in
        guard case .invoke(let invoke) = node.instruction, self.step(invoke.step).name == step else { return nil }
        return invoke
      }.first)
  }
}

extension Template {
  /// The template as an author would write it.
  var written: String {
    switch self {
    case .literal(let value): value.string ?? value.text
    case .expression(let expression): "${\(expression.source)}"
    case .text(let pieces):
      pieces.map { piece in
        switch piece {
        case .literal(let text): text
        case .expression(let expression): "${\(expression.source)}"
        }
      }.joined()
    case .list(let values): "[" + values.map { $0.written }.joined(separator: ", ") + "]"
    case .object(let fields):
      "{" + fields.map { "\($0.name)\($0.isOptional ? "?" : ""): \($0.value.written)" }.joined(separator: ", ") + "}"
    }
  }
}
