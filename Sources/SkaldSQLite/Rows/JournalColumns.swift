internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How a transition lies in its table.
enum JournalColumns {
  /// The columns in the order in which they are bound and read.
  static let names = "position, instance, sequence, at, event, emitted, checksum"
  /// Adds a transition.
  static let insert = "INSERT INTO journal(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
  /// The transitions of an instance, oldest first.
  static let ofInstance = "SELECT \(names) FROM journal WHERE instance = ?1 ORDER BY sequence"

  private static let qualified = "position, instance, sequence, at, event, emitted, checksum, i.saga, i.key"
  private static let outbox = "SELECT \(qualified) FROM journal JOIN instances i ON i.id = instance"
  /// Transitions with events after a position, at most so many.
  static let outboxAfter = """
    SELECT \(qualified) FROM journal INDEXED BY journal_outbox CROSS JOIN instances i ON i.id = instance
    WHERE position > ?1 AND emitted IS NOT NULL ORDER BY position LIMIT ?2
    """
  /// Transitions with events before a position, newest first, at most so many.
  static let outboxBefore = """
    SELECT \(qualified) FROM journal INDEXED BY journal_outbox CROSS JOIN instances i ON i.id = instance
    WHERE position < ?1 AND emitted IS NOT NULL ORDER BY position DESC LIMIT ?2
    """
  /// The transition with events at a position.
  static let outboxAt = "\(outbox) WHERE position = ?1 AND emitted IS NOT NULL"

  /// The bytes of a row, as they are written and checked.
  struct Stored {
    var position: Int64
    var instance: Int64
    var sequence: Int64
    var at: Int64
    var event: [UInt8]
    var emitted: [UInt8]?

    /// The checksum over every column; lengths are part of it, so that no byte can change sides.
    var checksum: Int64 {
      var sum = CRC32C()
      sum.update(position)
      sum.update(instance)
      sum.update(sequence)
      sum.update(at)
      sum.update(Int64(event.count))
      sum.update(event)
      sum.update(Int64(emitted?.count ?? -1))
      if let emitted { sum.update(emitted) }
      return Int64(sum.value)
    }

    /// Adds the row with its checksum.
    func insert(with statement: borrowing Statement) throws(StoreError) {
      try insert(with: statement, checksum: checksum)
    }

    /// Adds the row with a checksum that is known.
    func insert(with statement: borrowing Statement, checksum: Int64) throws(StoreError) {
      statement.bind(position, at: 1)
      statement.bind(instance, at: 2)
      statement.bind(sequence, at: 3)
      statement.bind(at, at: 4)
      statement.bind(checksum, at: 7)
      try statement.run(lending: event, at: 5, emitted, at: 6)
    }
  }

  /// The stored form of a transition.
  static func stored(_ row: JournalRow) -> Stored {
    Stored(
      position: row.position, instance: row.instance.number, sequence: row.sequence, at: row.event.at.milliseconds,
      event: row.event.encoded, emitted: row.emitted.isEmpty ? nil : EventBytes.encode(row.emitted))
  }

  /// Reads a row and compares its checksum.
  static func readStored(_ statement: borrowing Statement) throws(StoreError) -> Stored {
    let stored = Stored(
      position: statement.integer(0), instance: statement.integer(1), sequence: statement.integer(2),
      at: statement.integer(3), event: statement.bytes(4), emitted: statement.isNull(5) ? nil : statement.bytes(5))
    guard stored.checksum == statement.integer(6) else {
      throw StoreError(code: .corrupt, message: "the journal row at position \(stored.position) fails its checksum")
    }
    return stored
  }

  /// Reads a transition.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> JournalRow {
    let stored = try readStored(statement)
    return JournalRow(
      position: stored.position, instance: InstanceID(stored.instance), sequence: stored.sequence,
      event: try EventBytes.decodeEvent(stored.event, at: stored.at, position: stored.position),
      emitted: try stored.emitted.map { bytes throws(StoreError) in
        try EventBytes.decodeEmitted(bytes, position: stored.position)
      } ?? [])
  }

  /// Reads a transition as a relay sees it.
  static func readOutbox(_ statement: borrowing Statement) throws(StoreError) -> OutboxRow {
    let stored = try readStored(statement)
    return OutboxRow(
      position: stored.position, instance: InstanceID(stored.instance), saga: statement.text(7),
      key: statement.isNull(8) ? nil : statement.text(8), at: Timestamp(milliseconds: stored.at),
      events: try EventBytes.decodeEmitted(stored.emitted ?? [], position: stored.position))
  }
}
