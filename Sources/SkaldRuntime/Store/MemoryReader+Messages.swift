internal import SkaldCore
public import SkaldValue

extension MemoryReader {
  /// Outbox rows before a position, newest first, at most `limit`.
  public func outbox(before position: Int64, limit: Int) throws(StoreError) -> [OutboxRow] {
    try database.access { contents throws(StoreError) in
      var rows: [OutboxRow] = []
      for row in contents.journal[..<contents.journalIndex(after: position - 1)].reversed() {
        guard rows.count < limit else { break }
        if let row = contents.outboxRow(row) { rows.append(row) }
      }
      return rows
    }
  }

  /// The position of the last transition before a time; 0 where there is none.
  public func lastPosition(before time: Timestamp) throws(StoreError) -> Int64 {
    try database.access { contents throws(StoreError) in
      contents.journal.last { $0.event.at < time }?.position ?? 0
    }
  }

  /// How far each sink is that was ever told, in the order of the names.
  public func cursors() throws(StoreError) -> [(sink: String, position: Int64)] {
    try database.access { contents throws(StoreError) in
      contents.cursors.map { (sink: $0.key, position: $0.value) }.sorted { $0.sink < $1.sink }
    }
  }

  /// Events that came in, at most `limit`.
  public func inbox(_ range: StoreRange, limit: Int) throws(StoreError) -> [InboxEntry] {
    try database.access { contents throws(StoreError) in
      let entries =
        switch range {
        case .after(let number): Array(contents.received.filter { $0.number > number }.prefix(limit))
        case .before(let number): Array(contents.received.filter { $0.number < number }.reversed().prefix(limit))
        }
      return entries.map { entry in
        let parked = contents.parked.first { $0.source == entry.row.source && $0.id == entry.row.id }
        var entry = entry
        entry.row.wait = parked?.wait
        return entry
      }
    }
  }

  /// The number of the last event that came in before a time; 0 where there is none.
  public func lastInboxNumber(before time: Timestamp) throws(StoreError) -> Int64 {
    try database.access { contents throws(StoreError) in contents.received.last { $0.row.at < time }?.number ?? 0 }
  }

  /// Events that were put aside, at most the query's limit.
  public func deadLetters(_ query: DeadLetterQuery) throws(StoreError) -> [DeadLetter] {
    try database.access { contents throws(StoreError) in
      let matching = contents.deadLetters.filter { letter in
        (query.sink ?? letter.sink) == letter.sink && (query.place ?? letter.place) == letter.place
          && query.after.map { $0 < letter.mark } ?? true
      }
      return Array(matching.prefix(query.limit))
    }
  }

  /// How many events were put aside, by sink, in the order of the names.
  public func deadLetterCounts() throws(StoreError) -> [(sink: String, count: Int)] {
    try database.access { contents throws(StoreError) in
      Dictionary(grouping: contents.deadLetters, by: \.sink).map { (sink: $0.key, count: $0.value.count) }
        .sorted { $0.sink < $1.sink }
    }
  }
}
