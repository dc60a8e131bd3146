internal import CEL

extension ProgramExpression {
  /// The name under which expressions read secrets.
  static let secretsRoot = "secrets"

  static func secrets(_ parsed: Expression) -> [String]? {
    let read = parsed.references.filter { $0.root == secretsRoot }
    return read.isEmpty ? nil : read.compactMap { $0.path.first }
  }
}

extension Template {
  /// Whether an expression in it reads a secret.
  package var needsSecrets: Bool { expressions.contains { $0.secrets != nil } }

  /// The secrets that its expressions name.
  var secrets: [String] { expressions.flatMap { $0.secrets ?? [] } }

  private var expressions: [ProgramExpression] {
    switch self {
    case .literal: []
    case .expression(let expression): [expression]
    case .text(let pieces): pieces.compactMap { $0.expression }
    case .list(let elements): elements.flatMap { $0.expressions }
    case .object(let fields): fields.flatMap { $0.value.expressions }
    }
  }
}

extension Template.Piece {
  fileprivate var expression: ProgramExpression? {
    switch self {
    case .literal: nil
    case .expression(let expression): expression
    }
  }
}

extension SagaProgram {
  /// The secrets that the arguments of its calls name, each with the first step that reads it, in the order of the file.
  public var secrets: [(name: String, step: String)] {
    var found: [(name: String, step: String)] = []
    for case .invoke(let invoke) in nodes.map(\.instruction) {
      let plans = [invoke.call] + invoke.undo.map(\.call) + (invoke.check.map { [$0] } ?? [])
      for name in plans.flatMap({ $0.arguments.secrets }) where !found.contains(where: { $0.name == name }) {
        found.append((name, step(invoke.step).title))
      }
    }
    return found
  }
}
