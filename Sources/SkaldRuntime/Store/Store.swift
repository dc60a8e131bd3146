public import SkaldCore
public import SkaldValue

/// Durable state: one owner writes, everything of a batch in one transaction.
///
/// A store is used by the engine's owner alone; ``reader()`` gives views that others may use at the same time.
public protocol Store: AnyObject {
  /// Takes the store for this process, raises its epoch and tells what it holds.
  /// - Throws: ``StoreError`` with the code `held` where another process has it.
  func claim(at time: Timestamp) throws(StoreError) -> Claim
  /// Makes a batch durable, wholly or not at all.
  /// - Throws: ``StoreError``; then nothing of the batch is kept.
  func commit(_ batch: CommitBatch) throws(StoreError)
  /// Keeps a definition and gives its id, the same for the same program.
  ///
  /// Another tuning is kept beside it, so that journals written under the first stay true.
  /// - Throws: ``StoreError`` with the code `definition_conflict` where name and version stand for another definition.
  func keep(_ program: SagaProgram) throws(StoreError) -> DefinitionID
  /// Forgets a version of a saga, with all its tunings.
  /// - Returns: what the ids were that are gone; none where there is no such version.
  /// - Throws: ``StoreError`` with the code `definition_in_use` where an instance follows it, or followed it before, and
  ///   is not archived.
  func drop(saga: String, version: Int) throws(StoreError) -> [DefinitionID]
  /// Finds an instance by its definition's name and its key, also one that was archived.
  ///
  /// A store may open the transaction of the next commit for it, so that many look-ups share one view:
  /// ``commit(_:)`` or ``endReading()`` follows.
  func find(saga: String, key: String) throws(StoreError) -> InstanceRow?
  /// No commit follows what was read: lets go of what the look-ups share.
  func endReading()
  /// Whether an event of that id was seen from that source.
  func hasSeen(source: String, id: String) throws(StoreError) -> Bool
  /// Events of a type with a value of their key field that wait for an instance, oldest first.
  func parked(event: String, key: JSON) throws(StoreError) -> [InboxRow]
  /// The live instances that were correlated under a hash, in the order of their ids.
  func correlated(under hash: Int64) throws(StoreError) -> [InstanceID]
  /// Events that wait to start a saga once an entity is free, oldest first.
  func keptStarts() throws(StoreError) -> [InboxRow]
  /// The journal of an instance, oldest first.
  func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow]
  /// Every live instance, in the order of their ids.
  func forEachLive(_ body: (InstanceRow) -> Void) throws(StoreError)
  /// How many live instances there are.
  func liveCount() throws(StoreError) -> Int
  /// A view for reading; its connection is its own.
  func reader() throws(StoreError) -> any StoreReader
  /// The user's own tables in the same database, once it is claimed; nil where the store has none.
  func tables() throws(StoreError) -> (any StoreTables)?
  /// Ends cleanly; the claim is given back.
  func close()
}

/// What can be asked of a store beside its owner. Calls block for a short read.
public protocol StoreReader: Sendable {
  /// An instance by id.
  func instance(_ id: InstanceID) throws(StoreError) -> InstanceRow?
  /// What is left of an archived instance; nil where there is none of that id, or it had no key.
  func archived(_ id: InstanceID) throws(StoreError) -> InstanceRow?
  /// Finds an instance by its definition's name and its key, also one that was archived, among what is durable.
  func find(saga: String, key: String) throws(StoreError) -> InstanceRow?
  /// Instances that ended up to a time and have no open incident, among the next so many of all, oldest first.
  func ended(after id: InstanceID, until time: Timestamp, among count: Int) throws(StoreError) -> EndedInstances
  /// Instances that fit a query and fulfil a condition, newest first, at most the query's limit. The condition must not
  /// ask the same reader for anything.
  func search(
    _ query: InstanceQuery, within bounds: SearchBounds, where isWanted: @escaping (InstanceRow) -> Bool
  ) throws(StoreError) -> FoundInstances
  /// Entries of the audit log, at most the query's limit.
  func audit(_ query: AuditQuery) throws(StoreError) -> [AuditRow]
  /// Open incidents, oldest first, at most the query's limit.
  func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRow]
  /// The journal of an instance, oldest first.
  func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow]
  /// A definition by id.
  func definition(_ id: DefinitionID) throws(StoreError) -> SagaProgram?
  /// Every definition that can be read, in the order of their ids.
  func definitions() throws(StoreError) -> [(id: DefinitionID, program: SagaProgram)]
  /// The definitions that this version cannot read, in the order of their ids.
  func unreadableDefinitions() throws(StoreError) -> [UnreadableDefinition]
  /// How many events wait that were stored up to a time, by type, in the order of the names.
  func waitingEvents(until time: Timestamp) throws(StoreError) -> [(name: String, count: Int)]
  /// The labels of instances; those without any are left out.
  func labels(of ids: [InstanceID]) throws(StoreError) -> [InstanceID: [Label]]
  /// Every schedule, in the order of the names.
  func schedules() throws(StoreError) -> [ScheduleRow]
  /// What is known of a request under a key; nil where there was none.
  func request(_ key: String) throws(StoreError) -> RequestRow?
  /// Outbox rows after a position, in order, at most `limit`.
  func outbox(after position: Int64, limit: Int) throws(StoreError) -> [OutboxRow]
  /// The events of a sink that are put back behind its cursor, in order: of keys that were not acknowledged.
  func held(sink: String) throws(StoreError) -> [OutboundEvent.Place]
  /// Outbox rows at exact positions, in order.
  func outbox(at positions: [Int64]) throws(StoreError) -> [OutboxRow]
  /// Outbox rows before a position, newest first, at most `limit`.
  func outbox(before position: Int64, limit: Int) throws(StoreError) -> [OutboxRow]
  /// The position of the last transition before a time; 0 where there is none.
  func lastPosition(before time: Timestamp) throws(StoreError) -> Int64
  /// Events that came in, at most `limit`; those that no broker repeats any more are not kept.
  func inbox(_ range: StoreRange, limit: Int) throws(StoreError) -> [InboxEntry]
  /// The number of the last event that came in before a time; 0 where there is none.
  func lastInboxNumber(before time: Timestamp) throws(StoreError) -> Int64
  /// Events that were put aside, at most the query's limit.
  func deadLetters(_ query: DeadLetterQuery) throws(StoreError) -> [DeadLetter]
  /// How many events were put aside, by sink, in the order of the names.
  func deadLetterCounts() throws(StoreError) -> [(sink: String, count: Int)]
  /// How many incidents are open, by kind, in the order of the kinds.
  func incidentCounts() throws(StoreError) -> [(kind: String, count: Int)]
  /// What a sink has not acknowledged: how many transitions with events, and when the oldest was committed.
  func backlog(of sink: String) throws(StoreError) -> (rows: Int, oldest: Timestamp?)
  /// How many bytes the database and its log take.
  func size() throws(StoreError) -> (database: Int64, log: Int64)
  /// How far each sink is that was ever told, in the order of the names.
  func cursors() throws(StoreError) -> [(sink: String, position: Int64)]
  /// How far a sink is.
  func cursor(sink: String) throws(StoreError) -> Int64
}

