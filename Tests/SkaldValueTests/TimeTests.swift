import SkaldValue
import Testing

@Suite("Times and durations")
struct TimeTests {
  @Test(
    "durations are read and written",
    arguments: [
      ("1h30m", Int64(5_400_000)), ("200ms", 200), ("2d", 172_800_000), ("1s500ms", 1500), ("0s", 0),
    ])
  func durations(text: String, count: Int64) {
    #expect(Milliseconds(text: text)?.count == count)
    if count > 0 { #expect(Milliseconds(text: Milliseconds(count).text)?.count == count) }
  }

  @Test(
    "anything else is no duration", arguments: ["", "5", "h", "1.5h", "-1s", "1h 30m", "1y", "99999999999999999999d"])
  func notDurations(text: String) {
    #expect(Milliseconds(text: text) == nil)
  }

  @Test(
    "points in time are read and written",
    arguments: [
      ("1970-01-01T00:00:00.000Z", Int64(0)), ("2026-11-24T18:27:02.196Z", 1_795_544_822_196),
      ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T12:00:00.000Z", 951_825_600_000),
    ])
  func timestamps(text: String, count: Int64) {
    #expect(Timestamp(text: text)?.milliseconds == count)
    #expect(Timestamp(milliseconds: count).text == text)
  }

  @Test("offsets and fractions are understood")
  func offsets() {
    #expect(Timestamp(text: "1970-01-01T02:00:00+02:00")?.milliseconds == 0)
    #expect(Timestamp(text: "1970-01-01T00:00:00.1234567z")?.milliseconds == 123)
  }

  @Test(
    "anything else is no point in time",
    arguments: [
      "", "2026-11-24", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T18:27:02",
      "2026-11-24T18:27:02.Z", "2026-11-24T18:27:02+2:00",
    ])
  func notTimestamps(text: String) {
    #expect(Timestamp(text: text) == nil)
  }

  @Test("sums that do not fit stay at the end of time")
  func overflow() {
    #expect(Timestamp(milliseconds: 1) + .forever == Timestamp(milliseconds: .max))
    #expect(Milliseconds(1) + .forever == .forever)
  }
}
