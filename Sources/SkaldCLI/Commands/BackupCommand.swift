import ArgumentParser
import Skald
import SkaldValue

/// `skald backup`: copies a database while its daemon goes on.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the database while the daemon goes on writing it.",
    discussion: """
      The copy is checked page by page and read back before it gets its name. A file that exists is never overwritten.

      Example:
        skald backup /backups/skald-monday.db --db skald.db
      """)

  @Argument(help: "The file to be made.", completion: .database)
  var file: String

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOption

  func run() throws {
    do {
      let summary = try SQLiteStore.backUp(try database.path, to: file)
      guard !format.isJSON else { return Console.out(summary.json(file: file).text) }
      Console.out("\(file): \(summary.instances) instances, up to \(summary.lastTime.text), checked")
    } catch let error as StoreError {
      throw CommandFault.ofDatabase(error)
    }
  }
}

extension DatabaseSummary {
  /// The summary as commands print it.
  func json(file: String) -> JSON {
    [
      "file": .string(file), "instances": .int(Int64(instances)), "lastTime": .string(lastTime.text),
      "incarnation": .int(incarnation), "epoch": .int(epoch),
    ]
  }
}
