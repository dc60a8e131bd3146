/// Which members or elements of a value some keyword has looked at.
struct Seen {
  private var names: Set<String> = []
  private var hasAllNames = false
  /// How many elements from the start.
  private var prefix = 0
  private var indices: Set<Int> = []

  /// How much a union takes up.
  var count: Int { names.count + indices.count }

  mutating func formUnion(_ other: Seen) {
    names.formUnion(other.names)
    hasAllNames = hasAllNames || other.hasAllNames
    prefix = max(prefix, other.prefix)
    indices.formUnion(other.indices)
  }

  mutating func insert(_ name: String) { names.insert(name) }
  mutating func insert(_ index: Int) { indices.insert(index) }
  mutating func insertAllNames() { hasAllNames = true }
  mutating func insert(prefix count: Int) { prefix = max(prefix, count) }

  func contains(_ name: String) -> Bool { hasAllNames || names.contains(name) }
  func contains(_ index: Int) -> Bool { index < prefix || indices.contains(index) }
}
