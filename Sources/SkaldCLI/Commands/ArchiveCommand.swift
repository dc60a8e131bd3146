import ArgumentParser
import FoundationEssentials
import Skald
import SkaldEngine
import SkaldRuntime
import SkaldSQLite
import SkaldValue

/// `skald archive`: deletes what ended long ago, without a daemon.
struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Delete whole instances that ended long ago, and keep them as lines of a file.",
    discussion: """
      Takes the database, so it is refused while a daemon has it: that one archives by `retention` in skald.yaml. Instances
      whose events a sink does not have yet stay. Business keys stay for ever.

      Example:
        skald archive --ended 90d --file archive.jsonl --db skald.db
      """)

  @Option(help: "How long after its end an instance is kept, such as 90d; else as in the configuration.")
  var ended: String?

  @Option(help: "The file that gets each instance as a line of JSON before it is deleted.", completion: .file())
  var file: String?

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let settings = try Configuration.load(database.config)
    let retention = try retention(settings)
    let sinks = try ServiceSetup.sinks(settings, isOutputFree: false).map(\.name)
    let path = try database.path
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFault.misuse("there is no database `\(path)`")
    }
    do throws(StoreError) {
      let count = try await OfflineArchive(path: path).run(retention, sinks: sinks)
      let answer: JSON = ["archived": .int(Int64(count))]
      guard !format.isJSON else { return Console.out(answer.text) }
      Console.out("\(count) instances archived")
    } catch {
      throw CommandFault.ofDatabase(error)
    }
  }

  private func retention(_ settings: Configuration) throws -> Retention {
    guard let ended else {
      guard let configured = settings.retention else {
        throw CommandFault.misuse("say how long instances are kept: --ended 90d, or `retention` in skald.yaml")
      }
      return Retention(ended: configured.ended, file: file ?? configured.file)
    }
    guard let length = Milliseconds(text: ended) else {
      throw CommandFault.misuse("expected a length of time such as 90d after --ended, found `\(ended)`")
    }
    return Retention(ended: length, file: file ?? settings.retention?.file)
  }
}
