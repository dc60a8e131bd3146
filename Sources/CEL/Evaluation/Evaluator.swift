import LinearRegex

/// Walks the tree of an expression.
struct Evaluator {
  private let activation: any Activation
  var meter: Meter
  /// The values of the variables of macros, outermost first.
  var locals: [Value] = []

  init(_ activation: any Activation, _ limits: Limits) {
    self.activation = activation
    meter = Meter(limits)
  }

  mutating func value(of node: Node) throws(Failure) -> Value {
    try meter.step()
    switch node.kind {
    case .literal(let value): return value
    case .variable(let name): return try variable(name, node.range)
    case .local(let local): return locals[local.slot]
    case .select(let operand, let field): return try select(operand, field, node.range)
    case .has(let operand, let field, let range): return .bool(try has(operand, field, range))
    case .index(let operand, let index): return try element(operand, index, node.range)
    case .list(let elements): return .list(try values(of: elements))
    case .map(let entries): return try map(entries)
    case .chain(let first, let links): return try chain(first, links)
    case .logic(let logic, let terms): return .bool(try self.logic(logic, terms))
    case .not(let operand): return .bool(!(try bool(operand, "`!`")))
    case .negate(let operand): return try negated(try value(of: operand), node.range)
    case .conditional(let branches, let otherwise): return try conditional(branches, otherwise)
    case .call(let function, let arguments): return try call(function, arguments, node.range)
    case .unknownCall(let name, _, _): throw Failure(.noOverload, "there is no function `\(name)`", node.range)
    case .matches(let operand, let pattern): return .bool(try matches(operand, pattern, node.range))
    case .comprehension(let comprehension): return try self.comprehension(comprehension, node.range)
    case .bind(_, let value, let body): return try bind(value, body)
    }
  }

  func variable(_ name: String, _ range: Range<Int>) throws(Failure) -> Value {
    if let value = activation.value(named: name) { return value }
    if let type = Value.typeDenotations[name] { return .type(type) }
    throw Failure(.unboundName, "`\(name)` has no value here", range)
  }

  private mutating func select(_ operand: Node, _ field: String, _ range: Range<Int>) throws(Failure) -> Value {
    let target = try value(of: operand)
    guard case .map(let map) = target else {
      throw Failure(.noOverload, "cannot read `\(field)` of a value of type \(target.kindName)", range)
    }
    guard let value = try map.value(of: field, &meter) else {
      throw Failure(.missingField, "there is no field `\(field)`", range)
    }
    return value
  }

  private mutating func has(_ operand: Node, _ field: String, _ range: Range<Int>) throws(Failure) -> Bool {
    let target = try value(of: operand)
    guard case .map(let map) = target else {
      throw Failure(.noOverload, "cannot ask a value of type \(target.kindName) for `\(field)`", range)
    }
    return try map.has(field, &meter)
  }

  private mutating func element(_ operand: Node, _ index: Node, _ range: Range<Int>) throws(Failure) -> Value {
    let target = try value(of: operand)
    let key = try value(of: index)
    switch target {
    case .map(let map):
      guard MapKey(key) != nil else {
        throw Failure(.noOverload, "a value of type \(key.kindName) cannot be a key", index.range)
      }
      guard let value = try map.value(of: key, &meter) else {
        throw Failure(.missingField, "the map does not have this key", range)
      }
      return value
    case .list(let elements):
      guard case .int(let position) = MapKey(key) else {
        throw Failure(.noOverload, "a list has no index of type \(key.kindName)", index.range)
      }
      guard position >= 0, position < elements.count else {
        throw Failure(.missingField, "the list does not have this index", range)
      }
      return elements[Int(position)]
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
      throw Failure(.noOverload, "cannot index a value of type \(target.kindName)", range)
    }
  }

  private mutating func values(of nodes: [Node]) throws(Failure) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(nodes.count)
    for node in nodes { values.append(try value(of: node)) }
    return values
  }

  private mutating func map(_ entries: [Node.Entry]) throws(Failure) -> Value {
    var seen: Set<MapKey> = []
    var made: [ValueMap.Entry] = []
    made.reserveCapacity(entries.count)
    for entry in entries {
      let key = try value(of: entry.key)
      if case .double = key { throw Failure(.noOverload, "a double cannot be a key", entry.key.range) }
      try meter.charge(key: key)
      guard let mapKey = MapKey(key) else {
        throw Failure(.noOverload, "a value of type \(key.kindName) cannot be a key", entry.key.range)
      }
      guard seen.insert(mapKey).inserted else {
        throw Failure(.duplicateKey, "the key appears twice", entry.key.range)
      }
      made.append(ValueMap.Entry(key: key, value: try value(of: entry.value)))
    }
    return .map(ValueMap(unique: made))
  }

  private mutating func chain(_ first: Node, _ links: [Node.Link]) throws(Failure) -> Value {
    var result = try value(of: first)
    for link in links {
      let operand = try value(of: link.operand)
      do throws(Failure) {
        result = try Operators.apply(link.operation, result, operand, &meter)
      } catch {
        throw error.at(link.range)
      }
    }
    return result
  }

  private func negated(_ value: Value, _ range: Range<Int>) throws(Failure) -> Value {
    switch value {
    case .int(let number):
      guard number != .min else { throw Failure(.overflow, "the result does not fit an int", range) }
      return .int(-number)
    case .double(let number): return .double(-number)
    case .null, .bool, .uint, .string, .bytes, .list, .map, .timestamp, .duration, .type:
      throw Failure(.noOverload, "`-` needs an int or a double, found \(value.kindName)", range)
    }
  }

  private mutating func bind(_ value: Node, _ body: Node) throws(Failure) -> Value {
    let count = locals.count
    locals.append(try self.value(of: value))
    defer { locals.removeSubrange(count...) }
    return try self.value(of: body)
  }

  private mutating func call(_ function: Function, _ arguments: [Node], _ range: Range<Int>) throws(Failure) -> Value {
    do throws(Failure) {
      switch (function.body, arguments.count) {
      case (.one(let body), 1): return try body(try value(of: arguments[0]), &meter)
      case (.two(let body), 2):
        let first = try value(of: arguments[0])
        return try body(first, try value(of: arguments[1]), &meter)
      case (.many(let body), _): return try body(try values(of: arguments), &meter)
      case (.one, _), (.two, _):
        throw Failure(.noOverload, "\(function.name)() does not take \(arguments.count) arguments", range)
      }
    } catch {
      throw error.at(range)
    }
  }

  private mutating func matches(_ operand: Node, _ pattern: Node.Pattern, _ range: Range<Int>) throws(Failure) -> Bool {
    let target = try value(of: operand)
    guard case .string(let text) = target else { throw function("matches", rejects: [target]).at(range) }
    switch pattern.regex {
    case .success(let regex): return try meter.isFound(regex, in: text)
    case .failure(let error): throw Failure(.invalidArgument, error.message, pattern.argument.range)
    }
  }
}

extension Value {
  /// The names that stand for types, unless a variable has the name.
  static let typeDenotations: [String: String] = [
    "bool": "bool", "int": "int", "uint": "uint", "double": "double", "string": "string", "bytes": "bytes",
    "list": "list", "map": "map", "null_type": "null_type", "type": "type",
  ]
}
