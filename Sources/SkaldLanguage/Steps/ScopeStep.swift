package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// `scope: name` with `steps` and `catch`: a part that is undone as one, after which an alternative runs.
package struct ScopeStep: StepBody {
  /// The name of the whole.
  package let name: Located<String>
  /// What is done.
  package let steps: [StepSyntax]
  /// Alternatives by the code of the failure.
  package let catches: [CatchSyntax]

  /// The steps, then those of the alternatives.
  package var children: [[StepSyntax]] { [steps] + catches.map { $0.steps } }
  /// The whole is named by its own key.
  package var ownName: Located<String>? { name }
  /// What it does has names of its own.
  package var hasResult: Bool { false }
}

extension ScopeStep {
  static let kind = StepKind(keyword: "scope", keys: keys) { fields, context in ScopeStep(fields, &context) }

  static let keys = KeyTable(
    "a scope",
    [
      .required("scope", "the name of the whole", .name(.identifier)), .required("steps", "what is done", .steps),
      .optional("catch", "alternatives by the code of the failure", .catches),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["scope"], for: "scope") else { return nil }
    context.checkStepName(name)
    self.name = name
    steps = context.steps(fields["steps"], for: "steps")
    catches = context.catches(fields["catch"])
  }
}

/// A scope, with its names resolved.
package struct BoundScope: BoundBody {
  /// As it is written.
  package let syntax: ScopeStep
  /// What is done.
  package let body: BoundBranch
  /// Alternatives by the code of the failure.
  package let catches: [BoundCatch]

  /// The steps, then those of the alternatives.
  package var branches: [BoundBranch] { [body] + catches.map { $0.branch } }
}

extension ScopeStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(name, orNamed: "scope")
    let before = binder.flow
    binder.enclosing.append(name)
    var body = binder.bind(steps, from: before, as: .body)
    binder.enclosing.removeLast()
    let exit = binder.flow
    body = BoundBranch(entry: .body, steps: body.steps, leadsOn: exit.isAlive)
    // What ran inside is undone when an alternative begins; its results may still be asked for.
    var failed = before
    failed.scope.add(from: exit.scope, isCertain: false)
    let catches = binder.bind(catches, of: name, from: failed)
    var after = exit
    for other in catches.exits { after = after.joined(with: other) }
    binder.flow = after
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundScope(syntax: self, body: body, catches: catches.bound),
      position: exit.hasPivot && !before.hasPivot ? .pivot : binder.position(before), isReachable: before.isAlive)
  }
}

extension BoundScope {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    let entry = lowerer.reserve()
    let region = lowerer.region("", body.steps, entry: entry)
    let targets = lowerer.targets(of: catches, next: next)
    let fork = Fork(step: id, body: .scope(region), catches: targets.map { $0.entry })
    lowerer.emit(Node(.fork(fork), next: next), at: node, from: step.place)
    lowerer.lower(region: body.steps, entry: entry, of: step)
    lowerer.lower(targets, next: next)
  }
}
