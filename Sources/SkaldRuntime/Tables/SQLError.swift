/// Why a statement of a transaction was not carried out.
public struct SQLError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public struct Code: Sendable, Hashable, RawRepresentable {
    /// The word in messages.
    public let rawValue: String
    /// Names a code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A constraint of the table says no: a key given twice, a check, a reference to nothing.
    public static let constraint = Code(rawValue: "constraint")
    /// The statement is not one for a transaction: it ends it, changes tables, or touches those of the engine.
    public static let refused = Code(rawValue: "refused")
    /// The statement, or what is bound to it, is not as SQLite wants it.
    public static let statement = Code(rawValue: "statement")
    /// The query finds more rows than a transaction may read at once.
    public static let tooManyRows = Code(rawValue: "too_many_rows")
    /// The statement works too long: the engine waits for it.
    public static let tooLong = Code(rawValue: "too_long")
    /// The transaction is over.
    public static let ended = Code(rawValue: "ended")
    /// The database failed. Nothing of the transaction will be kept, and it is run again.
    public static let storeFailed = Code(rawValue: "store_failed")
  }

  /// The kind of fault.
  public var code: Code
  /// What went wrong, as one clause; names tables and columns, never values.
  public var message: String

  /// Makes an error.
  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  /// Message and code.
  public var description: String { "\(message) (\(code.rawValue))" }
}
