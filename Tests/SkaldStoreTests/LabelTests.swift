import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("Labels in any store")
struct LabelTests {
  private static func label(_ name: String, _ value: String = "") throws -> Label {
    try #require(Label(name: name, value: value))
  }

  /// Six instances: all of team a or b by turns, the even ones urgent, the last without any label.
  private static func fill(_ store: any Store) throws {
    try store.commit(.starting(1...6))
    let labels = try (1...5 as ClosedRange<Int64>).map { number in
      var labels = [try label("team", number % 2 == 0 ? "b" : "a")]
      if number % 2 == 0 { labels.append(try label("urgent")) }
      return CommitBatch.Labels(InstanceID(number), labels)
    }
    try store.commit(.of { $0.labels = labels })
  }

  @Test(
    "instances are found by all of some labels, newest first, page by page", arguments: StoreKind.allCases,
    [
      (["team=a"], [5, 3, 1]), (["team=b", "urgent"], [4, 2]), (["urgent", "team=a"], []), (["urgent="], [4, 2]),
      (["team"], [5, 4, 3, 2, 1]), (["team=c"], []), (["other"], []),
    ] as [([String], [Int64])])
  func finds(kind: StoreKind, example: ([String], [Int64])) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try Self.fill(store)
    var query = InstanceQuery(limit: 2)
    query.labels = example.0.map { text in
      let (name, value) = Label.parts(of: text)
      return LabelCondition(name: name, value: value)
    }
    var found: [Int64] = []
    while true {
      let page = try store.reader().search(query, within: .none) { _ in true }
      found += page.rows.map(\.id.number)
      guard let next = page.next else { break }
      query.before = next
    }
    #expect(found == example.1)
  }

  @Test("they are kept for the next process, and go with their instance", arguments: StoreKind.allCases)
  func keeps(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try Self.fill(store)
    store.close()
    let next = try home.claimed()
    let ids = [InstanceID(2), InstanceID(6)]
    #expect(try next.reader().labels(of: ids) == [InstanceID(2): [Self.label("team", "b"), Self.label("urgent")]])
    try next.commit(.of { $0.updated = [InstanceRow.running(2).with(.completed)] })
    try next.commit(.of { $0.archived = [InstanceID(2)] })
    #expect(try next.reader().labels(of: ids).isEmpty)
    var query = InstanceQuery()
    query.labels = [LabelCondition(name: "urgent")]
    #expect(try next.reader().search(query, within: .none) { _ in true }.rows.map(\.id.number) == [4])
  }

  @Test(
    "a search by label walks over an index of labels, and sorts nothing",
    arguments: [(["team=a"], "labels_value"), (["team"], "labels_name"), (["team=a", "urgent"], "labels_value")])
  func walks(labels: [String], index: String) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    var query = InstanceQuery().with(\.statuses, [.running])
    query.labels = labels.map { text in
      let (name, value) = Label.parts(of: text)
      return LabelCondition(name: name, value: value)
    }
    let plan = try store.claimed().connection.prepare("EXPLAIN QUERY PLAN " + InstanceList.sql(query))
    let steps = try plan.all { row in row.text(3) }
    #expect(steps.first?.contains(index) == true, "\(steps)")
    #expect(!steps.contains { $0.contains("TEMP B-TREE") || $0.contains("SCAN") }, "\(steps)")
  }

  @Test(
    "what is no label is refused",
    arguments: [
      ("", "x"), ("Team", "x"), ("1st", "x"), ("a b", "x"), (String(repeating: "a", count: 64), ""),
      ("a", String(repeating: "x", count: 257)), ("a", "x\ny"),
    ])
  func refuses(name: String, value: String) {
    #expect(Label(name: name, value: value) == nil)
    #expect(Label.fault(name: name, value: value) != nil)
  }
}
