import SkaldRuntime
import Testing

@testable import SkaldSQLite

@Suite("The plans of lists of messages")
struct MessagePlanTests {
  static let plans: [(sql: String, index: String)] = [
    (JournalColumns.outboxBefore, "journal_outbox"),
    (InboxColumns.after, "INTEGER PRIMARY KEY"), (InboxColumns.before, "INTEGER PRIMARY KEY"),
    (DeadLetterColumns.list, "PRIMARY KEY"),
  ]

  @Test("a page walks over its index and sorts nothing", arguments: plans.indices)
  func walks(example: Int) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    let plan = try store.claimed().connection.prepare("EXPLAIN QUERY PLAN " + Self.plans[example].sql)
    let steps = try plan.all { row in row.text(3) }
    #expect(steps.first?.contains(Self.plans[example].index) == true, "\(steps)")
    #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
  }
}
