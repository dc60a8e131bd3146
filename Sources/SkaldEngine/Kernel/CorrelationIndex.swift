import SkaldValue

/// Which live instances an event may concern: by a hash of the event's name and the value of its key field.
///
/// A hash may stand for several values, so that each instance found is asked whether it wants the event.
struct CorrelationIndex {
  private var first: [UInt64: Int64] = [:]
  /// Where more than one instance has the same hash.
  private var others: [UInt64: [Int64]] = [:]

  static func hash(event: String, key: JSON) -> UInt64 {
    var hash = StableHash()
    hash.update(event.utf8)
    hash.update(CollectionOfOne(0))
    hash.update(key.canonical)
    return hash.value
  }

  /// The instances of a hash, in the order of their numbers.
  func instances(_ hash: UInt64) -> [Int64] {
    guard let found = first[hash] else { return [] }
    guard let more = others[hash] else { return [found] }
    return (more + [found]).sorted()
  }

  mutating func insert(_ hash: UInt64, _ instance: Int64) {
    guard let found = first[hash] else {
      first[hash] = instance
      return
    }
    if found != instance, others[hash]?.contains(instance) != true { others[hash, default: []].append(instance) }
  }

  mutating func remove(_ hash: UInt64, _ instance: Int64) {
    if first[hash] == instance {
      first[hash] = others[hash]?.popLast()
    } else {
      others[hash]?.removeAll { $0 == instance }
    }
    if others[hash]?.isEmpty == true { others[hash] = nil }
  }
}
