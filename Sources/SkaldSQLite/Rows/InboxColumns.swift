internal import SkaldRuntime
internal import SkaldValue

/// How an event that came in lies in its table.
enum InboxColumns {
  private static let names = "source, id, name, key, data, at, parked, attributes"
  /// Adds an event.
  static let insert = "INSERT INTO inbox(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
  /// Events of a type and a key that wait for an instance, oldest first.
  static let parked = "SELECT \(names) FROM inbox WHERE name = ?1 AND key = ?2 AND parked = 1 ORDER BY number"
  /// Events that wait for an entity to be free, oldest first.
  static let keptStarts = "SELECT \(names) FROM inbox WHERE parked = 2 ORDER BY number"

  /// Events behind a number, oldest first, at most so many; the number comes last.
  static let after = "SELECT \(names), number FROM inbox WHERE number > ?1 ORDER BY number LIMIT ?2"
  /// Events before a number, newest first, at most so many; the number comes last.
  static let before = "SELECT \(names), number FROM inbox WHERE number < ?1 ORDER BY number DESC LIMIT ?2"

  /// How many events wait since a time or longer, by type.
  static let waitingUntil = """
    SELECT name, count(*) FROM inbox WHERE parked <> 0 AND at <= ?1 GROUP BY name ORDER BY name
    """

  /// Every event that waits.
  static let waiting = "SELECT \(names) FROM inbox WHERE parked <> 0 ORDER BY number"

  /// The text by which keys are compared: equal keys have equal texts.
  static func text(ofKey key: JSON) -> String { String(decoding: key.canonical, as: UTF8.self) }

  /// Binds a new event.
  static func bind(_ row: InboxRow, to statement: borrowing Statement) {
    statement.bind(row.source, at: 1)
    statement.bind(row.id, at: 2)
    statement.bind(row.name, at: 3)
    statement.bind(text(ofKey: row.key), at: 4)
    statement.bind(row.data.utf8, at: 5)
    statement.bind(row.at.milliseconds, at: 6)
    statement.bind(code(of: row.wait), at: 7)
    if row.attributes.isEmpty {
      statement.bindNull(at: 8)
    } else {
      statement.bind(JSON.object(row.attributes).utf8, at: 8)
    }
  }

  /// Reads an event.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> InboxRow {
    let id = statement.text(1)
    guard let key = try? JSON.parse(statement.bytes(3)), let data = try? JSON.parse(statement.bytes(4)),
      let attributes = statement.isNull(7) ? JSONObject() : try? JSON.parse(statement.bytes(7)).object
    else {
      throw StoreError(code: .corrupt, message: "the inbox holds an event that is no JSON")
    }
    return InboxRow(
      source: statement.text(0), id: id, name: statement.text(2), key: key, data: data, attributes: attributes,
      at: Timestamp(milliseconds: statement.integer(5)), wait: wait(ofCode: statement.integer(6)))
  }

  /// How what an event waits for is written.
  private static func code(of wait: InboxRow.Wait?) -> Int64 {
    switch wait {
    case nil: 0
    case .instance: 1
    case .lock: 2
    }
  }

  private static func wait(ofCode code: Int64) -> InboxRow.Wait? {
    switch code {
    case 1: .instance
    case 2: .lock
    default: nil
    }
  }
}
