import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// `choose: name` with `cases`: goes on at the first case whose condition holds.
package struct ChooseStep: StepBody {
  /// A condition and what is done under it.
  package struct Case: Sendable {
    /// The condition; nil for the default.
    package let condition: ExpressionSyntax?
    /// What is done; a `fail` of the case is its only step.
    package let steps: [StepSyntax]
    /// Where findings about the case are shown: its first key.
    package let range: SourceRange
  }

  /// The choice's name.
  package let name: Located<String>
  /// The cases in their order.
  package let cases: [Case]

  /// The cases' steps.
  package var children: [[StepSyntax]] { cases.map { $0.steps } }
  /// A choice is named by its own key.
  package var ownName: Located<String>? { name }
  /// What it does has names of its own.
  package var hasResult: Bool { false }
}

extension ChooseStep {
  static let kind = StepKind(keyword: "choose", keys: keys) { fields, context in ChooseStep(fields, &context) }

  static let keys = KeyTable(
    "a choose",
    [
      .required("choose", "the name of the choice", .name(.identifier)),
      .required("cases", "the cases, the default last", .list(.table(KeyCatalog.choiceCase))),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["choose"], for: "choose") else { return nil }
    context.checkStepName(name)
    self.name = name
    guard let node = fields["cases"] else { return nil }
    guard let items = node.items, !items.isEmpty else {
      context.reportWrong(node, expected: "a list of cases", for: "cases")
      return nil
    }
    var cases: [Case] = []
    for (index, item) in items.enumerated() {
      if let read = Self.decodeCase(item, isLast: index == items.count - 1, &context) { cases.append(read) }
    }
    self.cases = cases
  }

  private static func decodeCase(_ node: YAMLNode, isLast: Bool, _ context: inout DecodeContext) -> Case? {
    guard let fields = context.fields(node, KeyCatalog.choiceCase, for: "cases") else { return nil }
    if fields["if"] == nil, !isLast {
      context.report(
        "SK104", "a case before the last needs `if`", at: fields.place, help: "the last case alone is the default")
    }
    return Case(
      condition: context.condition(fields["if"], for: "if"), steps: steps(of: fields, &context), range: fields.place)
  }

  private static func steps(of fields: Fields, _ context: inout DecodeContext) -> [StepSyntax] {
    if fields["steps"] != nil, let key = fields.key("fail") {
      context.report("SK101", "a case has `steps` or `fail`, not both", at: key.range)
    }
    if fields["steps"] != nil { return context.steps(fields["steps"], for: "steps") }
    guard let key = fields.key("fail") else {
      context.report("SK104", "a case needs `steps` or `fail`", at: fields.place)
      return []
    }
    guard let body = FailStep(fields, &context) else { return [] }
    let range = SourceRange(start: key.range.start, end: max(key.range.end, body.code.range.end))
    return [
      StepSyntax(name: nil, keyword: Located("fail", at: key.range), body: body, range: range, keys: fields.keys)
    ]
  }
}

/// A choice, with its names resolved.
package struct BoundChoose: BoundBody {
  /// As it is written.
  package let syntax: ChooseStep
  /// What is done in each case, in the order of the cases.
  package let branches: [BoundBranch]
}

extension ChooseStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let before = binder.flow
    binder.enclosing.append(name.value)
    var branches: [BoundBranch] = []
    var exits: [SagaBinder.Flow] = []
    // What no case before this one asked for in vain.
    var rest = before
    for (index, choice) in cases.enumerated() {
      var chosen = rest
      if let condition = choice.condition {
        binder.note(
          condition, expected: .bool, purpose: "a condition",
          at: .init(place: .choice, step: name.value, scope: rest.scope))
        chosen.scope.learn(condition, is: true)
        rest.scope.learn(condition, is: false)
      }
      let branch = binder.bind(choice.steps, from: chosen, as: .chosen(index))
      branches.append(BoundBranch(entry: branch.entry, steps: branch.steps, leadsOn: binder.flow.isAlive))
      exits.append(binder.flow)
    }
    binder.enclosing.removeLast()
    // Without a default the choice may lead past all cases.
    if !cases.contains(where: { $0.condition == nil }) { exits.append(rest) }
    binder.flow = .meeting(exits, from: before)
    binder.flow.isAlive = binder.flow.isAlive && before.isAlive
    return BoundStep(
      id: nil, name: name.value, syntax: step, body: BoundChoose(syntax: self, branches: branches),
      position: before.hasPivot ? .afterPivot : .beforePivot, isReachable: before.isAlive)
  }
}

extension BoundChoose {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    var cases: [Branch.Case] = []
    var otherwise = next
    var entries: [(steps: [BoundStep], at: NodeID)] = []
    for (choice, branch) in zip(syntax.cases, branches) {
      let target = branch.steps.isEmpty ? next : lowerer.reserve()
      if !branch.steps.isEmpty { entries.append((branch.steps, target)) }
      if let condition = lowerer.expression(choice.condition) {
        cases.append(Branch.Case(condition: condition, target: target))
      } else {
        otherwise = target
      }
    }
    lowerer.emit(Node(.branch(Branch(cases: cases, otherwise: otherwise))), at: node, from: step.place)
    for entry in entries { lowerer.lower(entry.steps, at: entry.at, next: next) }
  }
}
