import JSONSchema
import CEL
package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// `wait: event`: waits for a correlated event.
package struct WaitStep: StepBody {
  /// The event's type.
  package let event: Located<String>
  /// The event must satisfy this.
  package var condition: ExpressionSyntax?
  /// How long it waits.
  package var timeout: Located<Milliseconds>?
  /// What to do when the time is up.
  package var otherwise: Located<Wait.Otherwise>?
  /// Alternatives for `wait_timed_out`.
  package var catches: [CatchSyntax]

  /// The alternatives' steps.
  package var children: [[StepSyntax]] { catches.map { $0.steps } }
}

extension WaitStep {
  static let kind = StepKind(keyword: "wait", keys: keys) { fields, context in WaitStep(fields, &context) }

  static let keys = KeyTable(
    "a wait",
    [
      .optional("step", "the name of the step", .name(.identifier)), .required("wait", "the event", .name(.event)),
      .optional("if", "what the event must satisfy", .expression),
      .optional("timeout", "how long it waits", .duration()),
      .optional("otherwise", "what to do when the time is up", .otherwise),
      .optional("catch", "alternatives for `wait_timed_out`", .catches),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let event = context.text(fields["wait"], for: "wait") else { return nil }
    self.event = event
    condition = context.condition(fields["if"], for: "if")
    timeout = context.duration(fields["timeout"], for: "timeout")
    // A wait has no limit of its own: one that cannot be read must not look like none.
    if timeout == nil, fields["timeout"] != nil { context.hasGaps = true }
    otherwise = context.word(fields["otherwise"], among: [.compensate, .continue, .alert], for: "otherwise")
    catches = context.catches(fields["catch"])
  }
}

/// A wait for an event, with its names resolved.
package struct BoundWait: BoundBody {
  /// As it is written.
  package let syntax: WaitStep
  /// The event; nil where it cannot be resolved, which is reported.
  package let event: BoundEvent?
  /// How long it waits; nil for ever.
  package let timeout: Milliseconds?
  /// What to do when the time is up.
  package let otherwise: Wait.Otherwise
  /// Alternatives for `wait_timed_out`.
  package let catches: [BoundCatch]

  /// The alternatives' steps.
  package var branches: [BoundBranch] { catches.map { $0.branch } }
}

extension WaitStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(step.name, orNamed: event.value)
    let before = binder.flow
    let position = binder.position(isPivot: false)
    let event = binder.consumed(event)
    if let condition {
      var scope = before.scope
      scope.addRoot("event", event?.knownData.map { CELType($0) } ?? .dyn)
      binder.note(
        condition, expected: .bool, purpose: "a condition", at: .init(place: .filter, step: name, scope: scope))
    }
    let otherwise = otherwise?.value ?? (position == .beforePivot ? .compensate : .alert)
    let catches = binder.bind(catches, of: name, from: before)
    var after = before
    after.scope.addOutput(name, schema: event?.knownData)
    after.scope.learn(condition, is: true, renamed: name)
    if otherwise == .continue { after = after.joined(with: before) }
    for exit in catches.exits { after = after.joined(with: exit) }
    binder.flow = after
    let body = BoundWait(
      syntax: self, event: event, timeout: timeout?.value, otherwise: otherwise, catches: catches.bound)
    return BoundStep(
      id: id, name: name, syntax: step, body: body, position: position, isReachable: before.isAlive)
  }
}

extension BoundWait {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id), let event = lowerer.event(event) else { return }
    let policy = timeout.map { lowerer.policy(CallPolicy(timeout: $0)) }
    let targets = lowerer.targets(of: catches, next: next)
    let wait = Wait(
      step: id, event: event, condition: lowerer.expression(syntax.condition), policy: policy, otherwise: otherwise,
      catches: targets.map { $0.entry })
    lowerer.emit(Node(.wait(wait), next: next), at: node, from: step.place)
    lowerer.lower(targets, next: next)
  }
}
