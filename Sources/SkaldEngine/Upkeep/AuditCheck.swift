import SkaldRuntime

/// Whether the audit log is as it was written: each entry carries a digest over all before it.
enum AuditCheck {
  /// How many entries are read at once.
  private static let partMax = 1000

  /// What is wrong with it. Behind the first fault nothing can be said, since every later digest stands on it.
  static func findings(_ reader: any StoreInspection) throws(StoreError) -> [StoreFault] {
    var last: AuditRow?
    while true {
      let query = AuditQuery(isNewestFirst: false, after: last?.number ?? 0, limit: partMax)
      let rows: [AuditRow]
      do throws(StoreError) { rows = try reader.audit(query) } catch {
        guard error.code == .corrupt else { throw error }
        return [StoreFault("audit_chain", error.message)]
      }
      for row in rows {
        guard row.follows(last) else {
          return [
            StoreFault(
              "audit_chain",
              "the audit log was changed: entry \(row.number) is not what was written behind \(last?.number ?? 0)")
          ]
        }
        last = row
      }
      guard rows.count == partMax else { return [] }
    }
  }
}
