import JSONSchema
import CEL
package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// `repeat: name` with `steps` and `until`: does the same again until a condition holds.
package struct RepeatStep: StepBody {
  /// The name of the whole.
  package let name: Located<String>
  /// What is done in a round.
  package let steps: [StepSyntax]
  /// The loop ends once this holds behind a round.
  package let until: ExpressionSyntax
  /// The time between two rounds; nil for none.
  package var every: ValueSyntax?
  /// How many rounds; nil for no limit of its own.
  package var atMost: Located<Int>?

  /// The steps of a round.
  package var children: [[StepSyntax]] { [steps] }
  /// The whole is named by its own key.
  package var ownName: Located<String>? { name }
  /// What it does has names of its own.
  package var hasResult: Bool { false }
}

extension RepeatStep {
  static let kind = StepKind(keyword: "repeat", keys: keys) { fields, context in RepeatStep(fields, &context) }

  static let keys = KeyTable(
    "a repeat",
    [
      .required("repeat", "the name of the whole", .name(.identifier)),
      .required("steps", "what is done in a round", .steps),
      .required("until", "the condition that ends it", .expression),
      .optional("every", "the time between two rounds", .time),
      .optional("atMost", "how many rounds", .integer(atLeast: 1)),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["repeat"], for: "repeat") else { return nil }
    context.checkStepName(name)
    self.name = name
    steps = context.steps(fields["steps"], for: "steps")
    every = fields["every"].flatMap { node in
      let value = context.value(node)
      guard case .literal = value else { return value }
      return context.duration(node, for: "every") == nil ? nil : value
    }
    atMost = context.integer(fields["atMost"], atLeast: 1, for: "atMost")
    guard let until = context.condition(fields["until"], for: "until") else { return nil }
    self.until = until
  }
}

/// A loop, with its names resolved.
package struct BoundRepeat: BoundBody {
  /// As it is written.
  package let syntax: RepeatStep
  /// What is done in a round.
  package let body: BoundBranch

  /// The steps of a round.
  package var branches: [BoundBranch] { [body] }
  /// The time between two rounds where it is written as a duration.
  package var every: Milliseconds? {
    guard case .literal(let value)? = syntax.every, let text = value.value.string else { return nil }
    return Milliseconds(json: text)
  }
}

extension RepeatStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(name, orNamed: "repeat")
    let before = binder.flow
    var inner = before
    inner.scope.addRoot("index", .int)
    binder.enclosing.append(name)
    var body = binder.bind(steps, from: inner, as: .body)
    binder.enclosing.removeLast()
    let exit = binder.flow
    body = BoundBranch(entry: .body, steps: body.steps, leadsOn: exit.isAlive)
    binder.note(
      until, expected: .bool, purpose: "a condition", at: .init(place: .until, step: name, scope: exit.scope))
    if let every {
      binder.note(
        every, expected: nil, purpose: "a duration", at: .init(place: .sleep, step: name, scope: exit.scope))
    }
    binder.flow = exit
    binder.flow.scope.learn(until, is: true)
    binder.flow.scope.restoreRoots(of: before.scope)
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundRepeat(syntax: self, body: body),
      position: binder.position(before), isReachable: before.isAlive)
  }
}

extension BoundRepeat {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id), let until = lowerer.expression(syntax.until) else {
      return lowerer.giveUp()
    }
    let entry = lowerer.reserve()
    let region = lowerer.region("", body.steps, entry: entry)
    let rounds = Fork.Rounds(
      until: until, every: syntax.every.map { lowerer.template($0) }, atMost: syntax.atMost?.value)
    lowerer.emit(
      Node(.fork(Fork(step: id, body: .rounds(region, rounds))), next: next), at: node, from: step.place)
    lowerer.lower(region: body.steps, entry: entry, of: step)
  }
}