/// What a store holds when it is taken.
public struct Claim: Sendable {
  /// Raised on every claim.
  public var epoch: Int64
  /// A random number of this database, drawn when it was made; part of ids.
  public var nonce: UInt32
  /// Random bytes of this database, drawn when it was made; what signs tokens.
  public var secret: [UInt8]
  /// The next instance's id; never reused.
  public var nextInstance: Int64
  /// The next journal row's position; never reused.
  public var nextPosition: Int64
  /// The latest time that was committed.
  public var lastTime: Timestamp
  /// Whether the process before ended without closing.
  public var wasUnclean: Bool
  /// Whether an older copy took the database's place, and ``CommitBatch/settlesRestore`` did not come since: services may
  /// have done what this database knows nothing of.
  public var isRestored: Bool
  /// Whether every live instance is found by ``Store/correlated(under:)``; not so in a database of an earlier version
  /// until ``CommitBatch/completesCorrelations`` came.
  public var isCorrelated: Bool
  /// How many events are parked.
  public var parkedCount: Int
  /// The durability that is in force, such as `sqlite wal synchronous=full`.
  public var durability: String

  /// Makes a claim.
  public init(
    epoch: Int64, nonce: UInt32, secret: [UInt8], nextInstance: Int64, nextPosition: Int64, lastTime: Timestamp,
    wasUnclean: Bool, isRestored: Bool = false, isCorrelated: Bool = true, parkedCount: Int, durability: String
  ) {
    self.epoch = epoch
    self.nonce = nonce
    self.secret = secret
    self.nextInstance = nextInstance
    self.nextPosition = nextPosition
    self.lastTime = lastTime
    self.wasUnclean = wasUnclean
    self.isRestored = isRestored
    self.isCorrelated = isCorrelated
    self.parkedCount = parkedCount
    self.durability = durability
  }
}

/// What a store could not do.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public struct Code: Sendable, Hashable, RawRepresentable {
    /// The word in answers and logs.
    public let rawValue: String
    /// Names a code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Another process holds the database.
    public static let held = Code(rawValue: "held")
    /// The disk is full.
    public static let full = Code(rawValue: "disk_full")
    /// Reading or writing failed.
    public static let io = Code(rawValue: "io_error")
    /// A checksum or a structure is wrong.
    public static let corrupt = Code(rawValue: "corrupt")
    /// The batch contradicts what is stored: a key or a number given twice, a status that cannot follow.
    public static let conflict = Code(rawValue: "conflict")
    /// Something is where a copy should go.
    public static let exists = Code(rawValue: "exists")
    /// Name and version stand for another definition.
    public static let definitionConflict = Code(rawValue: "definition_conflict")
    /// Journals are read with the definition.
    public static let definitionInUse = Code(rawValue: "definition_in_use")
    /// The file is of a newer version, or is no database of this engine.
    public static let unreadable = Code(rawValue: "unreadable")
    /// There are no tables for transactions, or they could not be made.
    public static let tablesUnusable = Code(rawValue: "tables_unusable")
    /// A transaction's own statement ended the transaction.
    public static let transactionEnded = Code(rawValue: "transaction_ended")
  }

  /// The kind of fault.
  public var code: Code
  /// What went wrong, as one clause.
  public var message: String
  /// The process that holds the database, with the code ``Code/held``.
  public var holder: Int32?

  /// Makes an error.
  public init(code: Code, message: String, holder: Int32? = nil) {
    self.code = code
    self.message = message
    self.holder = holder
  }

  /// Code and message.
  public var description: String { "\(message) (\(code.rawValue))" }
}
