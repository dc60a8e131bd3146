import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("The plans of searches")
struct SearchPlanTests {
  static let plans: [(query: InstanceQuery, index: String)] = [
    (InstanceQuery().with(\.saga, "a"), "instances_saga"),
    (InstanceQuery().with(\.statuses, [.running]), "instances_live"),
    (InstanceQuery().with(\.statuses, [.running]).with(\.saga, "a"), "instances_live"),
    (InstanceQuery().with(\.statuses, [.running, .compensating]), "instances_live"),
    (InstanceQuery().with(\.statuses, [.compensating]), "instances_compensating"),
    (InstanceQuery().with(\.statuses, [.failed]), "instances_undone"),
    (InstanceQuery().with(\.statuses, [.failed, .terminated]), "instances_turned"),
    (InstanceQuery().with(\.isStuck, true), "instances_stuck"),
    (InstanceQuery().with(\.isFailing, true).with(\.statuses, [.running]), "instances_failing"),
    (InstanceQuery().with(\.code, "c").with(\.statuses, [.failed]), "instances_code"),
    (InstanceQuery(), "INTEGER PRIMARY KEY"),
    (InstanceQuery().with(\.statuses, [.completed]), "INTEGER PRIMARY KEY"),
    (InstanceQuery().with(\.step, "charge"), "INTEGER PRIMARY KEY"),
  ]

  @Test("a search walks over its index, newest first, and sorts nothing", arguments: plans.indices)
  func walks(example: Int) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    let example = Self.plans[example]

    let plan = try store.claimed().connection.prepare("EXPLAIN QUERY PLAN " + InstanceList.sql(example.query))
    let steps = try plan.all { row in row.text(3) }

    #expect(steps.count == 1)
    #expect(steps[0].contains(example.index), "\(steps)")
    #expect(!steps[0].contains("TEMP B-TREE"), "\(steps)")
  }

  @Test("a search by key may sort: a key has an instance of each saga")
  func key() throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)

    let sql = InstanceList.sql(InstanceQuery(saga: "a", key: "k"))
    let steps = try store.claimed().connection.prepare("EXPLAIN QUERY PLAN " + sql).all { row in row.text(3) }

    #expect(steps.contains { $0.contains("instances_key") }, "\(steps)")
  }

  @Test("an instance that nothing goes wrong with is in no index of trouble")
  func partial() throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    try store.commit(.starting(1...3))
    try store.commit(.of { $0.updated = (1...3).map { InstanceRow.running($0).with(.completed) } })

    for index in ["compensating", "turned", "stuck", "failing", "code", "live", "undone"] {
      let sql = "SELECT sql FROM sqlite_schema WHERE name = 'instances_\(index)'"
      let definition = try #require(try store.claimed().connection.text(sql))
      let condition = try #require(definition.firstRange(of: " WHERE ")).upperBound
      let count = try store.claimed().connection.integer(
        "SELECT count(*) FROM instances INDEXED BY instances_\(index) WHERE \(definition[condition...])")
      #expect(count == 0, "\(index)")
    }
  }
}
