/// An open transaction of the service's own database.
///
/// ``Participant`` hands one out. A service that uses another SQLite library makes a type of its own with these
/// two functions and calls ``SagaBook`` inside that library's transaction.
public protocol ServiceTransaction {
  /// Carries out one statement, and gives the number of rows that it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [Cell]) throws(SQLFault) -> Int
  /// The rows that one statement finds.
  func query(_ sql: String, _ values: [Cell]) throws(SQLFault) -> [Row]
}

extension ServiceTransaction {
  /// Carries out one statement without values.
  @discardableResult
  public func execute(_ sql: String) throws(SQLFault) -> Int { try execute(sql, []) }
  /// The rows that one statement without values finds.
  public func query(_ sql: String) throws(SQLFault) -> [Row] { try query(sql, []) }
}

/// A value of a column, or one that is bound to a `?` of a statement.
public enum Cell: Sendable, Hashable {
  /// No value.
  case null
  /// A whole number.
  case int(Int64)
  /// A floating-point number.
  case double(Double)
  /// A text.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// The name of its kind, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .int: "an integer"
    case .double: "a number"
    case .text: "a text"
    case .blob: "bytes"
    }
  }
}

/// A row that was read, by position.
public struct Row: Sendable, Hashable {
  /// The values, in the order of the columns.
  public let cells: [Cell]

  /// Makes a row.
  public init(_ cells: [Cell]) { self.cells = cells }

  /// The whole number in a column.
  /// - Throws: ``SQLFault`` where there is none.
  public func int(_ column: Int) throws(SQLFault) -> Int64 {
    guard cells.indices.contains(column), case .int(let value) = cells[column] else {
      throw mismatch(column, "an integer")
    }
    return value
  }

  /// The text in a column.
  /// - Throws: ``SQLFault`` where there is none.
  public func text(_ column: Int) throws(SQLFault) -> String {
    guard cells.indices.contains(column), case .text(let value) = cells[column] else {
      throw mismatch(column, "a text")
    }
    return value
  }

  private func mismatch(_ column: Int, _ expected: String) -> SQLFault {
    let found = cells.indices.contains(column) ? cells[column].kind : "missing"
    return SQLFault(kind: .statement, message: "column \(column) must be \(expected), but is \(found)")
  }
}

/// Why a statement was not carried out.
public struct SQLFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public enum Kind: Sendable, Hashable {
    /// A constraint of a table says no: a key given twice, a check.
    case constraint
    /// Somebody else holds the database; the same may succeed later.
    case busy
    /// The statement or its values are not as SQLite wants them, or it is none for the work of a handler.
    case statement
    /// The transaction is over.
    case ended
    /// The database failed.
    case failed
  }

  /// The kind of fault.
  public let kind: Kind
  /// What went wrong; names tables and columns, never values.
  public let message: String

  /// Makes a fault.
  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
