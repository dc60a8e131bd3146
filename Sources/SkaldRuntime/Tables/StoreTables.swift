public import SkaldCore

/// Work on tables of the user's own that lie in a store's database and share its transactions. Used by the store's owner.
///
/// What ``perform(_:)`` wrote is undecided until ``keep()`` or ``takeBack()``. What is kept becomes durable with the
/// store's next commit, and is gone with it where that fails.
public protocol StoreTables: AnyObject {
  /// Lets the tables be made; they are durable when it returns.
  /// - Throws: ``StoreError`` with the code `tables_unusable` where the function throws.
  func prepare(_ body: (StoreTransaction) throws -> Void) throws(StoreError)
  /// Works in the transaction of the next commit, which is opened where it was not.
  /// - Returns: what the function returned, or why what it did cannot be kept.
  /// - Throws: ``StoreError`` where the store failed, and with the code `transaction_ended` where a statement of the
  ///   function ended the transaction, and with it what others had done.
  func perform(_ body: (StoreTransaction) -> CallResult) throws(StoreError) -> CallResult
  /// Keeps what the last function wrote.
  func keep() throws(StoreError)
  /// Takes out what the last function wrote, and nothing else.
  func takeBack() throws(StoreError)
  /// Takes out everything since the last commit.
  func rollBack()
}

extension Store {
  /// A store has no tables for others unless it says so.
  public func tables() throws(StoreError) -> (any StoreTables)? { nil }
}
