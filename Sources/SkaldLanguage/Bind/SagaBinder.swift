import JSONSchema
import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Gives the names of one saga their meaning, top to bottom, and keeps count of what ran on the way.
package struct SagaBinder {
  /// What holds at a point between two steps.
  struct Flow: Sendable {
    var scope: Scope
    /// Whether the pivot lies before, on the straight path.
    var hasPivot = false
    /// Whether the pivot lies before on every path, those past its own refusal included.
    var isPivotSure = false
    /// Whether some path leads here.
    var isAlive = true
  }

  let reach: Reach
  var saga: BoundSaga
  var flow: Flow
  var usage = Usage()
  var diagnostics: [Diagnostic] = []
  /// The names of the constructs around the step that is bound, the outermost first.
  var enclosing: [String] = []
  /// The names with `-` that expressions cannot read.
  let dashed: [String]
  /// The files that declare what is missing, each reported once.
  var missed: Set<String> = []
  /// Whether it was reported that a state needs an entity.
  var isEntityMissed = false
  /// Whether it was reported that the saga is too much with its parts.
  var isSizeTold = false
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  init(_ syntax: SagaSyntax, file: String, reach: Reach) {
    self.reach = reach
    let input = syntax.input?.schema(isClosed: true) ?? ObjectSchema(fields: [], isClosed: false)
    saga = BoundSaga(syntax: syntax, file: file, input: input)
    saga.hasGaps = syntax.hasGaps || reach.hasGaps || reach.declarations.contains { $0.hasGaps }
    let names = Self.names(in: syntax.steps)
    dashed = (names + input.fields.map { $0.name }).filter { $0.contains("-") }
    var scope = Scope(stepNames: names.filter { NameForm.isIdentifier($0) })
    scope.setInput(input, isDeclared: syntax.input != nil)
    scope.addRoot("saga", .saga)
    flow = Flow(scope: scope)
  }

  /// The names of steps that have a result.
  private static func names(in steps: [StepSyntax]) -> [String] {
    var names: [String] = []
    for step in steps {
      if let set = step.body as? SetStep { names += set.values.map { $0.name.value } }
      if let name = step.name?.value, step.body.hasResult { names.append(name) }
      for child in step.body.children { names += Self.names(in: child) }
    }
    return names
  }
}

extension SagaBinder {
  mutating func report(
    _ code: String, _ message: String, at range: SourceRange, severity: Severity = .error, label: String = "",
    help: String? = nil, fix: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code: code, severity: severity, message: message, label: label, file: saga.file, range: range, help: help,
        fix: fix.map { [.init(range: range, text: $0)] } ?? []))
  }

  /// The shape of the input, with the fields that conditions on the way here asked for.
  var knownInput: ObjectSchema { flow.scope.input ?? saga.input }

  /// How a step that is bound now relates to the point of no return.
  func position(isPivot: Bool) -> Invoke.Position {
    if isPivot { return .pivot }
    return flow.hasPivot ? .afterPivot : .beforePivot
  }

  /// How a construct that began at a point relates to the point of no return.
  func position(_ before: Flow) -> Invoke.Position { before.hasPivot ? .afterPivot : .beforePivot }

  /// Gives a step its record, and its name where none is written.
  mutating func record(_ name: Located<String>?, orNamed alternative: String) -> (id: StepID, name: String) {
    var unique = name?.value ?? alternative
    if let name, taken.contains(name.value) {
      report(
        "SK105", "two steps are called `\(name.value)`", at: name.range,
        help: alternative == "set"
          ? "names are unique within a saga: compute it at one place, as in ${condition ? first : second}"
          : "names are unique within a saga")
    }
    var number = 1
    while name == nil, taken.contains(unique) {
      number += 1
      unique = "\(alternative)-\(number)"
    }
    taken.insert(unique)
    let id = StepID(saga.records.count)
    saga.records.append(Step(name: unique, path: (enclosing + [unique]).joined(separator: "/")))
    return (id, unique)
  }

  /// The name of a step that has none and no event: its kind with a number.
  mutating func numbered(_ kind: String) -> String {
    counts[kind, default: 0] += 1
    return "\(kind)-\(counts[kind, default: 1])"
  }

  /// Binds a list of steps, one after the other.
  mutating func bind(_ steps: [StepSyntax]) -> [BoundStep] {
    var bound: [BoundStep] = []
    for step in steps { bound.append(step.body.bind(step, in: &self)) }
    return bound
  }

  /// Binds a list of steps inside a step, from a point on; the flow is afterwards that of the list's end.
  mutating func bind(_ steps: [StepSyntax], from start: Flow, as entry: BoundBranch.Entry) -> BoundBranch {
    flow = start
    let bound = bind(steps)
    return BoundBranch(entry: entry, steps: bound, leadsOn: true)
  }
}

extension SagaBinder.Flow {
  /// What holds where two ways meet; the first tells whether the pivot lies before.
  func joined(with detour: SagaBinder.Flow) -> SagaBinder.Flow {
    guard detour.isAlive else { return self }
    guard isAlive else { return detour }
    return SagaBinder.Flow(
      scope: scope.merged(with: detour.scope), hasPivot: hasPivot, isPivotSure: isPivotSure && detour.isPivotSure)
  }

  /// What holds where the ways of a choice meet: the pivot lies before where it does on every way.
  static func meeting(_ flows: [SagaBinder.Flow], from start: SagaBinder.Flow) -> SagaBinder.Flow {
    let alive = flows.filter { $0.isAlive }
    guard var flow = alive.first else {
      var dead = flows.first ?? start
      dead.isAlive = false
      return dead
    }
    for other in alive.dropFirst() { flow = flow.joined(with: other) }
    flow.hasPivot = alive.allSatisfy { $0.hasPivot }
    return flow
  }
}
