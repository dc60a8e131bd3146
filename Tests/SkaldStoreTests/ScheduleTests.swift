import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("Schedules in any store")
struct ScheduleTests {
  private static func row(_ name: String) -> ScheduleRow {
    ScheduleRow(name: name, plan: .init(saga: "close-day", cron: "0 2 * * *"), at: .noon, by: "ann")
  }

  /// One with a value in every field.
  private static func full(_ name: String) -> ScheduleRow {
    var row = row(name)
    row.plan = .init(
      saga: "ä", input: ["day": "x", "list": [1, nil]], timeField: "day", key: "{time}", cron: "@daily",
      zone: "Europe/Berlin", overlap: .buffer, catchUp: .hours(1))
    row.isPaused = true
    row.decidedUntil = .noon + .seconds(1)
    row.nextAt = .noon + .seconds(2)
    row.waiting = .noon + .seconds(3)
    row.lastAt = .noon + .seconds(4)
    row.lastInstance = InstanceID(7)
    row.lastStartedAt = .noon + .seconds(5)
    row.counts.started = 1
    row.counts.skipped = 2
    row.counts.missed = 3
    row.counts.failed = 4
    row.changedAt = .noon + .seconds(6)
    row.changedBy = "bob"
    return row
  }

  @Test("each is kept whole, in the order of the names, also for the next process", arguments: StoreKind.allCases)
  func keeps(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.schedules = [.kept(Self.full("nightly")), .kept(Self.row("hourly"))] })
    #expect(try store.reader().schedules() == [Self.row("hourly"), Self.full("nightly")])
    store.close()
    let next = try home.claimed()
    #expect(try next.reader().schedules() == [Self.row("hourly"), Self.full("nightly")])
    try next.commit(.of { $0.schedules = [.kept(Self.full("hourly"))] })
    #expect(try next.reader().schedules() == [Self.full("hourly"), Self.full("nightly")])
  }

  @Test("changes of one batch count in their order", arguments: StoreKind.allCases)
  func order(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(
      .of {
        $0.schedules = [
          .kept(Self.row("a")), .dropped(name: "a"), .kept(Self.row("b")), .dropped(name: "b"), .kept(Self.full("b")),
          .dropped(name: "none"),
        ]
      })
    #expect(try store.reader().schedules() == [Self.full("b")])
    try store.commit(.of { $0.schedules = [.dropped(name: "b")] })
    #expect(try store.reader().schedules().isEmpty)
  }

  @Test("one that cannot be read is found by a check", arguments: ["overlap = 'sometimes'", "input = x'7B'"])
  func damaged(change: String) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    try store.commit(.of { $0.schedules = [.kept(Self.row("a")), .kept(Self.row("b"))] })
    #expect(try SQLiteReader(path: home.path).faults().isEmpty)
    try store.claimed().connection.execute("UPDATE schedules SET \(change) WHERE name = 'b'")
    let faults = try SQLiteReader(path: home.path).faults()
    #expect(faults == [StoreFault("schedule_row", "the schedule b cannot be read")])
    #expect(throws: StoreError.self) { try store.reader().schedules() }
  }

  @Test("what a schedule started is kept with it, or neither is", arguments: StoreKind.allCases)
  func together(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.starting(1...1))
    var batch = CommitBatch.starting(1...1)
    batch.schedules = [.kept(Self.row("nightly"))]
    #expect(throws: StoreError.self) { try store.commit(batch) }
    #expect(try store.reader().schedules().isEmpty)
  }
}
