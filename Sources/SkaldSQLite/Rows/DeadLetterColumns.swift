internal import SkaldRuntime
internal import SkaldValue

/// How an event that was put aside lies in its table. There are few, so that no statement is kept for them.
enum DeadLetterColumns {
  private static let names = "position, idx, sink, ordering_key, attempts, error, since, at"
  static let list = """
    SELECT \(names) FROM dead_letters
    WHERE (position, idx, sink) > (?1, ?2, ?3) AND (?4 IS NULL OR sink = ?4)
      AND position <= coalesce(?5, position) AND (?5 IS NULL OR idx = ?6)
    ORDER BY position, idx, sink LIMIT ?7
    """

  /// Puts events aside, and takes those off that are settled.
  static func write(_ batch: CommitBatch, on connection: Connection) throws(StoreError) {
    if !batch.deadLetters.isEmpty {
      let insert = try connection.prepare(
        "INSERT OR REPLACE INTO dead_letters(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      for letter in batch.deadLetters {
        bind(letter, to: insert)
        try insert.run()
      }
    }
    guard !batch.settledLetters.isEmpty else { return }
    let delete = try connection.prepare("DELETE FROM dead_letters WHERE position = ?1 AND idx = ?2 AND sink = ?3")
    for event in batch.settledLetters {
      delete.bind(event.place.position, at: 1)
      delete.bind(Int64(event.place.index), at: 2)
      delete.bind(event.sink, at: 3)
      try delete.run()
    }
  }

  /// Takes those along that an instance leaves whose journal is about to go.
  static func forget(_ instance: InstanceID, on connection: Connection) throws(StoreError) {
    let delete = try connection.prepare(
      "DELETE FROM dead_letters WHERE position IN (SELECT position FROM journal WHERE instance = ?1)")
    delete.bind(instance.number, at: 1)
    try delete.run()
  }

  /// The ones that are asked for.
  static func read(_ query: DeadLetterQuery, on connection: Connection) throws(StoreError) -> [DeadLetter] {
    let statement = try connection.prepare(list)
    // A place begins where its first sink would be.
    let start = query.after ?? query.place.map { DeadLetterQuery.Mark(place: $0, sink: "") }
    statement.bind(start?.place.position ?? 0, at: 1)
    statement.bind(Int64(start?.place.index ?? 0), at: 2)
    statement.bind(start?.sink ?? "", at: 3)
    statement.bind(query.sink, at: 4)
    statement.bind(query.place?.position, at: 5)
    statement.bind(Int64(query.place?.index ?? 0), at: 6)
    statement.bind(Int64(query.limit), at: 7)
    return try statement.all { row in
      DeadLetter(
        sink: row.text(2), place: OutboundEvent.Place(position: row.integer(0), index: Int(row.integer(1))),
        orderingKey: row.text(3), attempts: Int(row.integer(4)), error: row.text(5),
        failingSince: Timestamp(milliseconds: row.integer(6)), at: Timestamp(milliseconds: row.integer(7)))
    }
  }

  private static func bind(_ letter: DeadLetter, to statement: borrowing Statement) {
    statement.bind(letter.place.position, at: 1)
    statement.bind(Int64(letter.place.index), at: 2)
    statement.bind(letter.sink, at: 3)
    statement.bind(letter.orderingKey, at: 4)
    statement.bind(Int64(letter.attempts), at: 5)
    statement.bind(letter.error, at: 6)
    statement.bind(letter.failingSince.milliseconds, at: 7)
    statement.bind(letter.at.milliseconds, at: 8)
  }
}
