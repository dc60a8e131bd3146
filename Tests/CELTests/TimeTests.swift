import CEL
import SkaldValue
import Testing

@Suite("Times")
struct TimeTests {
  @Test(
    "times are read strictly and written in UTC",
    arguments: [
      Example("string(timestamp('2026-03-01T00:30:00+01:00'))", #""2026-02-28T23:30:00Z""#),
      Example("string(timestamp('2024-02-29T12:00:00.250Z'))", #""2024-02-29T12:00:00.25Z""#),
      Example("string(timestamp('1969-12-31T23:59:59.5Z'))", #""1969-12-31T23:59:59.5Z""#),
      Example("string(timestamp('0001-01-01T00:00:00Z'))", #""0001-01-01T00:00:00Z""#),
      Example("string(timestamp(1767225600))", #""2026-01-01T00:00:00Z""#),
      Example("timestamp('2026-02-29T00:00:00Z')", "! invalid argument"),
      Example("timestamp('2026-01-01')", "! invalid argument"),
      Example("timestamp('2026-01-01T24:00:00Z')", "! invalid argument"),
      Example("timestamp('2026-01-01T00:00:00')", "! invalid argument"),
      Example("timestamp('0001-01-01T00:00:00+01:00')", "! invalid argument"),
      Example("timestamp(253402300800)", "! overflow"),
      Example("string(duration('1h30m'))", #""5400s""#),
      Example("string(duration('-1.5s'))", #""-1.5s""#),
      Example("string(duration('250ms'))", #""0.25s""#),
      Example("duration('1d')", "! invalid argument"), Example("duration('')", "! invalid argument"),
      Example("duration('s')", "! invalid argument"), Example("duration('1')", "! invalid argument"),
      Example("duration('10000000000s')", "! invalid argument"),
      Example("int(duration('90m'))", "5400"), Example("int(timestamp('1970-01-01T00:01:00Z'))", "60"),
    ])
  func reading(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "parts of a time count from zero where CEL says so",
    arguments: [
      Example("timestamp('2024-12-31T23:05:06.789Z').getFullYear()", "2024"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getMonth()", "11"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getDate()", "31"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getDayOfMonth()", "30"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getDayOfYear()", "365"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getDayOfWeek()", "2"),
      Example("timestamp('2024-12-31T23:05:06.789Z').getMilliseconds()", "789"),
      Example("timestamp('2024-12-31T23:05:06Z').getHours('+02:00')", "1"),
      Example("timestamp('2024-12-31T23:05:06Z').getFullYear('+02:00')", "2025"),
      Example("timestamp('2024-12-31T23:05:06Z').getMinutes('-00:30')", "35"),
      Example("timestamp('2024-12-31T23:05:06Z').getHours('UTC')", "23"),
      Example("timestamp('2024-12-31T23:05:06Z').getHours('Europe/Berlin')", "! invalid argument"),
      Example("timestamp('2024-12-31T23:05:06Z').getHours(1)", "! no overload"),
      Example("timestamp('1969-12-31T00:00:00Z').getDayOfWeek()", "3"),
      Example("duration('3h25m45.5s').getMinutes()", "205"),
      Example("duration('3h25m45.5s').getMilliseconds()", "500"),
      Example("duration('1s').getDate()", "! no overload"),
    ])
  func parts(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "times and lengths add up within their range",
    arguments: [
      Example("timestamp('2026-01-01T00:00:00Z') + duration('36h') == timestamp('2026-01-02T12:00:00Z')", "true"),
      Example("timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') == duration('24h')", "true"),
      Example("timestamp('2026-01-01T00:00:00Z') - duration('1ns') < timestamp('2026-01-01T00:00:00Z')", "true"),
      Example("duration('1m') - duration('90s') == duration('-30s')", "true"),
      Example("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "! overflow"),
      Example("timestamp('9999-01-01T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", "! overflow"),
      Example("duration('2562047h') + duration('1h')", "! overflow"),
      Example("timestamp('2026-01-01T00:00:00Z') + timestamp('2026-01-01T00:00:00Z')", "! no overload"),
      Example("duration('1s') * 2", "! no overload"),
    ])
  func arithmetic(example: Example) {
    #expect(result(example.source) == example.expected)
  }

  @Test(
    "a day from the year 1 to 9999 reads back as it was written",
    arguments: stride(from: -62_135_596_800, through: 253_402_300_799, by: 9_876_543_210).map { Int64($0) })
  func roundTrip(seconds: Int64) throws {
    let time = try #require(CELTimestamp(seconds: seconds))
    #expect(CELTimestamp(text: time.text) == time)
  }
}
