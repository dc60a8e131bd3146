/// How much a search may look at before it says what it has.
public struct SearchBounds: Sendable, Hashable {
  /// How many rows of an index it may walk over.
  public var examined: Int
  /// How many instances may be held against a condition.
  public var evaluated: Int

  /// Sets bounds.
  public init(examined: Int, evaluated: Int) {
    self.examined = examined
    self.evaluated = evaluated
  }

  /// None.
  public static let none = SearchBounds(examined: .max, evaluated: .max)
}

/// What a search came to.
public struct FoundInstances: Sendable, Hashable {
  /// The instances, newest first.
  public var rows: [InstanceRow] = []
  /// What to give as ``InstanceQuery/before`` to go on; nil where there is nothing more. Where the bounds came first there
  /// may be fewer instances than asked for, even none.
  public var next: InstanceID?

  /// Makes a result without instances.
  public init() {}
}

/// Collects what a walk over instances comes by, newest first, within bounds.
package struct InstanceCollector {
  private let limit: Int
  private let bounds: SearchBounds
  private let isWanted: (InstanceRow) -> Bool
  private var examined = 0
  private var evaluated = 0
  private var found = FoundInstances()

  /// Begins to collect.
  package init(limit: Int, bounds: SearchBounds, where isWanted: @escaping (InstanceRow) -> Bool) {
    self.limit = limit
    self.bounds = bounds
    self.isWanted = isWanted
  }

  /// Takes the next instance.
  /// - Parameters:
  ///   - id: Its number.
  ///   - row: Its row, where it fits the query.
  /// - Returns: whether the walk goes on.
  package mutating func take(
    _ id: InstanceID, _ row: () throws(StoreError) -> InstanceRow?
  ) throws(StoreError) -> Bool {
    examined += 1
    if let row = try row() {
      evaluated += 1
      if isWanted(row) {
        // One more than asked for tells that there is another page.
        guard found.rows.count < limit else {
          found.next = found.rows.last?.id ?? InstanceID(id.number + 1)
          return false
        }
        found.rows.append(row)
      }
    }
    guard examined < bounds.examined, evaluated < bounds.evaluated else {
      found.next = id
      return false
    }
    return true
  }

  /// What was found.
  package var result: FoundInstances { found }
}

extension StoreReader {
  /// Instances, newest first, at most the query's limit.
  public func instances(_ query: InstanceQuery) throws(StoreError) -> [InstanceRow] {
    try search(query, within: .none) { _ in true }.rows
  }
}

extension InstanceQuery {
  /// Whether an instance fits.
  package func matches(_ row: InstanceRow) -> Bool {
    if let saga, row.saga != saga { return false }
    if let statuses, !statuses.contains(row.status) { return false }
    if let key, row.key != key { return false }
    if let isStuck, row.isStuck != isStuck { return false }
    if let isFailing, row.isFailing != isFailing { return false }
    if let isPaused, row.isPaused != isPaused { return false }
    if let step, row.step != step { return false }
    if let code, row.code != code { return false }
    if let before, row.id >= before { return false }
    if let startedFrom, row.startedAt < startedFrom { return false }
    if let startedUntil, row.startedAt > startedUntil { return false }
    return true
  }
}
