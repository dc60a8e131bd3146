internal import FoundationEssentials
package import SkaldCore
internal import Synchronization

/// The zones of this computer, as its package `tzdata` brings them; each is read once.
package final class ZoneDirectory: TimeZoneSource {
  /// Where systems keep them.
  private static let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/var/db/timezone/zoneinfo"]

  private let folders: [String]
  private let known = Mutex<[String: ZoneFile]>([:])

  /// Reads the files of some folders.
  package init(folders: [String] = ZoneDirectory.standard) { self.folders = folders }

  /// Where systems keep them.
  package static var standard: [String] { folders }

  /// The rules of a zone by its name in the IANA database. `UTC` needs no file.
  package func zone(named name: String) throws(TimeZoneFault) -> any TimeZoneRules {
    if name == "UTC" { return FixedZone.utc }
    if let zone = known.withLock({ $0[name] }) { return zone }
    guard isName(name) else { throw TimeZoneFault("expected a name such as `Europe/Berlin`, found `\(name)`") }
    guard let bytes = folders.lazy.compactMap({ FileManager.default.contents(atPath: "\($0)/\(name)") }).first else {
      let hasAny = folders.contains { FileManager.default.fileExists(atPath: $0) }
      let clause = hasAny ? "no zone of this computer" : "unknown: no zones are installed (package tzdata)"
      throw TimeZoneFault("`\(name)` is \(clause); expected a name such as `Europe/Berlin` or `UTC`")
    }
    let zone = try ZoneFile([UInt8](bytes))
    known.withLock { $0[name] = zone }
    return zone
  }

  /// Whether it names a file below the folder, and none above it.
  private func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 64
      && parts.allSatisfy { part in
        part.first?.isLetter == true
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
      }
  }
}
