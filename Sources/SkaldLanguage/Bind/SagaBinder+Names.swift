import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// SK201: a name that is declared nowhere within reach.
  private mutating func reportUnknown(_ what: String, _ name: Located<String>, among names: [String], home: String?) {
    guard !reach.hasGaps else { return }
    let near = nearest(name.value, among: names)
    var help = near.map { "did you mean `\($0)`?" }
    if let home { help = "it is declared in \(home): import that file with `use`" }
    if help == nil, !names.isEmpty, names.count <= 12 { help = "known are \(names.joined(separator: ", "))" }
    report("SK201", "unknown \(what) `\(name.value)`", at: name.range, help: help, fix: home == nil ? near : nil)
  }

  mutating func operation(_ name: Located<String>) -> BoundOperation? {
    usage.operations.insert(name.value)
    if let found = reach.find(name.value, { $0.operations }) {
      let place = FilePlace(file: found.file, range: found.syntax.name.range)
      return BoundOperation(name: name.value, declaration: found.syntax, place: place)
    }
    let service = String(name.value.prefix { $0 != "." })
    let siblings = reach.names { $0.operations }.filter { $0.hasPrefix(service + ".") }
    if reach.find(service, { $0.services }) != nil {
      reportUnknown("operation", name, among: siblings, home: nil)
      return nil
    }
    reportUndeclared(service, at: name.range)
    return BoundOperation(name: name.value, declaration: nil, place: nil)
  }

  /// A service that is declared nowhere is untyped: worth a note, unless its name looks mistyped.
  private mutating func reportUndeclared(_ service: String, at range: SourceRange) {
    let near = nearest(service, among: reach.names { $0.services })
    let home = reach.home(of: service) { $0.services }
    let help =
      home.map { "it is declared in \($0): import that file with `use`" } ?? near.map { "did you mean `\($0)`?" }
    report(
      "SK201", "service `\(service)` is declared nowhere: its calls are not checked", at: range, severity: .note,
      help: help)
  }

  mutating func event(_ name: Located<String>) -> BoundEvent? {
    guard let found = reach.find(name.value, { $0.events }) else {
      let home = reach.home(of: name.value) { $0.events }
      reportUnknown("event", name, among: reach.names { $0.events }, home: home)
      return nil
    }
    return BoundEvent(
      declaration: found.syntax, place: FilePlace(file: found.file, range: found.syntax.name.range))
  }

  mutating func consumed(_ name: Located<String>) -> BoundEvent? {
    usage.consumed.insert(name.value)
    return event(name)
  }

  mutating func bindEntities() {
    for field in saga.syntax.entities {
      usage.entities.insert(field.name.value)
      guard let found = reach.find(field.name.value, { $0.entities }) else {
        let home = reach.home(of: field.name.value) { $0.entities }
        reportUnknown("entity", field.name, among: reach.names { $0.entities }, home: home)
        continue
      }
      let place = FilePlace(file: found.file, range: found.syntax.name.range)
      saga.entities.append(
        BoundEntity(
          id: EntityID(saga.entities.count), declaration: found.syntax, place: place, key: field.value))
      if let starts = found.syntax.starts { usage.states.insert("\(field.name.value).\(starts.value)") }
    }
  }

  /// The moves to a state; those that cannot be resolved are reported and left out.
  mutating func moves(
    _ moves: [MoveSyntax], state: (MoveSyntax) -> Located<String>?
  ) -> [BoundMove] {
    var bound: [BoundMove] = []
    for move in moves {
      guard let state = state(move), let entity = entity(of: move) else { continue }
      usage.states.insert("\(entity.name).\(state.value)")
      let names = entity.declaration.states.map { $0.name.value }
      if names.contains(state.value) {
        bound.append(BoundMove(entity: entity.id, state: state))
      } else if !names.isEmpty {
        reportUnknown("state of `\(entity.name)`", state, among: names, home: nil)
      }
    }
    return bound
  }

  private mutating func entity(of move: MoveSyntax) -> BoundEntity? {
    if let name = move.entity {
      if let entity = saga.entities.first(where: { $0.name == name.value }) { return entity }
      if !saga.syntax.entities.contains(where: { $0.name.value == name.value }) {
        reportUnknown("entity of this saga", name, among: saga.entities.map { $0.name }, home: nil)
      }
      return nil
    }
    if saga.syntax.entities.count == 1 { return saga.entities.first }
    let range = move.succeeded.range
    if saga.syntax.entities.isEmpty {
      report(
        "SK104", "a `state` needs the saga's `entity`", at: range,
        help: "say which one at the top, such as entity: { order: \"${input.orderId}\" }")
    } else {
      let names = saga.syntax.entities.map { $0.name.value }
      report(
        "SK103", "expected a state for each entity: the saga has several", at: range,
        help: "write { \(names.map { "\($0): STATE" }.joined(separator: ", ")) }")
    }
    return nil
  }

  /// A policy by its name or on the spot, with what it leaves out from a default; nil where the name is unknown.
  mutating func retry(_ retry: RetrySyntax, else base: RetryPolicy) -> RetryPolicy? {
    switch retry {
    case .inline(let policy): return policy.filled(from: base)
    case .named(let name):
      usage.policies.insert(name.value)
      if let found = reach.find(name.value, { $0.policies }) { return found.syntax.policy.filled(from: base) }
      let home = reach.home(of: name.value) { $0.policies }
      reportUnknown("retry policy", name, among: reach.names { $0.policies }, home: home)
      return nil
    }
  }
}

extension PolicySyntax {
  /// The policy, with the parts that are not written from another; a cap below the first wait gives way to it.
  func filled(from base: RetryPolicy) -> RetryPolicy {
    var policy = base
    switch attempts?.value {
    case .limited(let count)?: policy.attempts = count
    case .unlimited?: policy.attempts = nil
    case nil: break
    }
    if let wait { policy.wait = wait.value }
    if let factor { policy.factor = factor.value }
    if let max { policy.max = max.value }
    if max == nil { policy.max = Swift.max(policy.max, policy.wait) }
    if let hasJitter { policy.hasJitter = hasJitter.value }
    return policy
  }
}
