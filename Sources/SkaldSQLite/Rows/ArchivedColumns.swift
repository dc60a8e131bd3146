/// How an instance that was archived lies in its table.
enum ArchivedColumns {
  private static let names = "id, definition, saga, key, input_hash, status, started, updated"
  /// In the order of ``InstanceColumns/names``: an ended instance rests nowhere.
  private static let asInstance =
    "id, definition, saga, key, input_hash, status, 0, started, updated, 0, NULL, 0, NULL, NULL, 0, 0"
  /// An archived instance by its number.
  static let byID = "SELECT \(asInstance) FROM archived WHERE id = ?1"
  /// An archived instance by its key and its saga.
  static let byKey = "SELECT \(asInstance) FROM archived WHERE key = ?1 AND saga = ?2"
  /// An instance by its key and its saga, archived or not.
  static let anyByKey = "SELECT \(InstanceColumns.names) FROM instances WHERE key = ?1 AND saga = ?2 UNION ALL \(byKey)"
  /// What may go: instances that ended, and have nothing open that somebody must look at.
  private static let isOver = "status > 1 AND NOT EXISTS (SELECT 1 FROM incidents WHERE instance = ?1)"
  /// Keeps the key of an instance that ended.
  static let keep = """
    INSERT INTO archived(\(names)) SELECT \(names) FROM instances WHERE id = ?1 AND key IS NOT NULL AND \(isOver)
    """
  /// Deletes an instance that ended.
  static let removeInstance = "DELETE FROM instances WHERE id = ?1 AND \(isOver)"
  /// Deletes the journal of an instance.
  static let removeJournal = "DELETE FROM journal WHERE instance = ?1"
}
