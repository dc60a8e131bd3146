public import SkaldRuntime
public import SkaldValue

extension SQLiteReader {
  /// Outbox rows before a position, newest first, at most `limit`.
  public func outbox(before position: Int64, limit: Int) throws(StoreError) -> [OutboxRow] {
    try access { connection throws(StoreError) in
      let rows = try connection.prepare(JournalColumns.outboxBefore)
      rows.bind(position, at: 1)
      rows.bind(Int64(limit), at: 2)
      return try rows.all(JournalColumns.readOutbox)
    }
  }

  /// The position of the last transition before a time; 0 where there is none. Times grow with positions, so that no
  /// index of their own is needed.
  public func lastPosition(before time: Timestamp) throws(StoreError) -> Int64 {
    try access { connection throws(StoreError) in
      let row = try connection.prepare(
        "SELECT position, at FROM journal WHERE position <= ?1 ORDER BY position DESC LIMIT 1")
      var low: Int64 = 0
      var high = try connection.integer("SELECT max(position) FROM journal") ?? 0
      var found: Int64 = 0
      while low < high {
        let middle = low + (high - low + 1) / 2
        row.bind(middle, at: 1)
        let at = try row.first { row in (position: row.integer(0), time: row.integer(1)) }
        guard let at, at.position > low else {
          low = middle
          continue
        }
        if at.time < time.milliseconds {
          found = at.position
          low = middle
        } else {
          high = at.position - 1
        }
      }
      return found
    }
  }

  /// How far each sink is that was ever told, in the order of the names.
  public func cursors() throws(StoreError) -> [(sink: String, position: Int64)] {
    try query("SELECT sink, position FROM cursors ORDER BY sink") { row in
      (sink: row.text(0), position: row.integer(1))
    }
  }

  /// Events that came in, at most `limit`.
  public func inbox(_ range: StoreRange, limit: Int) throws(StoreError) -> [InboxEntry] {
    try access { connection throws(StoreError) in
      let rows: Statement
      switch range {
      case .after(let number):
        rows = try connection.prepare(InboxColumns.after)
        rows.bind(number, at: 1)
      case .before(let number):
        rows = try connection.prepare(InboxColumns.before)
        rows.bind(number, at: 1)
      }
      rows.bind(Int64(limit), at: 2)
      return try rows.all { row throws(StoreError) in
        InboxEntry(number: row.integer(8), row: try InboxColumns.read(row))
      }
    }
  }

  /// The number of the last event that came in before a time; 0 where there is none.
  public func lastInboxNumber(before time: Timestamp) throws(StoreError) -> Int64 {
    try access { connection throws(StoreError) in
      let last = try connection.prepare(
        "SELECT number FROM inbox INDEXED BY inbox_age WHERE at < ?1 ORDER BY at DESC, number DESC LIMIT 1")
      last.bind(time.milliseconds, at: 1)
      return try last.first { row in row.integer(0) } ?? 0
    }
  }

  /// Events that were put aside, at most the query's limit.
  public func deadLetters(_ query: DeadLetterQuery) throws(StoreError) -> [DeadLetter] {
    try access { connection throws(StoreError) in try DeadLetterColumns.read(query, on: connection) }
  }

  /// How many events were put aside, by sink, in the order of the names.
  public func deadLetterCounts() throws(StoreError) -> [(sink: String, count: Int)] {
    try query("SELECT sink, count(*) FROM dead_letters GROUP BY sink ORDER BY sink") { row in
      (sink: row.text(0), count: Int(row.integer(1)))
    }
  }
}
