import SkaldValue
import Testing

@Suite("The next times of a cron expression")
struct ScheduleNextTests {
  @Test("are printed as clocks in the zone show them, and in UTC, without a daemon")
  func next() throws {
    let run = try CommandRun([
      "schedule", "next", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2026-03-28T00:00:00Z", "--count", "3",
    ])
    #expect(run.code == 0)
    let expected = """
      2026-03-28T02:30:00+01:00  2026-03-28T01:30:00.000Z
      2026-03-29T03:00:00+02:00  2026-03-29T01:00:00.000Z
      2026-03-30T02:30:00+02:00  2026-03-30T00:30:00.000Z

      """
    #expect(run.out == expected)
  }

  @Test("are given to programs as JSON; behind UTC, too")
  func json() throws {
    let run = try CommandRun([
      "schedule", "next", "@yearly", "--zone", "America/St_Johns", "--from", "2026-06-01T00:00:00Z", "--count", "1",
      "--format", "json",
    ])
    #expect(try run.json == [["local": "2027-01-01T00:00:00-03:30", "utc": "2027-01-01T03:30:00.000Z"]])
    let now = try CommandRun(["schedule", "next", "@hourly", "--format", "json"])
    #expect(try now.json.array?.count == 5)
  }

  @Test(
    "what is wrong is said, and where",
    arguments: [
      (["0 25 * * *"], "column 3, hour: expected 0 to 23, found 25"),
      (["0 0 30 2 *"], "never occurs"), (["@daily", "--zone", "Europe/Berlim"], "no zone of this computer"),
      (["@daily", "--from", "tomorrow"], "--from: expected a time"),
      (["@daily", "--count", "0"], "expected 1 to 1000"),
    ])
  func refused(arguments: [String], message: String) throws {
    let run = try CommandRun(["schedule", "next"] + arguments)
    #expect(run.code != 0)
    #expect(run.out.isEmpty)
    #expect(run.err.contains(message))
  }
}
