import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldServer
import SkaldValue
import Testing

@testable import SkaldCLI

@Suite("What the doctor makes of what it sees")
struct DoctorVerdictTests {
  @Test(
    "SQLite can lose commits in the versions with the fault of its log",
    arguments: [
      (3_006_023, Verdict.Level.ok), (3_007_000, .note), (3_046_001, .note), (3_051_002, .note), (3_051_003, .ok),
    ])
  func sqlite(version: Int, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(sqlite: version).level == level)
  }

  @Test(
    "a flush that no disk could be so fast at is suspicious, and a slow one is told",
    arguments: [
      (Duration.microseconds(8), Verdict.Level.warning, "8 µs: does fsync"), (.microseconds(49), .warning, "49 µs"),
      (.microseconds(50), .ok, "50 µs"), (.microseconds(4250), .ok, "4.2 ms"), (.milliseconds(80), .note, "80.0 ms"),
    ])
  func flush(time: Duration, level: Verdict.Level, words: String) {
    let verdict = DoctorCheck.verdict(flush: time)
    #expect(verdict.level == level)
    #expect(verdict.message.contains(words), "\(verdict.message)")
  }

  @Test(
    "a disk without room is told before it is full",
    arguments: [(Int64(99) << 20, Verdict.Level.error), (1023 << 20, .warning), (1 << 30, .ok), (0, .error)])
  func disk(room: Int64, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(room: room, in: ".").level == level)
  }

  @Test(
    "a clock that is behind the database, behind this program, or moves is told",
    arguments: [
      (0, nil as Int64?, 0, true, Verdict.Level.ok), (0, nil, 0, false, .note), (0, -60_000, 0, true, .ok),
      (0, 900, 0, true, .ok), (0, 60_000, 0, true, .warning), (-100_000_000_000, nil, 0, true, .error),
      (0, nil, -3000, true, .warning), (0, nil, 501, true, .warning), (0, nil, 500, true, .ok),
    ] as [(Int64, Int64?, Int64, Bool, Verdict.Level)])
  func clock(offset: Int64, commit: Int64?, leap: Int64, isSynchronised: Bool, level: Verdict.Level) {
    // The first of June 2026.
    let clock = Timestamp(milliseconds: 1_780_272_000_000 + offset)
    let last = commit.map { Timestamp(milliseconds: clock.milliseconds + $0) }
    let verdict = DoctorCheck.verdict(clock: clock, lastCommit: last, leap: leap, isSynchronised)
    #expect(verdict.level == level)
  }

  @Test(
    "a schedule in a zone that this computer does not know is told, with what to do",
    arguments: [
      ([String](), true, [Verdict.Level.ok], ""), ([], false, [.note], "tzdata"),
      (["UTC", "Europe/Berlin"], true, [.ok], ""), (["UTC"], false, [.note], "tzdata"),
      (["UTC", "Europe/Berlin"], false, [.error], "tzdata"),
      (["Europe/Bielefeld", "UTC", "Mars/Olympus"], true, [.error, .error], "another zone"),
    ])
  func zones(names: [String], areInstalled: Bool, levels: [Verdict.Level], advice: String) {
    let rows = names.map { name in
      ScheduleRow(
        name: "nightly", plan: .init(saga: "close", cron: "0 2 * * *", zone: name), at: Timestamp(milliseconds: 0),
        by: "ann")
    }
    let zones = areInstalled ? ZoneDirectory() : ZoneDirectory(folders: [])
    let verdicts = DoctorCheck.verdicts(rows, zones)
    #expect(verdicts.map(\.level) == levels)
    #expect(verdicts.allSatisfy { ($0.advice ?? "").contains(advice) })
  }

  @Test(
    "what others can reach needs tokens and a certificate",
    arguments: [
      (false, false, true, Verdict.Level.note), (true, false, true, .ok), (false, true, false, .error),
      (true, false, false, .error), (true, true, false, .ok),
    ])
  func access(hasToken: Bool, hasTLS: Bool, isLocal: Bool, level: Verdict.Level) {
    let tokens = hasToken ? [AccessToken(name: "ann", role: .admin, token: "t")] : []
    #expect(DoctorCheck.verdict(tokens: tokens, hasTLS: hasTLS, isLocal: isLocal).level == level)
  }

  @Test(
    "an address that others can reach is told, and one that is none is an error",
    arguments: [
      ("127.0.0.1:7420", Verdict.Level.ok), ("localhost:0", .ok), ("[::1]:7420", .ok), ("7420", .error),
      ("0.0.0.0:7420", .note),
    ])
  func listen(text: String, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(listen: text).level == level)
  }

  @Test(
    "calls that leave this computer in the clear are told",
    arguments: [
      ("http://127.0.0.1:8002", Verdict.Level.ok), ("http://localhost:8002", .ok), ("http://[::1]:8002", .ok),
      ("https://pay.example", .ok), ("http://pay.example", .note), ("http://10.0.0.7", .note), ("pay.example", .error),
    ])
  func egress(text: String, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(destination: text, of: "it").level == level)
  }

  @Test(
    "few open files are told",
    arguments: [(256, Verdict.Level.warning), (1023, .warning), (1024, .ok), (-1, .ok)])
  func files(limit: Int, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(openFiles: limit).level == level)
  }

  @Test("older tables are told before a daemon changes them", arguments: [(Int64(7), Verdict.Level.note), (9, .ok)])
  func tables(version: Int64, level: Verdict.Level) {
    #expect(DoctorCheck.verdict("skald.db", version, current: 9).level == level)
  }

  @Test("a database that is not written ahead is a copy", arguments: [("wal", Verdict.Level.ok), ("delete", .note)])
  func journal(mode: String, level: Verdict.Level) {
    #expect(DoctorCheck.verdict(journal: mode).level == level)
  }

  @Test("people see a line a finding, and below it what to do")
  func text() {
    var report = DoctorReport()
    report.add("disk", [DoctorCheck.verdict(room: 512 << 20, in: "/data")])
    report.add("permissions", [DoctorCheck.verdict(open: "skald.db", mode: 0o644)])
    report.add("sqlite", [DoctorCheck.verdict(sqlite: 3_053_000)])
    report.add("listen", [DoctorCheck.verdict(listen: "127.0.0.1:7420")])

    #expect(
      report.text == """
        disk         warning  /data has room for 512 MiB
                              -> make room, or let `retention` delete what ended long ago
        permissions  warning  skald.db has mode 0644: others can get at what sagas were told
                              -> chmod 600 skald.db
        sqlite       ok       SQLite 3.53.0
        listen       ok       127.0.0.1:7420 is reached from this computer alone
        """)
    #expect(report.words == "0 errors, 2 warnings, 0 notes")
    #expect(!report.fails(isStrict: false))
    #expect(report.fails(isStrict: true))
  }

  @Test("an error fails the command")
  func error() {
    var report = DoctorReport()
    report.add("disk", [DoctorCheck.verdict(room: 0, in: ".")])
    #expect(report.fails(isStrict: false))
    #expect(report.json["checks"]?.array?.first?["level"] == "error")
  }
}
