extension Evaluator {
  /// An element as a macro sees it.
  private struct Item {
    /// The index in a list, the key of a map.
    let key: Value
    /// The element of a list; nil for a map whose values nobody asked for.
    let value: Value
  }

  mutating func comprehension(_ comprehension: Comprehension, _ range: Range<Int>) throws(Failure) -> Value {
    let target = try value(of: comprehension.target)
    let count = locals.count
    defer { locals.removeSubrange(count...) }
    let items = try items(of: target, comprehension)
    switch comprehension.kind {
    case .all: return .bool(try quantify(items, comprehension, decisive: false))
    case .exists: return .bool(try quantify(items, comprehension, decisive: true))
    case .existsOne: return .bool(try isOne(items, comprehension))
    case .map, .filter, .transformList: return .list(try list(items, comprehension))
    case .transformMap: return .map(ValueMap(unique: try entries(items, comprehension)))
    }
  }

  /// What the macro walks over. With one variable that is the elements of a list, or the keys of a map.
  private mutating func items(of target: Value, _ comprehension: Comprehension) throws(Failure) -> [Item] {
    switch target {
    case .list(let elements):
      try meter.charge(elements.count * 2)
      return elements.enumerated().map { Item(key: .int(Int64($0.offset)), value: $0.element) }
    case .map(let map):
      switch comprehension.variables {
      case .one:
        try meter.charge(map.count * 2)
        return map.keys.map { Item(key: $0, value: $0) }
      case .two: return try map.entries(&meter).map { Item(key: $0.key, value: $0.value) }
      }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
      throw Failure(
        .noOverload, "a macro walks over a list or a map, found \(target.kindName)", comprehension.target.range)
    }
  }

  /// Binds the variables to an element.
  private mutating func enter(_ item: Item, _ comprehension: Comprehension) throws(Failure) {
    try meter.step()
    switch comprehension.variables {
    case .one(let local):
      locals.removeSubrange(local.slot...)
      locals.append(item.value)
    case .two(let key, _):
      locals.removeSubrange(key.slot...)
      locals.append(item.key)
      locals.append(item.value)
    }
  }

  private mutating func holds(_ comprehension: Comprehension) throws(Failure) -> Bool {
    guard let condition = comprehension.condition else { return true }
    return try bool(condition, "the condition of a macro")
  }

  /// `exists` and `all`: like `||` and `&&` over the elements.
  private mutating func quantify(_ items: [Item], _ comprehension: Comprehension, decisive: Bool) throws(Failure)
    -> Bool
  {
    var failure: Failure?
    for item in items {
      try enter(item, comprehension)
      do throws(Failure) {
        if try holds(comprehension) == decisive { return decisive }
      } catch {
        guard error.isAbsorbable else { throw error }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return !decisive
  }

  private mutating func isOne(_ items: [Item], _ comprehension: Comprehension) throws(Failure) -> Bool {
    var count = 0
    for item in items {
      try enter(item, comprehension)
      if try holds(comprehension) { count += 1 }
    }
    return count == 1
  }

  private mutating func list(_ items: [Item], _ comprehension: Comprehension) throws(Failure) -> [Value] {
    var results: [Value] = []
    for item in items {
      try enter(item, comprehension)
      guard try holds(comprehension) else { continue }
      if let transform = comprehension.transform {
        results.append(try value(of: transform))
      } else {
        results.append(item.value)
      }
    }
    return results
  }

  private mutating func entries(_ items: [Item], _ comprehension: Comprehension) throws(Failure) -> [ValueMap.Entry] {
    var results: [ValueMap.Entry] = []
    for item in items {
      try enter(item, comprehension)
      guard try holds(comprehension) else { continue }
      guard let transform = comprehension.transform else { continue }
      try meter.charge(key: item.key)
      results.append(ValueMap.Entry(key: item.key, value: try value(of: transform)))
    }
    return results
  }
}
