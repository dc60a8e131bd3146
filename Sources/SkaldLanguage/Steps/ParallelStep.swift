package import SkaldCore
package import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// `parallel: name` with `branches`: runs branches side by side.
package struct ParallelStep: StepBody {
  /// How many branches must succeed.
  package enum Need: Sendable, Hashable {
    /// Every one.
    case all
    /// So many.
    case count(Int)
  }

  /// A branch.
  package struct Branch: Sendable {
    /// Its name.
    package let name: Located<String>
    /// What is done.
    package let steps: [StepSyntax]
  }

  /// The name of the whole.
  package let name: Located<String>
  /// The branches.
  package let branches: [Branch]
  /// How many must succeed; nil where nothing is written, which means all.
  package let need: Located<Need>?

  /// The branches' steps.
  package var children: [[StepSyntax]] { branches.map { $0.steps } }
  /// The whole is named by its own key.
  package var ownName: Located<String>? { name }
  /// What it does has names of its own.
  package var hasResult: Bool { false }
  /// How many branches must succeed.
  package var needed: Int {
    switch need?.value {
    case .count(let count)?: count
    case .all?, nil: branches.count
    }
  }
}

extension ParallelStep {
  static let kind = StepKind(keyword: "parallel", keys: keys) { fields, context in ParallelStep(fields, &context) }

  static let keys = KeyTable(
    "a parallel",
    [
      .required("parallel", "the name of the whole", .name(.identifier)),
      .required("branches", "the branches, by name", .map(.either([.steps, .table(KeyCatalog.branch)]))),
      .optional(
        "need", "how many must succeed: `all`, `any` or a number",
        .either([.words(["all", "any"]), .integer(atLeast: 1)])),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["parallel"], for: "parallel") else { return nil }
    context.checkStepName(name)
    self.name = name
    need = Self.need(fields["need"], &context)
    guard let node = fields["branches"] else { return nil }
    guard let entries = node.entries, !entries.isEmpty else {
      context.reportWrong(node, expected: "a map of names to steps", for: "branches")
      return nil
    }
    branches = entries.compactMap { Self.branch($0, &context) }
  }

  /// A branch: its steps, or a map that holds them.
  private static func branch(_ entry: YAMLEntry, _ context: inout DecodeContext) -> Branch? {
    let name = context.name(of: entry.key)
    context.checkName(name, .identifier, of: "a branch")
    if entry.value.items != nil { return Branch(name: name, steps: context.steps(entry.value, for: name.value)) }
    guard let fields = context.fields(entry.value, KeyCatalog.branch, for: name.value) else { return nil }
    return Branch(name: name, steps: context.steps(fields["steps"], for: "steps"))
  }

  private static func need(_ node: YAMLNode?, _ context: inout DecodeContext) -> Located<Need>? {
    guard let node else { return nil }
    switch node.scalar?.resolved {
    case .string("all")?: return Located(.all, at: node.range)
    case .string("any")?: return Located(.count(1), at: node.range)
    case .int(let count)? where count > 0: return Located(.count(Int(count)), at: node.range)
    default:
      context.reportWrong(node, expected: "`all`, `any` or a number from 1", for: "need")
      return nil
    }
  }
}

/// Branches, with their names resolved.
package struct BoundParallel: BoundBody {
  /// As it is written.
  package let syntax: ParallelStep
  /// The branches.
  package let branches: [BoundBranch]
}

extension ParallelStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(name, orNamed: "parallel")
    let before = binder.flow
    binder.enclosing.append(name)
    var bound: [BoundBranch] = []
    var exits: [SagaBinder.Flow] = []
    for branch in branches {
      let inside = binder.bind(branch.steps, from: before, as: .branch(branch.name))
      bound.append(BoundBranch(entry: inside.entry, steps: inside.steps, leadsOn: binder.flow.isAlive))
      exits.append(binder.flow)
    }
    binder.enclosing.removeLast()
    binder.flow = after(before, exits)
    let hasPivot = exits.contains { $0.hasPivot } && !before.hasPivot
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundParallel(syntax: self, branches: bound),
      position: hasPivot ? .pivot : binder.position(before), isReachable: before.isAlive)
  }

  /// What holds behind the branches: with `need: all` everything that each of them did.
  private func after(_ before: SagaBinder.Flow, _ exits: [SagaBinder.Flow]) -> SagaBinder.Flow {
    var after = before
    let alive = exits.filter { $0.isAlive }
    let isAll = needed >= branches.count
    for exit in alive { after.scope.add(from: exit.scope, isCertain: isAll) }
    after.isAlive = before.isAlive && alive.count >= min(needed, branches.count)
    after.isPivotSure = isAll ? exits.contains { $0.isPivotSure } : exits.allSatisfy { $0.isPivotSure }
    after.hasPivot = isAll ? exits.contains { $0.hasPivot } : !exits.isEmpty && exits.allSatisfy { $0.hasPivot }
    return after
  }
}

extension BoundParallel {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    let entries = branches.map { _ in lowerer.reserve() }
    var regions: [RegionID] = []
    for (branch, entry) in zip(branches, entries) {
      var name = ""
      if case .branch(let written) = branch.entry { name = written.value }
      regions.append(lowerer.region(name, branch.steps, entry: entry))
    }
    let fork = Fork(step: id, body: .branches(regions, need: min(syntax.needed, regions.count)))
    lowerer.emit(Node(.fork(fork), next: next), at: node, from: step.place)
    for (branch, entry) in zip(branches, entries) { lowerer.lower(region: branch.steps, entry: entry, of: step) }
  }
}
