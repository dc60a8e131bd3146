import FoundationEssentials
import SkaldCore
import Testing

@testable import SkaldEngine

@Suite("The zones of the computer")
struct ZoneDirectoryTests {
  private static func message(_ name: String, in folders: [String] = ZoneDirectory.standard) -> String? {
    do throws(TimeZoneFault) {
      _ = try ZoneDirectory(folders: folders).zone(named: name)
      return nil
    } catch {
      return error.message
    }
  }

  @Test("are found by their names, again and again")
  func found() throws {
    let zones = ZoneDirectory()
    for _ in 0..<2 {
      #expect(try zones.zone(named: "Asia/Kathmandu").offset(at: 1_790_000_000) == 20_700)
      #expect(try zones.zone(named: "America/Argentina/Buenos_Aires").offset(at: 1_790_000_000) == -10_800)
      #expect(try zones.zone(named: "Etc/GMT+12").offset(at: 1_790_000_000) == -43_200)
    }
  }

  @Test(
    "what is no name reaches no file",
    arguments: ["", "/etc/passwd", "../../etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe/Berlin/", ".", "ä"])
  func noName(name: String) {
    #expect(Self.message(name) == "expected a name such as `Europe/Berlin`, found `\(name)`")
  }

  @Test("what is none is refused, be it a folder, another file, or missing with all the others")
  func refused() {
    #expect(Self.message("Europe") != nil)
    #expect(Self.message("tzdata.zi") == "expected a name such as `Europe/Berlin`, found `tzdata.zi`")
    #expect(Self.message("Europe/Berlim")?.contains("no zone of this computer") == true)
    #expect(
      Self.message("Europe/Berlin", in: ["/nowhere"])?.contains("no zones are installed (package tzdata)") == true)
    #expect(Self.message("UTC", in: ["/nowhere"]) == nil)
    #expect(Self.message("passwd", in: ["/etc"]) == "it is not a zone file of version 2 or later")
  }
}
