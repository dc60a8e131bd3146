/// Why a text is no cron expression.
package struct CronFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The field, such as `day of month`; nil where it is about the whole.
  package let field: String?
  /// Where in the text, from 1.
  package let column: Int
  /// What was expected.
  package let message: String

  init(_ field: String?, at column: Int, _ message: String) {
    self.field = field
    self.column = column
    self.message = message
  }

  /// Place and message as one clause.
  package var description: String {
    "column \(column)" + (field.map { ", \($0)" } ?? "") + ": \(message)"
  }
}
