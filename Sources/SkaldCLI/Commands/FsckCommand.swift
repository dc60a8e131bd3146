import ArgumentParser
import FoundationEssentials
import Skald
import SkaldEngine
import SkaldSQLite
import SkaldValue

/// `skald fsck`: holds a database against its journals.
struct FsckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck", abstract: "Check the database: pages, counters, and every journal against its instance.",
    discussion: """
      Every journal is told again by the machine of this version, and what comes of it is compared with what the database
      says of the instance. Reads alone, so the daemon may go on. Exits with 1 where something is found.

      Example:
        skald fsck --db skald.db
      """)

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    do {
      let path = try database.path
      let width = max(1, ProcessInfo.processInfo.activeProcessorCount)
      let report = try await Checkup(try (0..<width).map { _ in try SQLiteReader(path: path) }).run()
      if format.isJSON { Console.out(report.json.text) } else { Self.tell(report) }
      if !report.findings.isEmpty { throw ExitCode(1) }
    } catch let error as StoreError {
      throw CommandFault.ofDatabase(error)
    }
  }

  private static func tell(_ report: Checkup.Report) {
    for finding in report.findings {
      let place = finding.instance ?? finding.number.map { "instance \($0.number)" } ?? "the database"
      Console.out("\(place): \(finding.message) (\(finding.code))")
    }
    if report.findingsLeftOut > 0 { Console.out("\(report.findingsLeftOut) more are left out") }
    let count = report.findings.count + report.findingsLeftOut
    Console.err("\(report.instances) instances, \(count == 0 ? "nothing found" : "\(count) findings")")
  }
}

extension Checkup.Report {
  /// The report as the command prints it.
  fileprivate var json: JSON {
    [
      "instances": .int(Int64(instances)), "findingsLeftOut": .int(Int64(findingsLeftOut)),
      "findings": .array(findings.map(\.json)),
    ]
  }
}

extension Checkup.Finding {
  fileprivate var json: JSON {
    [
      "code": .string(code), "instance": instance.map { .string($0) } ?? .null,
      "number": number.map { .int($0.number) } ?? .null, "message": .string(message),
    ]
  }
}
