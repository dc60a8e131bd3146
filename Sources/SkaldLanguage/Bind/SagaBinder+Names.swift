import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// SK201: a name that is declared nowhere within reach.
  ///
  /// What was meant is taken instead, so that one wrong letter is one finding.
  private mutating func meant(
    by name: Located<String>, _ what: String, among names: [String], home: String? = nil
  ) -> String? {
    guard !reach.hasGaps else { return nil }
    // Everything that one missing import declares is one finding.
    if let home, !missed.insert(home).inserted { return nil }
    let near = nearest(name.value, among: names)
    var help = near.map { "did you mean `\($0)`?" }
    if let home { help = "it is declared in \(home): import that file with `use`" }
    if help == nil, !names.isEmpty, names.count <= 12 { help = "known are \(names.joined(separator: ", "))" }
    report(
      "SK201", "unknown \(what) `\(name.value)`", at: name.range, help: help, fix: home == nil ? near : nil)
    if near == nil { saga.hasGaps = true }
    return near
  }

  mutating func operation(_ name: Located<String>) -> BoundOperation? {
    guard !name.value.isEmpty else { return nil }
    if let known = known(name.value) { return known }
    let service = String(name.value.prefix { $0 != "." })
    let operations = reach.names { $0.operations }
    if reach.find(service, { $0.services }) != nil {
      let siblings = operations.filter { $0.hasPrefix(service + ".") }
      return meant(by: name, "operation", among: siblings).flatMap { known($0) }
    }
    let action = name.value.dropFirst(service.count)
    if let near = nearest(service, among: reach.names { $0.services }), operations.contains(near + action) {
      return meant(by: name, "operation", among: [near + action]).flatMap { known($0) }
    }
    reportUndeclared(service, at: name.range)
    usage.operations.insert(name.value)
    return BoundOperation(name: name.value, declaration: nil, place: nil)
  }

  private mutating func known(_ name: String) -> BoundOperation? {
    guard let found = reach.find(name, { $0.operations }) else { return nil }
    usage.operations.insert(name)
    let place = FilePlace(file: found.file, range: found.syntax.name.range)
    return BoundOperation(name: name, declaration: found.syntax, place: place)
  }

  /// A service that is declared nowhere is untyped: worth a note.
  private mutating func reportUndeclared(_ service: String, at range: SourceRange) {
    let home = reach.home(of: service) { $0.services }
    report(
      "SK201", "service `\(service)` is declared nowhere: its calls are not checked", at: range, severity: .note,
      help: home.map { "it is declared in \($0): import that file with `use`" })
  }

  /// The event of a name, and the name that counts as used. Of an event that is only meant nothing is taken: events
  /// resemble each other, and their fields differ.
  private mutating func event(_ name: Located<String>) -> (event: BoundEvent?, used: String) {
    if let found = reach.find(name.value, { $0.events }) {
      let place = FilePlace(file: found.file, range: found.syntax.name.range)
      return (BoundEvent(declaration: found.syntax, place: place), name.value)
    }
    let home = reach.home(of: name.value) { $0.events }
    return (nil, meant(by: name, "event", among: reach.names { $0.events }, home: home) ?? name.value)
  }

  mutating func consumed(_ name: Located<String>) -> BoundEvent? {
    let (event, used) = event(name)
    usage.consumed.insert(used)
    return event
  }

  mutating func emitted(_ name: Located<String>) -> BoundEvent? {
    let (event, used) = event(name)
    usage.emitted.insert(used)
    return event
  }

  mutating func bindEntities() {
    for field in saga.syntax.entities {
      var found = reach.find(field.name.value) { $0.entities }
      if found == nil {
        let home = reach.home(of: field.name.value) { $0.entities }
        let meant = meant(by: field.name, "entity", among: reach.names { $0.entities }, home: home)
        found = meant.flatMap { reach.find($0) { $0.entities } }
      }
      guard let found else { continue }
      let name = found.syntax.name
      usage.entities.insert(name.value)
      if let starts = found.syntax.starts { usage.states.insert("\(name.value).\(starts.value)") }
      saga.entities.append(
        BoundEntity(
          id: EntityID(saga.entities.count), declaration: found.syntax,
          place: FilePlace(file: found.file, range: name.range), key: field.value))
    }
  }

  /// The moves to a state; those that cannot be resolved are reported and left out.
  mutating func moves(
    _ moves: [MoveSyntax], state: (MoveSyntax) -> Located<String>?
  ) -> [BoundMove] {
    var bound: [BoundMove] = []
    for move in moves {
      guard let state = state(move) else { continue }
      guard let entity = entity(of: move) else {
        saga.hasGaps = true
        continue
      }
      // What the table mentions without declaring it is reported there.
      let names = entity.declaration.mentionedStates
      guard !names.isEmpty else { continue }
      let known = names.contains(state.value) ? state.value : nil
      guard let name = known ?? meant(by: state, "state of `\(entity.name)`", among: names) else { continue }
      usage.states.insert("\(entity.name).\(name)")
      bound.append(BoundMove(entity: entity.id, state: Located(name, at: state.range)))
    }
    return bound
  }

  private mutating func entity(of move: MoveSyntax) -> BoundEntity? {
    if let name = move.entity {
      if let entity = saga.entities.first(where: { $0.name == name.value }) { return entity }
      guard !saga.syntax.entities.contains(where: { $0.name.value == name.value }) else { return nil }
      let near = meant(by: name, "entity of this saga", among: saga.entities.map { $0.name })
      return saga.entities.first { $0.name == near }
    }
    if saga.syntax.entities.count == 1 { return saga.entities.first }
    let range = move.succeeded.range
    guard !isEntityMissed, !(saga.syntax.hasGaps && saga.syntax.entities.isEmpty) else { return nil }
    isEntityMissed = true
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
      var found = reach.find(name.value) { $0.policies }
      if found == nil {
        let home = reach.home(of: name.value) { $0.policies }
        let meant = meant(by: name, "retry policy", among: reach.names { $0.policies }, home: home)
        found = meant.flatMap { reach.find($0) { $0.policies } }
      }
      usage.policies.insert(found?.syntax.name.value ?? name.value)
      return found?.syntax.policy.filled(from: base)
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
