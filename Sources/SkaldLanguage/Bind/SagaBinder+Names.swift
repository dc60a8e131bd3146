import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// SK201: a name that is declared nowhere within reach.
  ///
  /// What was meant is taken instead, so that one wrong letter is one finding.
  mutating func meant(
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
