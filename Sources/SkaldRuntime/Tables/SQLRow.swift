/// A row that a query found.
public struct SQLRow: Sendable, Hashable {
  /// The names of the columns, in their order.
  public let columns: [String]
  /// The values, in the same order.
  public let values: [SQLValue]

  /// Makes a row.
  package init(columns: [String], values: [SQLValue]) {
    self.columns = columns
    self.values = values
  }

  /// The value of a column; nil where the query has none of that name.
  public subscript(_ column: String) -> SQLValue? { columns.firstIndex(of: column).map { values[$0] } }
}
