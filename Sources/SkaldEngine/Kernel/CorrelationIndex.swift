import SkaldCore
import SkaldRuntime
import SkaldValue

/// Which live instances an event may concern: by a hash of the event's name and the value of its key field.
///
/// The store holds it; what the running batch adds is kept here beside, since the store does not know it yet.
struct CorrelationIndex {
  private var fresh: [Int64: [InstanceID]] = [:]

  static func hash(event: String, key: JSON) -> Int64 {
    var hash = StableHash()
    hash.update(event.utf8)
    hash.update(CollectionOfOne(0))
    hash.update(key.canonical)
    return Int64(bitPattern: hash.value)
  }

  /// The instances of a hash, in the order of their numbers; some may have ended.
  func instances(_ hash: Int64, in store: any Store) throws(StoreError) -> [InstanceID] {
    // Numbers rise: what is new comes last.
    try store.correlated(under: hash) + (fresh[hash] ?? [])
  }

  /// Notes a new instance of the running batch.
  mutating func insert(_ entry: Correlation) { fresh[entry.hash, default: []].append(entry.instance) }

  /// The batch is over: the store knows it, or nobody does.
  mutating func reset() {
    if !fresh.isEmpty { fresh.removeAll(keepingCapacity: true) }
  }
}
