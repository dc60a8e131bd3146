import SkaldValue
import Testing

@testable import SkaldCore

@Suite("A cron expression")
struct CronExpressionTests {
  private func next(_ text: String, after time: String, in zone: any TimeZoneRules = FixedZone.utc) throws -> String? {
    let after = try #require(Timestamp(text: time))
    return try CronExpression(text).next(after: after, in: zone)?.text
  }

  @Test(
    "names the next time of the clock",
    arguments: [
      ("0 2 * * *", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00.000Z"),
      ("0 2 * * *", "2026-01-01T02:00:00Z", "2026-01-02T02:00:00.000Z"),
      ("0 2 * * *", "2026-01-01T01:59:59.999Z", "2026-01-01T02:00:00.000Z"),
      ("*/15 * * * *", "2026-01-01T00:14:30Z", "2026-01-01T00:15:00.000Z"),
      ("5-59/20 * * * *", "2026-01-01T00:46:00Z", "2026-01-01T01:05:00.000Z"),
      ("0,30 8-10 * * *", "2026-01-01T10:30:00Z", "2026-01-02T08:00:00.000Z"),
      ("0 0 1 JAN *", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00.000Z"),
      ("0 0 * * mon-Fri", "2026-01-02T00:00:00Z", "2026-01-05T00:00:00.000Z"),
      ("0 0 * * 7", "2026-01-02T00:00:00Z", "2026-01-04T00:00:00.000Z"),
      ("0 0 * * 5-7", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00.000Z"),
      ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"),
      ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00.000Z"),
      ("0 0 31 4,5 *", "2026-01-01T00:00:00Z", "2026-05-31T00:00:00.000Z"),
      ("  0\t0  1 1 *  ", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00.000Z"),
      ("59 23 31 12 *", "1969-01-01T00:00:00Z", "1969-12-31T23:59:00.000Z"),
    ])
  func next(text: String, after: String, expected: String) throws {
    #expect(try next(text, after: after) == expected)
  }

  @Test(
    "has short names",
    arguments: [
      ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@weekly", "0 0 * * 0"),
      ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), ("@Annually", "0 0 1 1 *"),
    ])
  func names(name: String, fields: String) throws {
    let time = Timestamp(milliseconds: 1_790_000_000_000)
    let named = try CronExpression(name).times(after: time, in: FixedZone.utc, count: 5)
    #expect(try named == CronExpression(fields).times(after: time, in: FixedZone.utc, count: 5))
    #expect(named.count == 5)
  }

  @Test("days of the month and of the week are either-or, unless one of them begins with a star")
  func days() throws {
    // The 13th, and Fridays: 2 February 2026 is a Monday.
    #expect(try next("0 0 13 * 5", after: "2026-02-02T00:00:00Z") == "2026-02-06T00:00:00.000Z")
    #expect(try next("0 0 14 * 5", after: "2026-02-13T00:00:00Z") == "2026-02-14T00:00:00.000Z")
    // Odd days that are Mondays.
    #expect(try next("0 0 */2 * 1", after: "2026-02-02T00:00:00Z") == "2026-02-09T00:00:00.000Z")
    // 29 February on a Sunday.
    #expect(try next("0 0 29 2 */7", after: "2026-01-01T00:00:00Z") == "2032-02-29T00:00:00.000Z")
    // 31 February or a Monday of February.
    #expect(try next("0 0 31 2 1", after: "2026-01-01T00:00:00Z") == "2026-02-02T00:00:00.000Z")
  }

  @Test(
    "says which field is wrong, and where",
    arguments: [
      ("60 * * * *", "minute", 1, "expected 0 to 59, found 60"),
      ("0 24 * * *", "hour", 3, "expected 0 to 23, found 24"),
      ("0 0 0 * *", "day of month", 5, "expected 1 to 31, found 0"),
      ("0 0 1 13 *", "month", 7, "expected 1 to 12, found 13"),
      ("0 0 * * 8", "day of week", 9, "expected 0 to 7, found 8"),
      ("0 0 * FOO *", "month", 7, "expected a number from 1 to 12 or a name such as FEB, found `FOO`"),
      ("1,,2 * * * *", "minute", 3, "expected a number from 0 to 59, found ``"),
      ("0 22-2 * * *", "hour", 3, "the range ends before it begins: write `22-23,0-2` for one over the turn"),
      ("5/15 * * * *", "minute", 1, "expected `*` or a range before the step, such as `5-59/15`"),
      ("*/0 * * * *", "minute", 3, "expected a step from 1 to 59, found `0`"),
      ("*/90 * * * *", "minute", 3, "expected a step from 1 to 59, found `90`"),
      ("*/x * * * *", "minute", 3, "expected a step from 1 to 59, found `x`"),
      ("-1 * * * *", "minute", 1, "expected a number from 0 to 59, found ``"),
      ("0 0 31 2 *", "day of month", 5, "`0 0 31 2 *` never occurs: no month of it has such a day"),
      ("0 0 31 2,4,6 *", "day of month", 5, "`0 0 31 2,4,6 *` never occurs: no month of it has such a day"),
      ("0 0 L * *", "day of month", 5, "expected a number from 1 to 31, found `L`"),
    ])
  func faults(text: String, field: String, column: Int, message: String) {
    #expect(throws: CronFault(field, at: column, message)) { try CronExpression(text) }
  }

  @Test(
    "has five fields",
    arguments: [
      ("", 1, "found 0"), ("* * * *", 8, "found 4"), ("0 0 12 * * *", 12, "found 6: there is none for seconds"),
      ("@reboot", 1, "one of @yearly"), ("@daily 5", 1, "one of @yearly"),
    ])
  func fields(text: String, column: Int, part: String) throws {
    let fault = try #require(throws: CronFault.self) { try CronExpression(text) }
    #expect(fault.field == nil)
    #expect(fault.column == column)
    #expect(fault.message.contains(part))
    #expect(fault.description.hasPrefix("column \(column): expected"))
  }
}
