internal import SkaldRuntime
internal import SkaldValue

/// The one row of the table `engine`: whose turn it is and which numbers are next.
enum EngineRow {
  /// The numbers that every commit writes.
  struct Counters {
    let epoch: Int64
    var nextInstance: Int64
    var nextPosition: Int64
    var lastTime: Int64
  }

  /// Writes the numbers and asserts the epoch in one statement; no row means that another process took the file.
  static let advance = """
    UPDATE engine SET last_time = ?2, next_instance = ?3, next_position = ?4 WHERE epoch = ?1
    """

  /// Raises the epoch and reads the row; a new file gets its row, with a random nonce.
  static func claim(on connection: Connection, at time: Timestamp) throws(StoreError) -> (Claim, Counters) {
    var wasClean = true
    try connection.transaction { () throws(StoreError) in
      if try connection.integer("SELECT 1 FROM engine") == nil {
        let insert = try connection.prepare(
          """
          INSERT INTO engine(id, epoch, incarnation, nonce, last_time, next_instance, next_position, clean, correlated)
          VALUES (1, 0, 1, ?1, ?2, 1, 1, 1, 1)
          """)
        insert.bind(Int64(UInt32.random(in: .min ... .max)), at: 1)
        insert.bind(time.milliseconds, at: 2)
        try insert.run()
      }
      let secret = try connection.prepare("UPDATE engine SET secret = ?1 WHERE secret IS NULL")
      secret.bind(CallbackTokens.drawSecret(), at: 1)
      try secret.run()
      wasClean = try connection.integer("SELECT clean FROM engine") == 1
      try connection.execute("UPDATE engine SET epoch = epoch + 1, clean = 0")
    }
    let row = try connection.prepare(
      """
      SELECT epoch, nonce, last_time, next_instance, next_position,
        (SELECT count(*) FROM inbox WHERE parked = 1) + (SELECT count(*) FROM inbox WHERE parked = 2), secret,
        restored, correlated
      FROM engine
      """)
    guard try row.step() else {
      throw StoreError(code: .corrupt, message: "\(connection.path) has lost its row of the engine")
    }
    let counters = Counters(
      epoch: row.integer(0), nextInstance: row.integer(3), nextPosition: row.integer(4), lastTime: row.integer(2))
    let claim = Claim(
      epoch: counters.epoch, nonce: UInt32(truncatingIfNeeded: row.integer(1)), secret: row.bytes(6),
      nextInstance: counters.nextInstance,
      nextPosition: counters.nextPosition, lastTime: Timestamp(milliseconds: counters.lastTime),
      wasUnclean: !wasClean, isRestored: row.integer(7) == 1, isCorrelated: row.integer(8) == 1,
      parkedCount: Int(row.integer(5)),
      durability: try connection.durability())
    return (claim, counters)
  }

  /// Marks a copy that takes a database's place. The epoch is above all that any of the two ever had.
  static func markRestored(on connection: Connection, epochAtLeast epoch: Int64) throws(StoreError) {
    let mark = try connection.prepare(
      "UPDATE engine SET incarnation = incarnation + 1, epoch = max(epoch, ?1), restored = 1, clean = 0")
    mark.bind(epoch, at: 1)
    try mark.run()
  }
}
