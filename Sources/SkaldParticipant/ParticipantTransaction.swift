/// An open transaction of a ``Participant``. After the function that it was handed to, every statement is refused.
public final class ParticipantTransaction: ServiceTransaction {
  private var connection: Connection?

  init(_ connection: Connection) { self.connection = connection }

  func end() { connection = nil }

  /// Carries out one statement, and gives the number of rows that it changed.
  @discardableResult
  public func execute(_ sql: String, _ values: [Cell]) throws(SQLFault) -> Int {
    let connection = try open()
    _ = try connection.rows(sql, values)
    return connection.changes
  }

  /// The rows that one statement finds.
  public func query(_ sql: String, _ values: [Cell]) throws(SQLFault) -> [Row] {
    try open().rows(sql, values)
  }

  private func open() throws(SQLFault) -> Connection {
    guard let connection else {
      throw SQLFault(kind: .ended, message: "the transaction ended with the function that it was handed to")
    }
    return connection
  }
}
