#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
public import SkaldRuntime
public import SkaldValue

extension SQLiteReader {
  /// How many incidents are open, by kind.
  public func incidentCounts() throws(StoreError) -> [(kind: String, count: Int)] {
    try query("SELECT kind, count(*) FROM incidents GROUP BY kind ORDER BY kind") { row in
      (kind: row.text(0), count: Int(row.integer(1)))
    }
  }

  /// What a sink has not acknowledged: what lies behind its cursor, and what was put back before.
  public func backlog(of sink: String) throws(StoreError) -> (rows: Int, oldest: Timestamp?) {
    let behind = try query(
      """
      SELECT count(*), min(position) FROM journal INDEXED BY journal_outbox
      WHERE emitted IS NOT NULL AND position > coalesce((SELECT position FROM cursors WHERE sink = ?1), 0)
      """, sink
    ) { row in (count: Int(row.integer(0)), first: row.isNull(1) ? nil : row.integer(1)) }
    let held = try query("SELECT count(DISTINCT position), min(position) FROM held WHERE sink = ?1", sink) { row in
      (count: Int(row.integer(0)), first: row.isNull(1) ? nil : row.integer(1))
    }
    let parts = behind + held
    let first = parts.compactMap(\.first).min()
    guard let first else { return (0, nil) }
    let at = try query("SELECT at FROM journal WHERE position = CAST(?1 AS INTEGER)", String(first)) { row in
      row.integer(0)
    }
    return (parts.reduce(0) { $0 + $1.count }, at.first.map { Timestamp(milliseconds: $0) })
  }

  /// How many bytes the database and its log take.
  public func size() throws(StoreError) -> (database: Int64, log: Int64) {
    let pages = try query("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") { row in
      row.integer(0)
    }
    return (pages.first ?? 0, Self.bytes(of: path + "-wal"))
  }

  private static func bytes(of path: String) -> Int64 {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
