import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// `fail: CODE`: a business failure, after which the instance compensates.
package struct FailStep: StepBody {
  /// The code.
  package let code: Located<String>
  /// The message.
  package let message: ValueSyntax?
}

extension FailStep {
  static let kind = StepKind(keyword: "fail", keys: keys) { fields, context in FailStep(fields, &context) }

  static let keys = KeyTable(
    "a fail", [.required("fail", "the code", .name(.word)), .optional("message", "what went wrong", .value)])

  init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let code = context.text(fields["fail"], for: "fail") else { return nil }
    context.checkName(code, .word, of: "a failure code")
    self.code = code
    message = fields["message"].map { context.value($0) }
  }
}

/// A business failure.
package struct BoundFail: BoundBody {
  /// As it is written.
  package let syntax: FailStep
}

extension FailStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(nil, orNamed: binder.numbered("fail"))
    if let message {
      binder.note(
        message, expected: .string, purpose: "a message",
        at: .init(place: .message, step: name, scope: binder.flow.scope))
    }
    let bound = BoundStep(
      id: id, name: name, syntax: step, body: BoundFail(syntax: self), position: binder.position(isPivot: false),
      isReachable: binder.flow.isAlive)
    binder.flow.isAlive = false
    return bound
  }
}

extension BoundFail {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    let message = syntax.message.map { lowerer.template($0) }
    lowerer.emit(
      Node(.fail(.raise(code: syntax.code.value, message: message, step: id))), at: node, from: step.place)
  }
}
