import CEL
import SkaldCore

extension SagaProgram {
  /// A condition that always holds.
  static let always = ProgramExpression(constant(true))
  /// A condition that never holds.
  static let never = ProgramExpression(constant(false))

  /// An expression that was written here; nil where it is none.
  static func expression(_ source: String) -> ProgramExpression? {
    (try? Expression(parsing: source)).map { ProgramExpression($0) }
  }

  private static func constant(_ value: Bool) -> Expression {
    do throws(ParseError) {
      return try Expression(parsing: value ? "true" : "false")
    } catch {
      preconditionFailure("`true` and `false` are expressions")
    }
  }
}
