package import SkaldCore
package import SkaldDiagnostics
package import SkaldValue
import SkaldYAML

/// `step` with `call: service.action`: calls a service.
package struct CallStep: StepBody {
  /// The operation, `service.action`.
  package let operation: Located<String>
  /// The arguments written out; the rest is filled by name.
  package var arguments: [FieldSyntax]
  /// How long an attempt may take.
  package var timeout: Located<Milliseconds>?
  /// How often a pending call must report.
  package var heartbeat: Located<Milliseconds>?
  /// How it is retried.
  package var retry: RetrySyntax?
  /// The key of the action, where the default is not wanted.
  package var idempotencyKey: ValueSyntax?
  /// The entity moves.
  package var state: [MoveSyntax]
  /// The events with its success.
  package var emits: [EmissionSyntax]
  /// How it is undone; nil where nothing is said.
  package var undo: UndoSyntax?
  /// Why nothing is undone.
  package var because: Located<String>?
  /// Whether there is no way back after it.
  package var pivot: Located<Bool>?
  /// Whether a failure is recorded and ignored.
  package var optional: Located<Bool>?
  /// The operation that tells what became of an unknown call.
  package var check: Located<String>?
  /// Alternatives by refusal code.
  package var catches: [CatchSyntax]
  /// The condition under which it runs.
  package var condition: ExpressionSyntax?
  /// What to do when the outcome stays unknown.
  package var onUnknown: Located<Invoke.OnUnknown>?

  /// The alternatives' steps.
  package var children: [[StepSyntax]] { catches.map { $0.steps } }
}

extension CallStep {
  static let kind = StepKind(keyword: "call", keys: keys) { fields, context in CallStep(fields, &context) }

  static let keys = KeyTable(
    "a call",
    [
      .required("step", "the name of the step", .name(.identifier)),
      .required("call", "the operation, as service.action", .operation),
      .optional("with", "the arguments", .fields), .optional("timeout", "how long an attempt may take", .duration()),
      .optional("heartbeat", "how often a pending call must report", .duration()),
      .optional("retry", "how it is retried", .retry),
      .optional("idempotencyKey", "the key of the action", .value), .optional("state", "the states to enter", .moves),
      .optional("emits", "the events with its success", .emissions), .optional("compensate", "how it is undone", .undo),
      .optional("because", "why nothing is undone", .text()),
      .optional("pivot", "whether there is no way back after it", .bool),
      .optional("optional", "whether a failure is ignored", .bool),
      .optional("check", "the operation that tells what became of it", .operation),
      .optional("catch", "alternatives by refusal code", .catches),
      .optional("if", "the condition under which it runs", .expression),
      .optional("onUnknown", "what to do when the outcome stays unknown", .words(["compensate", "retry", "alert"])),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let node = fields["call"] else { return nil }
    // A call whose operation cannot be read is still a step with states, events and an undo.
    operation = context.operation(node, for: "call") ?? Located("", at: node.range)
    arguments = context.fieldValues(fields["with"], for: "with")
    timeout = context.duration(fields["timeout"], for: "timeout")
    heartbeat = context.duration(fields["heartbeat"], for: "heartbeat")
    retry = context.retry(fields["retry"])
    idempotencyKey = fields["idempotencyKey"].map { context.value($0) }
    state = context.moves(fields["state"], allowsArrow: true)
    emits = context.emissions(fields["emits"], for: "emits")
    undo = context.undo(fields["compensate"])
    because = context.text(fields["because"], for: "because")
    pivot = context.bool(fields["pivot"], for: "pivot")
    optional = context.bool(fields["optional"], for: "optional")
    check = context.operation(fields["check"], for: "check")
    catches = context.catches(fields["catch"])
    condition = context.condition(fields["if"], for: "if")
    onUnknown = context.word(fields["onUnknown"], among: [.compensate, .retry, .alert], for: "onUnknown")
    checkBecause(fields, &context)
  }

  private func checkBecause(_ fields: Fields, _ context: inout DecodeContext) {
    guard let key = fields.key("because"), fields["because"] != nil else { return }
    switch undo {
    case .none(at: _)?: return
    case .calls?, nil: break
    }
    context.report("SK101", "`because` goes with `compensate: none` alone", at: key.range)
  }
}
