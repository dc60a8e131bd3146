internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How a definition lies in its table.
enum DefinitionColumns {
  /// A definition by id.
  static let byID = "SELECT id, program FROM definitions WHERE id = ?1"
  /// Every definition.
  static let all = "SELECT id, program FROM definitions ORDER BY id"

  /// Reads a definition.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> (id: DefinitionID, program: SagaProgram) {
    let id = statement.integer(0)
    do {
      return (DefinitionID(id), try SagaProgram(json: try JSON.parse(statement.bytes(1))))
    } catch {
      throw StoreError(code: .corrupt, message: "definition \(id) holds what this version cannot read")
    }
  }

  /// Adds a definition, or brings the tuning of the stored one up to date, in the transaction that is open.
  static func keep(_ program: SagaProgram, on connection: Connection) throws(StoreError) -> DefinitionID {
    let find = try connection.prepare("SELECT id, hash FROM definitions WHERE name = ?1 AND version = ?2")
    find.bind(program.name, at: 1)
    find.bind(Int64(program.version), at: 2)
    let stored = try find.first { row in (id: row.integer(0), hash: row.text(1)) }
    guard let stored else { return try add(program, on: connection) }
    guard stored.hash == program.hash else { throw StoreError.conflict(of: program) }
    let update = try connection.prepare("UPDATE definitions SET program = ?2 WHERE id = ?1 AND program <> ?2")
    update.bind(stored.id, at: 1)
    update.bind(program.json.utf8, at: 2)
    try update.run()
    return DefinitionID(stored.id)
  }

  private static func add(_ program: SagaProgram, on connection: Connection) throws(StoreError) -> DefinitionID {
    let insert = try connection.prepare("INSERT INTO definitions(name, version, hash, program) VALUES (?1, ?2, ?3, ?4)")
    insert.bind(program.name, at: 1)
    insert.bind(Int64(program.version), at: 2)
    insert.bind(program.hash, at: 3)
    insert.bind(program.json.utf8, at: 4)
    try insert.run()
    return DefinitionID(connection.lastInsertedRow)
  }
}
