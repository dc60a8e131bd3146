import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func entity(_ entry: YAMLEntry) -> EntitySyntax {
    var entity = EntitySyntax(name: name(of: entry.key))
    checkName(entity.name, .dashed, of: "an entity")
    guard let fields = fields(entry.value, KeyCatalog.entity, for: entity.name.value) else { return entity }
    entity.starts = text(fields["starts"], for: "starts")
    each(fields["states"], for: "states") { context, entry in
      let name = context.name(of: entry.key)
      context.checkName(name, .word, of: "a state")
      let next = entry.value.isNull ? [] : context.texts(entry.value, for: name.value, allowsOne: true)
      entity.states.append(.init(name: name, next: next))
    }
    entity.locked = texts(fields["locked"], for: "locked", allowsOne: true)
    entity.lockedKey = fields.key("locked")?.range
    entity.whenLocked = whenLocked(fields["whenLocked"])
    checkStates(of: entity)
    return entity
  }

  /// A table speaks of its own states alone.
  private mutating func checkStates(of entity: EntitySyntax) {
    let names = entity.states.map { $0.name.value }
    guard !names.isEmpty else { return }
    var reported: Set<String> = []
    for state in entity.mentions where !names.contains(state.value) && reported.insert(state.value).inserted {
      let near = nearest(state.value, among: names)
      report(
        "SK201", "`\(entity.name.value)` has no state `\(state.value)`", at: state.range,
        help: near.map { "did you mean `\($0)`?" } ?? "its states are \(names.joined(separator: ", "))", fix: near)
      hasGaps = true
    }
  }

  private mutating func whenLocked(_ node: YAMLNode?) -> Located<EntitySyntax.WhenLocked>? {
    guard let node else { return nil }
    if node.text == "refuse" { return Located(.refuse, at: node.range) }
    if let text = node.text, text.hasPrefix("wait "), let length = Milliseconds(text: String(text.dropFirst(5))) {
      return Located(.wait(length), at: node.range)
    }
    reportWrong(node, expected: "`refuse`, or `wait` with a duration such as wait 30s", for: "whenLocked")
    return nil
  }

  /// The value of `state`: `A -> B` or `B`, or one such for each entity.
  mutating func moves(_ node: YAMLNode?, allowsArrow: Bool) -> [MoveSyntax] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      return move(node, of: nil, allowsArrow: allowsArrow).map { [$0] } ?? []
    }
    var moves: [MoveSyntax] = []
    for entry in entries {
      if let move = move(entry.value, of: name(of: entry.key), allowsArrow: allowsArrow) { moves.append(move) }
    }
    return moves
  }

  private mutating func move(_ node: YAMLNode, of entity: Located<String>?, allowsArrow: Bool) -> MoveSyntax? {
    guard let scalar = node.scalar, case .string(let text) = scalar.resolved else {
      reportWrong(node, expected: "a state, or two as in A -> B", for: "state")
      return nil
    }
    let states = states(in: text, of: scalar)
    guard let last = states.last, states.count <= (allowsArrow ? 2 : 1), !states.contains(where: { $0.value.isEmpty })
    else {
      reportWrong(node, expected: allowsArrow ? "a state, or two as in A -> B" : "one state", for: "state")
      return nil
    }
    return MoveSyntax(entity: entity, dispatched: states.count == 2 ? states[0] : nil, succeeded: last)
  }

  /// The states between arrows, each at its own place.
  private func states(in text: String, of scalar: YAMLScalar) -> [Located<String>] {
    let map = scalar.map(in: source)
    let bytes = Array(text.utf8)
    var states: [Located<String>] = []
    var start = 0
    for index in 0...bytes.count {
      let isArrow =
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && bytes[index + 1] == UInt8(ascii: ">")
      guard isArrow || index == bytes.count else { continue }
      let part = start..<max(start, index)
      let inner = part.drop { bytes[$0] == UInt8(ascii: " ") }
      let first = inner.first ?? part.lowerBound
      let last = inner.last { bytes[$0] != UInt8(ascii: " ") }.map { $0 + 1 } ?? first
      states.append(Located(String(decoding: bytes[first..<last], as: UTF8.self), at: map.range(of: first..<last)))
      start = index + 2
    }
    return states
  }
}
