import Foundation
import SkaldCore

/// The zone files of the computer that runs the tests.
enum ZoneFiles {
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)")))
  }

  static func zone(_ name: String) throws -> ZoneFile { try ZoneFile(try bytes(name)) }
}
