import LinearRegex
import SkaldValue

extension KeywordCatalog {
  /// Schemas of the members of an object.
  static let members: [KeywordRule] = [
    KeywordRule("properties", .applicator, holds: .map) { source, reader throws(SchemaFault) in
      PropertiesKeyword(try reader.schemaMap(source))
    },
    KeywordRule("patternProperties", .applicator, holds: .map) { source, reader throws(SchemaFault) in
      var patterns: [(regex: Regex, node: Int)] = []
      for (text, node) in try reader.schemaMap(source) {
        patterns.append((try reader.pattern(text, of: source, at: text), node))
      }
      return PatternPropertiesKeyword(patterns: patterns)
    },
    KeywordRule("additionalProperties", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      var patterns: [Regex] = []
      for text in source.schema["patternProperties"]?.object?.names ?? [] {
        patterns.append(try reader.pattern(text, of: source))
      }
      return AdditionalPropertiesKeyword(
        names: source.schema["properties"]?.object?.names ?? [], patterns: patterns, node: try reader.schema(source))
    },
    KeywordRule("propertyNames", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      PropertyNamesKeyword(node: try reader.schema(source))
    },
  ]
}

struct PropertiesKeyword: Keyword {
  /// The schemas in the order in which they are written.
  let ordered: [(name: String, node: Int)]
  private let nodes: [String: Int]

  init(_ schemas: [(name: String, node: Int)]) {
    ordered = schemas
    nodes = Dictionary(schemas.map { ($0.name, $0.node) }) { $1 }
  }

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    try run.spend(object.count * Run.unitsPerLookUp)
    var isValid = true
    for member in object {
      guard let node = nodes[member.name] else { continue }
      if run.program.tracksEvaluated { frame.seen.insert(member.name) }
      if try !run.accepts(member.value, node, at: .name(member.name)) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }
}

struct PatternPropertiesKeyword: Keyword {
  let patterns: [(regex: Regex, node: Int)]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    var isValid = true
    for member in object {
      for (regex, node) in patterns where try run.isFound(regex, in: member.name) {
        if run.program.tracksEvaluated { frame.seen.insert(member.name) }
        if try !run.accepts(member.value, node, at: .name(member.name)) { isValid = false }
      }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }
}

/// The members that neither `properties` nor `patternProperties` speaks of.
struct AdditionalPropertiesKeyword: Keyword {
  private let names: Set<String>
  private let ordered: [String]
  private let patterns: [Regex]
  let node: Int

  init(names: [String], patterns: [Regex], node: Int) {
    self.names = Set(names)
    ordered = names
    self.patterns = patterns
    self.node = node
  }

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    try run.spend(object.count * Run.unitsPerLookUp)
    var isValid = true
    for member in object where try isAdditional(member.name, &run) {
      if run.program.tracksEvaluated { frame.seen.insert(member.name) }
      if try !run.acceptsUnknown(member, node, among: ordered, frame) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }

  private func isAdditional(_ name: String, _ run: inout Run) throws(RunLimit) -> Bool {
    if names.contains(name) { return false }
    for pattern in patterns where try run.isFound(pattern, in: name) { return false }
    return true
  }
}

extension Run {
  /// Checks a member that is not declared; where none is allowed, a declared name may be meant.
  mutating func acceptsUnknown(
    _ member: JSONObject.Member, _ node: Int, among names: [String], _ frame: Frame
  ) throws(RunLimit) -> Bool {
    guard case .constant(false) = program.nodes[node].content else {
      return try accepts(member.value, node, at: .name(member.name))
    }
    return try reject(
      "unknown field" + (nearest(member.name, among: names).map { "; did you mean `\($0)`?" } ?? ""), frame,
      at: .name(member.name))
  }
}

struct PropertyNamesKeyword: Keyword {
  let node: Int

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    var isValid = true
    for name in object.names {
      if try !run.accepts(.string(name), node, at: .name(name)) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }
}
