package import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue

/// `ask: name`: waits for a person's answer.
package struct AskStep: StepBody {
  /// The question's name.
  package let name: Located<String>
  /// Who is asked.
  package var who: ValueSyntax?
  /// What they are shown.
  package var show: ValueSyntax?
  /// The shape of the answer; nil for any object.
  package var answer: Located<Schema>?
  /// How long it waits.
  package var timeout: Located<Milliseconds>?
  /// What to do when the time is up.
  package var otherwise: Located<Wait.Otherwise>?
  /// Alternatives for `wait_timed_out`.
  package var catches: [CatchSyntax]

  /// The alternatives' steps.
  package var children: [[StepSyntax]] { catches.map { $0.steps } }
  /// A question is named by its own key.
  package var ownName: Located<String>? { name }
}

extension AskStep {
  static let kind = StepKind(keyword: "ask", keys: keys) { fields, context in AskStep(fields, &context) }

  static let keys = KeyTable(
    "an ask",
    [
      .required("ask", "the name of the question", .name(.identifier)), .optional("who", "who is asked", .value),
      .optional("show", "what they are shown", .value), .optional("answer", "the shape of the answer", .type),
      .optional("timeout", "how long it waits", .duration()),
      .optional("otherwise", "what to do when the time is up", .otherwise),
      .optional("catch", "alternatives for `wait_timed_out`", .catches),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["ask"], for: "ask") else { return nil }
    context.checkStepName(name)
    self.name = name
    who = fields["who"].map { context.value($0) }
    show = fields["show"].map { context.value($0) }
    answer = context.typeOf(fields["answer"], isClosed: true)
    timeout = context.duration(fields["timeout"], for: "timeout")
    if timeout == nil, fields["timeout"] != nil { context.hasGaps = true }
    otherwise = context.word(fields["otherwise"], among: [.compensate, .continue, .alert], for: "otherwise")
    catches = context.catches(fields["catch"])
  }
}

/// A question, with its names resolved.
package struct BoundAsk: BoundBody {
  /// As it is written.
  package let syntax: AskStep
  /// What to do when the time is up.
  package let otherwise: Wait.Otherwise
  /// Alternatives for `wait_timed_out`.
  package let catches: [BoundCatch]

  /// How long it waits; nil for ever.
  package var timeout: Milliseconds? { syntax.timeout?.value }
  /// The alternatives' steps.
  package var branches: [BoundBranch] { catches.map { $0.branch } }
}

extension AskStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(name, orNamed: "ask")
    let before = binder.flow
    let position = binder.position(isPivot: false)
    if let who {
      binder.note(
        who, expected: .string, purpose: "who is asked", at: .init(place: .question, step: name, scope: before.scope))
    }
    if let show {
      binder.note(
        show, expected: nil, purpose: "what is shown", at: .init(place: .question, step: name, scope: before.scope))
    }
    let otherwise = otherwise?.value ?? (position == .beforePivot ? .compensate : .alert)
    let catches = binder.bind(catches, of: name, from: before)
    var after = before
    after.scope.addOutput(name, schema: answer?.value)
    if otherwise == .continue { after = after.joined(with: before) }
    for exit in catches.exits { after = after.joined(with: exit) }
    binder.flow = after
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundAsk(syntax: self, otherwise: otherwise, catches: catches.bound),
      position: position, isReachable: before.isAlive)
  }
}

extension BoundAsk {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    let policy = timeout.map { lowerer.policy(CallPolicy(timeout: $0)) }
    let targets = lowerer.targets(of: catches, next: next)
    let question = Wait.Question(
      who: syntax.who.map { lowerer.template($0) }, show: syntax.show.map { lowerer.template($0) },
      answer: syntax.answer?.value ?? .openObject)
    let wait = Wait(
      step: id, question: question, policy: policy, otherwise: otherwise, catches: targets.map { $0.entry })
    lowerer.emit(Node(.wait(wait), next: next), at: node, from: step.place)
    lowerer.lower(targets, next: next)
  }
}
