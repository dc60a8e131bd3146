public import SkaldRuntime
public import SkaldValue

extension SQLiteStore {
  /// Finds an instance by its definition's name and its key, also one that was archived.
  public func find(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    let session = try claimed()
    // One transaction for the look-ups of a batch and its commit: each by itself would lock and unlock the file.
    try session.open()
    session.find.bind(key, at: 1)
    session.find.bind(saga, at: 2)
    if let row = try session.find.first(InstanceColumns.read) { return row }
    guard session.hasArchived else { return nil }
    session.findArchived.bind(key, at: 1)
    session.findArchived.bind(saga, at: 2)
    return try session.findArchived.first(InstanceColumns.read)
  }

  /// No commit follows: the transaction is given up.
  public func endReading() { session?.abandon() }

  /// Whether an event of that id was seen from that source.
  public func hasSeen(source: String, id: String) throws(StoreError) -> Bool {
    let session = try claimed()
    session.seen.bind(source, at: 1)
    session.seen.bind(id, at: 2)
    return try session.seen.first { _ in true } ?? false
  }

  /// Events of a type with a value of their key field that wait for an instance, oldest first.
  public func parked(event: String, key: JSON) throws(StoreError) -> [InboxRow] {
    let session = try claimed()
    session.parked.bind(event, at: 1)
    session.parked.bind(InboxColumns.text(ofKey: key), at: 2)
    return try session.parked.all(InboxColumns.read)
  }

  /// The live instances that were correlated under a hash, in the order of their ids.
  public func correlated(under hash: Int64) throws(StoreError) -> [InstanceID] {
    let session = try claimed()
    session.correlated.bind(hash, at: 1)
    return try session.correlated.all { row in InstanceID(row.integer(0)) }
  }

  /// Events that wait to start a saga once an entity is free, oldest first.
  public func keptStarts() throws(StoreError) -> [InboxRow] { try claimed().keptStarts.all(InboxColumns.read) }

  /// The journal of an instance, oldest first.
  public func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow] {
    let session = try claimed()
    session.journal.bind(instance.number, at: 1)
    return try session.journal.all(JournalColumns.read)
  }

  /// Every live instance, in the order of their ids.
  public func forEachLive(_ body: (InstanceRow) -> Void) throws(StoreError) {
    let session = try claimed()
    defer { session.live.reset() }
    while try session.live.step() { body(try InstanceColumns.read(session.live)) }
  }

  /// How many live instances there are.
  public func liveCount() throws(StoreError) -> Int {
    Int(try claimed().connection.integer("SELECT count(*) FROM instances WHERE status < 2") ?? 0)
  }
}
