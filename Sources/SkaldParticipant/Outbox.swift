public import SkaldValue

/// An event that a service has to tell.
public struct OutboxEvent: Sendable, Hashable {
  /// The same each time that it is sent, so that a repeat is recognised.
  public let id: String
  /// Events of one key arrive in the order in which they were written.
  public let key: String
  /// The type, such as `delivery.started.v1`.
  public let type: String
  /// What happened.
  public let data: JSON
  /// When it was written.
  public let at: Timestamp

  /// The event in the form of [CloudEvents 1.0](https://cloudevents.io), as `POST /v1/events` of the daemon takes it.
  public func cloudEvent(source: String) -> JSON {
    [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(type),
      "subject": .string(key), "partitionkey": .string(key), "time": .string(at.text),
      "datacontenttype": "application/json", "data": data,
    ]
  }
}

/// What became of an event that was sent.
public enum Delivery: Sendable, Hashable {
  /// The other side has it on disk.
  case acknowledged
  /// It is to be sent again, later; those behind it under its key wait.
  case failed
}

extension ServiceTransaction {
  /// Writes an event that is sent after the commit, and only then.
  /// - Returns: its id.
  @discardableResult
  public func emit(
    _ type: String, key: String, _ data: JSON, at now: Timestamp = .wallClock
  ) throws(SQLFault) -> String {
    let id = EventID.make(at: now)
    try execute(
      ParticipantSQL.emit, [.text(id), .text(key), .text(type), .text(data.text), .int(now.milliseconds)])
    return id
  }
}

/// What waits to be sent, in an open transaction. ``Participant/relay(every:_:)`` uses it.
public struct Outbox: Sendable {
  /// The first wait after a failure, in milliseconds, and the longest one.
  static let waits: (first: Int64, longest: Int64) = (100, 60_000)

  /// An event that is due, with its place.
  public struct Entry: Sendable, Hashable {
    /// The event.
    public let event: OutboxEvent
    /// Its place in the order of commits.
    public let seq: Int64
    /// How often it was sent in vain.
    public let tries: Int64
  }

  /// Makes one.
  public init() {}

  /// The oldest event of each key, where it is due. The next of a key comes when this one is acknowledged.
  public func due(in db: some ServiceTransaction, at now: Timestamp, limit: Int = 100) throws(SQLFault) -> [Entry] {
    var entries: [Entry] = []
    for row in try db.query(ParticipantSQL.dueEvents, [.int(now.milliseconds), .int(Int64(limit))]) {
      let data: JSON
      do { data = try JSON.parse(row.text(4)) } catch {
        throw SQLFault(kind: .failed, message: "the data of an event must be JSON: \(error)")
      }
      let event = OutboxEvent(
        id: try row.text(1), key: try row.text(2), type: try row.text(3), data: data,
        at: Timestamp(milliseconds: try row.int(5)))
      entries.append(Entry(event: event, seq: try row.int(0), tries: try row.int(6)))
    }
    return entries
  }

  /// Notes what became of an event.
  public func note(
    _ delivery: Delivery, of entry: Entry, in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) {
    switch delivery {
    case .acknowledged: try db.execute(ParticipantSQL.acknowledge, [.int(entry.seq)])
    case .failed:
      let wait = min(Self.waits.first << min(entry.tries, 20), Self.waits.longest)
      try db.execute(ParticipantSQL.putOff, [.int((now + Milliseconds(wait)).milliseconds), .int(entry.seq)])
    }
  }

  /// When the next event is due; nil where none waits.
  public func nextDue(in db: some ServiceTransaction) throws(SQLFault) -> Timestamp? {
    guard let row = try db.query(ParticipantSQL.nextDue).first, row.cells.first != .null else { return nil }
    return Timestamp(milliseconds: try row.int(0))
  }
}
