package import SkaldRuntime

extension SQLiteReader: StoreInspection {
  /// The highest number of an instance; 0 where there is none.
  package func highestInstance() throws(StoreError) -> Int64 {
    try access { connection throws(StoreError) in try connection.integer("SELECT max(id) FROM instances") ?? 0 }
  }

  /// The instances with these numbers and their journals, all as of one moment, in order.
  package func inspect(_ numbers: ClosedRange<Int64>) throws(StoreError) -> InspectedPart {
    try access { connection throws(StoreError) in
      try connection.snapshot { () throws(StoreError) in
        var part = InspectedPart()
        let rows = try connection.prepare(
          "SELECT \(InstanceColumns.names) FROM instances WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
        let journal = try connection.prepare(JournalColumns.ofInstance)
        rows.bind(numbers.lowerBound, at: 1)
        rows.bind(numbers.upperBound, at: 2)
        while try rows.step() {
          let id = InstanceID(rows.integer(0))
          do throws(StoreError) {
            let row = try InstanceColumns.read(rows)
            journal.bind(id.number, at: 1)
            part.instances.append((row, try journal.all(JournalColumns.read)))
          } catch {
            guard error.code == .corrupt else { throw error }
            part.faults.append(StoreFault(unreadable: error, instance: id))
          }
        }
        return part
      }
    }
  }

  /// Whether events are kept for an instance under a hash; true for a database of an earlier version that nobody opened
  /// since, which kept none.
  package func isCorrelated(_ instance: InstanceID, under hash: Int64) throws(StoreError) -> Bool {
    try access { connection throws(StoreError) in
      let statement = try connection.prepare(
        """
        SELECT 1 FROM engine WHERE correlated = 0
        UNION ALL SELECT 1 FROM correlations WHERE hash = ?1 AND instance = ?2
        """)
      statement.bind(hash, at: 1)
      statement.bind(instance.number, at: 2)
      return try statement.step()
    }
  }

  /// What contradicts itself beside instances and journals.
  package func faults() throws(StoreError) -> [StoreFault] {
    try access { connection throws(StoreError) in
      try connection.snapshot { () throws(StoreError) in try StoreFaults.all(of: connection) }
    }
  }
}
