package import JSONSchema
import SkaldCore
package import CEL
import SkaldValue

/// The names that an expression can read, with their types.
package struct Scope: Sendable {
  /// Whether a step ran.
  package enum Presence: Sendable, Hashable {
    /// On every path to here.
    case certain
    /// On some path to here, or it may have failed: its fields need `has()`.
    case possible
    /// On no path to here.
    case absent
  }

  /// A step's result.
  package struct Output: Sendable {
    /// Its shape; nil where nothing is known of it.
    package let schema: Schema?
    /// Its type.
    package let type: CELType
    /// Whether the step ran.
    package var presence: Presence
    /// Whether it is a value of its own, as `set` makes them, rather than a result with fields.
    package let isValue: Bool
  }

  private var declaredRoots: [(name: String, type: CELType)] = []
  private var declaredInput: ObjectSchema?
  /// The fields that conditions on the way here asked for, and that are there: a variable, then its fields.
  private var known: Set<[String]> = []
  /// The names of all steps of the saga that can be read, in the order of the file; shared by all scopes.
  package let stepNames: [String]
  private var outputs: [String: Output] = [:]
  /// The steps that ran or may have run, the earliest first.
  package private(set) var ran: [String] = []

  init(stepNames: [String] = []) { self.stepNames = stepNames }

  /// The names of the language itself, such as `input`.
  package var roots: [(name: String, type: CELType)] {
    guard !known.isEmpty else { return declaredRoots }
    return declaredRoots.map { root in
      (root.name, known(of: root.name).reduce(root.type) { $0.requiring($1.dropFirst()) })
    }
  }

  /// The shape of the input; nil where there is none.
  package var input: ObjectSchema? {
    declaredInput.map { shape($0, of: "input") }
  }

  /// The shape of what a variable holds, with the fields that are there.
  func shape(_ object: ObjectSchema, of root: String) -> ObjectSchema {
    known(of: root).reduce(object) { $0.requiring($1.dropFirst()) }
  }

  /// The result of a step, which may not have run; nil where no step has that name.
  package func output(of step: String) -> Output? {
    if let output = outputs[step] {
      let known = known(of: step)
      guard !known.isEmpty else { return output }
      // A result of which a field is there was given, and has all that it is declared to have.
      return Output(
        schema: output.schema.map { schema in known.reduce(schema) { $0.requiring($1.dropFirst()) } },
        type: known.reduce(output.type) { $0.requiring($1.dropFirst()) }, presence: .certain, isValue: output.isValue)
    }
    return stepNames.contains(step) ? Output(schema: nil, type: .dyn, presence: .absent, isValue: false) : nil
  }

  /// The types of all names, for the check of an expression.
  package var environment: TypeEnvironment {
    var environment = TypeEnvironment(roots)
    for name in stepNames { environment[name] = output(of: name)?.type ?? .dyn }
    return environment
  }

  private func known(of root: String) -> [[String]] { known.isEmpty ? [] : known.filter { $0.first == root } }

  /// Notes that a field is there.
  mutating func know(_ path: [String]) { known.insert(path) }

  private mutating func forget(_ root: String) {
    if !known.isEmpty { known = known.filter { $0.first != root } }
  }

  mutating func addRoot(_ name: String, _ type: CELType) {
    removeRoot(name)
    declaredRoots.append((name, type))
  }

  mutating func removeRoot(_ name: String) {
    forget(name)
    declaredRoots.removeAll { $0.name == name }
  }

  mutating func setInput(_ schema: ObjectSchema, isDeclared: Bool) {
    declaredInput = schema
    addRoot("input", isDeclared ? CELType(.object(schema)) : .dyn)
  }

  mutating func addOutput(_ step: String, schema: Schema?, presence: Presence = .certain) {
    let type = schema.map { CELType($0) } ?? .dyn
    add(step, Output(schema: schema, type: type, presence: presence, isValue: false))
  }

  mutating func addValue(_ name: String, schema: Schema?, type: CELType) {
    add(name, Output(schema: schema, type: type, presence: .certain, isValue: true))
  }

  private mutating func add(_ step: String, _ output: Output) {
    forget(step)
    if outputs[step] == nil { ran.append(step) }
    outputs[step] = output
  }

  /// Adds what another scope has beyond this one; certain only where that holds for the way to here, too.
  mutating func add(from other: Scope, isCertain: Bool) {
    for name in other.ran where outputs[name] == nil {
      guard var output = other.outputs[name] else { continue }
      if !isCertain { output.presence = .possible }
      add(name, output)
      if isCertain { known.formUnion(other.known(of: name)) }
    }
  }

  /// Takes the names of the language from another scope: those of a construct end with it.
  mutating func restoreRoots(of other: Scope) { declaredRoots = other.declaredRoots }

  /// The scope with a step's result as one that may be missing.
  func withPossible(_ step: String, schema: Schema?) -> Scope {
    var scope = self
    scope.addOutput(step, schema: schema, presence: .possible)
    return scope
  }

  /// The scope with every result as one that may be missing: of what happens on failure at an unknown point.
  func withAllPossible() -> Scope {
    var scope = self
    scope.known = []
    for name in scope.ran { scope.outputs[name]?.presence = .possible }
    return scope
  }

  /// What holds after one of two ways: certain is what both make certain.
  func merged(with other: Scope) -> Scope {
    var scope = self
    for name in other.ran {
      guard var output = other.outputs[name] else { continue }
      let both = outputs[name]?.presence == .certain && output.presence == .certain
      output.presence = both ? .certain : .possible
      scope.add(name, output)
    }
    for name in ran where other.outputs[name] == nil { scope.outputs[name]?.presence = .possible }
    scope.known = known.intersection(other.known)
    return scope
  }
}
