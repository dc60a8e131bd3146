public import SkaldValue

/// What somebody did to the engine or to one of its instances.
public struct AuditEntry: Sendable, Hashable {
  /// When it became durable, as the engine tells the time.
  public var at: Timestamp
  /// Who did it.
  public var actor: String
  /// What was done: a word such as `terminate` or `deploy`.
  public var action: String
  /// To what: the id of an instance, the name of a handler, of a definition.
  public var target: String
  /// Why; empty where nothing was said.
  public var reason: String
  /// More about it; payloads are not here but in the journal, which can be archived.
  public var detail: JSON

  /// Makes an entry.
  public init(at: Timestamp, actor: String, action: String, target: String, reason: String = "", detail: JSON = .null) {
    self.at = at
    self.actor = actor
    self.action = action
    self.target = target
    self.reason = reason
    self.detail = detail
  }
}

/// An entry in its place in the chain.
public struct AuditRow: Sendable, Hashable {
  /// Its number: 1, 2, and so on without a gap.
  public var number: Int64
  /// What was done.
  public var entry: AuditEntry
  /// A digest over the entry and all before it.
  public var seal: [UInt8]

  /// Makes a row.
  public init(number: Int64, entry: AuditEntry, seal: [UInt8]) {
    self.number = number
    self.entry = entry
    self.seal = seal
  }

  /// Puts an entry behind another one; nil where it is the first.
  public init(_ entry: AuditEntry, after previous: AuditRow?) {
    let number = (previous?.number ?? 0) + 1
    self.init(number: number, entry: entry, seal: Self.seal(entry, number, after: previous?.seal ?? []))
  }

  /// Whether it stands behind another one, as it was written.
  public func follows(_ previous: AuditRow?) -> Bool { AuditRow(entry, after: previous) == self }

  /// The SHA-256 digest over the seal before and every field; lengths are part of it, so that no byte can change sides.
  private static func seal(_ entry: AuditEntry, _ number: Int64, after seal: [UInt8]) -> [UInt8] {
    let texts = [entry.actor, entry.action, entry.target, entry.reason, entry.detail.text]
    let fields = [seal, Array("\(number) \(entry.at.milliseconds)".utf8)] + texts.map { Array($0.utf8) }
    return SHA256.digest(fields.flatMap { Array("\($0.count):".utf8) + $0 })
  }
}

/// Which entries of the audit log to list.
public struct AuditQuery: Sendable, Hashable {
  /// Only of this actor.
  public var actor: String?
  /// Only about this target.
  public var target: String?
  /// Whether the newest come first.
  public var isNewestFirst: Bool
  /// Only those behind this number in that order; nil for all.
  public var after: Int64?
  /// At most so many.
  public var limit: Int

  /// Makes a query.
  public init(
    actor: String? = nil, target: String? = nil, isNewestFirst: Bool = true, after: Int64? = nil, limit: Int = 50
  ) {
    self.actor = actor
    self.target = target
    self.isNewestFirst = isNewestFirst
    self.after = after
    self.limit = limit
  }
}
