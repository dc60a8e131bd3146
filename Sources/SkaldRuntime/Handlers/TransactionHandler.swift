public import SkaldCore

/// Carries out the calls of operations on tables of the engine's database, in the commit that keeps the answer.
public protocol TransactionHandler: Sendable {
  /// Does the work of one call. What it writes is kept where it answers `ok`, and taken out otherwise.
  ///
  /// Runs on the thread of the engine that owns the database: nothing else happens meanwhile.
  func perform(_ call: HandlerCall, in transaction: StoreTransaction) -> CallResult
}

/// The operations that are carried out in the engine's own commits, and the tables for it.
public struct TransactionHandlers: Sendable {
  /// Makes tables.
  public typealias Preparation = @Sendable (StoreTransaction) throws -> Void

  /// By operation, who carries it out.
  public var operations: [String: any TransactionHandler] = [:]
  /// What makes the tables; run in this order whenever the database is opened.
  public var preparations: [Preparation] = []

  /// Makes an empty set.
  public init() {}

  /// Whether there is neither an operation nor a table.
  public var isEmpty: Bool { operations.isEmpty && preparations.isEmpty }
}
