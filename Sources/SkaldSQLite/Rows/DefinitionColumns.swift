internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How a definition lies in its table.
enum DefinitionColumns {
  /// A definition by id.
  static let byID = "SELECT id, program FROM definitions WHERE id = ?1"
  /// Every definition.
  static let all = "SELECT id, program FROM definitions ORDER BY id"

  /// Every definition, with its name and version.
  static let named = "SELECT id, program, name, version FROM definitions ORDER BY id"

  /// Reads a definition.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> (id: DefinitionID, program: SagaProgram) {
    let id = statement.integer(0)
    do {
      return (DefinitionID(id), try SagaProgram(json: try JSON.parse(statement.bytes(1))))
    } catch {
      throw StoreError(code: .corrupt, message: "definition \(id) holds what this version cannot read")
    }
  }

  /// Adds a definition where it is not there yet, in the transaction that is open.
  ///
  /// Another tuning is another row: a journal is only true under the tuning with which it was written.
  static func keep(_ program: SagaProgram, on connection: Connection) throws(StoreError) -> DefinitionID {
    let find = try connection.prepare(
      "SELECT id, hash, program = ?3 FROM definitions WHERE name = ?1 AND version = ?2 ORDER BY program = ?3 DESC")
    find.bind(program.name, at: 1)
    find.bind(Int64(program.version), at: 2)
    find.bind(program.json.utf8, at: 3)
    let stored = try find.first { row in (id: row.integer(0), hash: row.text(1), isSame: row.integer(2) == 1) }
    guard let stored else { return try add(program, on: connection) }
    guard stored.hash == program.hash else { throw StoreError.conflict(of: program) }
    return stored.isSame ? DefinitionID(stored.id) : try add(program, on: connection)
  }

  /// Removes a version with all its tunings, in the transaction that is open.
  ///
  /// Looks at every instance: an index for that alone would cost each start a write.
  static func drop(saga: String, version: Int, on connection: Connection) throws(StoreError) -> [DefinitionID] {
    let find = try connection.prepare("SELECT id FROM definitions WHERE name = ?1 AND version = ?2 ORDER BY id")
    find.bind(saga, at: 1)
    find.bind(Int64(version), at: 2)
    let ids = try find.all { row in DefinitionID(row.integer(0)) }
    guard !ids.isEmpty else { return [] }
    let list = ids.map { "\($0.number)" }.joined(separator: ", ")
    for table in ["instances", "former_definitions"] {
      let used = try connection.integer("SELECT 1 FROM \(table) WHERE definition IN (\(list)) LIMIT 1")
      guard used == nil else { throw StoreError.inUse(saga, version: version) }
    }
    try connection.execute("DELETE FROM definitions WHERE id IN (\(list))")
    return ids
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
