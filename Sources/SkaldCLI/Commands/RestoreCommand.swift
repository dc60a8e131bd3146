import ArgumentParser
import Skald
import SkaldValue

/// `skald restore`: puts a backup in the place of the database.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of the database.",
    discussion: """
      Refused while a daemon has the database. Services may have done what the backup knows nothing of, so the next daemon
      is told that the database was restored.

      Example:
        skald restore /backups/skald-monday.db --db skald.db --force
      """)

  @Argument(help: "The backup.", completion: .database)
  var file: String

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Take the place of a database that exists; it is kept beside, as FILE.replaced.")
  var force = false

  @OptionGroup var format: FormatOption

  func run() throws {
    do {
      let path = try database.path
      let restored = try SQLiteStore.restore(file, to: path, force: force)
      guard !format.isJSON else {
        var json = restored.summary.json(file: path).object ?? JSONObject()
        json["replaced"] = restored.replaced.map { .string($0) } ?? .null
        return Console.out(JSON.object(json).text)
      }
      Console.out(
        "\(path): \(restored.summary.instances) instances, up to \(restored.summary.lastTime.text), "
          + "incarnation \(restored.summary.incarnation)")
      if let replaced = restored.replaced { Console.out("what was there is now \(replaced)") }
    } catch let error as StoreError {
      throw CommandFault.ofDatabase(error)
    }
  }
}
