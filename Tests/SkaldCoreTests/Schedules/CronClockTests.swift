import SkaldValue
import Testing

@testable import SkaldCore

@Suite("Cron when clocks change")
struct CronClockTests {
  private func times(_ text: String, _ zone: String, after time: String, _ count: Int) throws -> [String] {
    let after = try #require(Timestamp(text: time))
    return try CronExpression(text).times(after: after, in: try ZoneFiles.zone(zone), count: count).map(\.text)
  }

  @Test("a time that is skipped fires once, when the clock is set forward")
  func gap() throws {
    // Berlin, 29 March 2026: 02:00 to 03:00 is not there; that is at 01:00 in UTC.
    let expected = ["2026-03-28T01:30:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]
    #expect(try times("30 2 * * *", "Europe/Berlin", after: "2026-03-28T00:00:00Z", 3) == expected)
  }

  @Test("two times that are skipped at once, and the time right behind them, fire once")
  func gapOfSeveral() throws {
    let expected = ["2026-03-29T01:00:00.000Z", "2026-03-30T00:15:00.000Z"]
    #expect(try times("15,45 2 * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", 2) == expected)
    #expect(
      try times("0 2,3 * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", 2)
        == ["2026-03-29T01:00:00.000Z", "2026-03-30T00:00:00.000Z"])
  }

  @Test("a time that comes twice fires once, at the first")
  func fold() throws {
    // Berlin, 25 October 2026: 02:30 is at 00:30 and at 01:30 in UTC.
    let expected = ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]
    #expect(try times("30 2 * * *", "Europe/Berlin", after: "2026-10-25T00:00:00Z", 2) == expected)
    // Also for who asks in between.
    #expect(
      try times("30 2 * * *", "Europe/Berlin", after: "2026-10-25T00:45:00Z", 1) == ["2026-10-26T01:30:00.000Z"])
  }

  @Test("what begins with a star keeps its pace: nothing for hours that are skipped, each of those that come twice")
  func continuous() throws {
    let spring = ["2026-03-29T00:30:00.000Z", "2026-03-29T01:30:00.000Z"]
    #expect(try times("30 * * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", 2) == spring)
    let autumn = ["2026-10-25T00:00:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-25T01:00:00.000Z"]
    #expect(try times("*/30 * * * *", "Europe/Berlin", after: "2026-10-24T23:59:00Z", 3) == autumn)
    #expect(
      try times("* 2 * * *", "Europe/Berlin", after: "2026-03-28T01:59:00Z", 1) == ["2026-03-30T00:00:00.000Z"])
  }

  @Test("a clock may be set by half an hour, and a whole day may be skipped")
  func oddChanges() throws {
    // Lord Howe, 4 October 2026: 02:00 to 02:30 is not there; that is at 15:30 in UTC.
    #expect(
      try times("15 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T00:00:00Z", 2)
        == ["2026-10-03T15:30:00.000Z", "2026-10-04T15:15:00.000Z"])
    // Samoa had no 30 December 2011.
    #expect(
      try times("0 12 30 12 *", "Pacific/Apia", after: "2011-12-01T00:00:00Z", 2)
        == ["2011-12-30T10:00:00.000Z", "2012-12-29T22:00:00.000Z"])
  }
}
