import Foundation
import Testing

@testable import SkaldCore

@Suite("A zone file")
struct ZoneFileTests {
  @Test(
    "says what the system's own reader says, from day to day",
    arguments: [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "Europe/Dublin",
      "America/Sao_Paulo",
    ])
  func offsets(name: String) throws {
    let zone = try ZoneFiles.zone(name)
    let other = try #require(TimeZone(identifier: name))
    for second in stride(from: 946_684_800, to: 2_600_000_000, by: 37 * 3600 + 60) {
      let expected = other.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
      let found = zone.offset(at: Int64(second))
      guard found == Int64(expected) else {
        Issue.record("\(name) at \(second): \(found), not \(expected)")
        return
      }
    }
  }

  @Test("the offset stays until the next change, and after the last one that is listed a rule goes on")
  func changes() throws {
    let zone = try ZoneFiles.zone("Europe/Berlin")
    // 29 March 2026, and 27 March 2050, at 01:00.
    for (before, change) in [(1_774_000_000, 1_774_746_000), (2_531_900_000, 2_531_955_600)] {
      #expect(zone.nextChange(after: Int64(before)) == Int64(change))
      #expect(zone.offset(at: Int64(change) - 1) == 3600)
      #expect(zone.offset(at: Int64(change)) == 7200)
    }
  }

  @Test("what is none is refused", arguments: [0, 4, 43, 60, 300])
  func torn(length: Int) throws {
    let bytes = try ZoneFiles.bytes("Europe/Berlin")
    #expect(throws: TimeZoneFault.self) { try ZoneFile(Array(bytes.prefix(length))) }
    #expect(throws: TimeZoneFault.self) { try ZoneFile(Array("no zone at all".utf8)) }
  }

  @Test("a rule of POSIX names the changes of any year")
  func rules() throws {
    let odd = try #require(PosixZone(text: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"))
    #expect(odd.standard == 37_800)
    #expect(odd.summer == 39_600)
    // Lord Howe, 4 October 2026 at 02:00, local.
    #expect(odd.nextChange(after: 1_790_000_000) == 1_791_041_400)
    let early = try #require(PosixZone(text: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"))
    #expect(early.changes.map(\.second) == [-3600, 0])
    let always = try #require(PosixZone(text: "XXX3EST4,0/0,J365/23"))
    #expect(always.offset(at: 1_790_000_000) == -14_400)
    let counted = try #require(PosixZone(text: "AAA0BBB,J60,J300/1:30:15"))
    // 1 March of 2027, and of 2028, a leap year.
    #expect(counted.nextChange(after: 1_798_761_600) == 1_803_866_400)
    #expect(counted.nextChange(after: 1_830_297_600) == 1_835_488_800)
    #expect(counted.changes[1].second == 5415)
  }

  @Test(
    "what is no rule is none",
    arguments: [
      "", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
    ])
  func noRules(text: String) {
    #expect(PosixZone(text: text) == nil)
  }
}
