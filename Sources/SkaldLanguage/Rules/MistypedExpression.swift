import JSONSchema
import CEL
import SkaldDiagnostics
import SkaldValue

/// SK301.
package struct MistypedExpression: Rule {
  package let code = "SK301"
  package let name = "mistyped-expression"
  package let holdsBeyondSagas = true
  package let summary = "a value that does not have the declared type, or reads what is not declared"
  package let finds = """
    An expression that reads a name or a field that nothing declares, applies an operator to values that do not have \
    it, or gives another type than its place expects; a written value of the wrong type; an argument that the \
    operation does not take, and one that it needs and nothing gives.
    """
  package let matters = """
    Such an expression fails when it runs, which may be in the middle of an undo, with money already moved.
    """

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { orderId: int, userId: int }
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}" }
        pivot: true
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int, userId: int, note: string? }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: pay
    input: { note: string? }
    steps:
      - step: charge
        call: payment.charge
        with: { note: "${has(input.note) ? input.note : 'none'}" }
        pivot: true
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    input: { orderId: int, userId: string }
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}", userId: "${⟦input.userId⟧}" }
        pivot: true
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int, userId: int }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: pay
    input: { orderId: int }
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${⟦input.ordrId⟧}" }
        pivot: true
    """,
    """
    skald: 1
    saga: pay
    input: { amount: int, note: string }
    steps:
      - step: charge
        call: payment.charge
        with: { amount: "${⟦input.amount + input.note⟧}" }
        pivot: true
    """,
    """
    skald: 1
    saga: pay
    input: { orderId: int }
    steps:
      - step: charge
        call: payment.charge
        with: { ⟦ordrId⟧: "${input.orderId}" }
        pivot: true
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: pay
    input: { orderId: int }
    steps:
      - { step: charge, call: ⟦payment.charge⟧, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int, userId: int }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: pay
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - step: notify
        call: mail.send
        with: { text: "paid by ${⟦charge.paymntId⟧}" }
        compensate: none
        because: A message needs no undo.
    ---
    skald: 1
    services:
      payment:
        charge: { out: { paymentId: string }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}" }
        compensate: ⟦payment.refund⟧
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int } }
        refund: { in: { orderId: string }, idempotent: natural }
    """,
    """
    skald: 1
    saga: pay
    input: { tries: int }
    steps:
      - step: charge
        call: payment.charge
        if: ⟦input.tries + 1⟧
        pivot: true
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let (mismatches, checked) = saga.otherMismatches
    for expression in checked { check(expression, &findings) }
    for mismatch in mismatches { findings.report(.mismatch(mismatch), at: mismatch.range) }
    for (_, call) in saga.calls {
      check(
        call.arguments, written: call.syntax.arguments, of: call.syntax.operation, call.operation, in: saga, &findings)
      for undo in call.undo.calls {
        if undo.syntax.arguments == nil {
          checkShared(undo.arguments, of: undo.syntax.operation, checked, &findings)
        }
        check(
          undo.arguments, written: undo.syntax.arguments ?? [], of: undo.syntax.operation, undo.operation, in: saga,
          &findings)
      }
      if let check = call.check, let name = call.syntax.check {
        checkShared(check.arguments, of: name, checked, &findings)
        self.check(check.arguments, written: [], of: name, check.operation, in: saga, &findings)
      }
    }
  }

  /// Arguments of the action that another operation takes too, perhaps as another type.
  private func checkShared(
    _ arguments: [BoundField], of operation: Located<String>, _ checked: [CheckedExpression],
    _ findings: inout Findings
  ) {
    for argument in arguments {
      guard case .written(let syntax) = argument.source, let expected = argument.declaration?.schema else { continue }
      let other: String?
      switch syntax.value {
      case .literal(let literal): other = expected.accepts(literal.value) ? nil : literal.value.kind
      case .expression(let expression, _):
        let type = checked.first { $0.bound.syntax.range == expression.range }?.result.type ?? .dyn
        other = expected.fits(type) ? nil : type.description
      case .text: other = expected.fits(CELType.string) ? nil : "text"
      case .list, .object: other = nil
      }
      guard let other else { continue }
      findings.report(.sharedOther(argument.name, of: operation.value, expected, other), at: operation.range)
    }
  }

  private func check(_ expression: CheckedExpression, _ findings: inout Findings) {
    let syntax = expression.bound.syntax
    for issue in expression.result.issues { findings.report(.issue(issue), at: syntax.range(of: issue.range)) }
    guard expression.result.issues.isEmpty else { return }
    // What a key reads of the delivery of an event has a rule of its own.
    let volatile = Set(expression.bound.volatileReferences.map { $0.range })
    for reference in expression.references where !reference.isGuarded && !volatile.contains(reference.range) {
      guard let (field, near) = expression.environment.undeclaredField(of: reference) else { continue }
      findings.report(.undeclaredField(field, of: reference.root, near: near), at: syntax.range(of: reference.range))
    }
  }

  private func check(
    _ arguments: [BoundField], written: [FieldSyntax], of name: Located<String>, _ operation: BoundOperation?,
    in saga: BoundSaga, _ findings: inout Findings
  ) {
    guard let operation, let input = operation.input else { return }
    let missing = saga.syntax.hasBrokenInput ? [] : arguments.filter { $0.isMissing }.map { $0.name }
    let unknown = written.filter { input.field($0.name.value) == nil }
    for argument in unknown {
      let candidates = missing.isEmpty ? input.fields.map { $0.name } : missing
      // One that is missing and one that is unknown are most likely the same.
      let near = candidates.count == 1 ? candidates.first : nearest(argument.name.value, among: candidates)
      findings.report(.unknownArgument(argument.name.value, of: name.value, near: near), at: argument.name.range)
    }
    for argument in missing.dropFirst(unknown.count) {
      findings.report(.missingArgument(argument, of: name.value), at: written.first?.name.range ?? name.range)
    }
    for argument in arguments { checkFound(argument, of: name, &findings) }
  }

  /// A value that was found by name may be of another type, or may be missing.
  private func checkFound(_ argument: BoundField, of operation: Located<String>, _ findings: inout Findings) {
    guard case .found(let value) = argument.source, let declaration = argument.declaration else { return }
    if let schema = value.schema, !declaration.schema.fits(schema) {
      findings.report(.foundOther(argument.name, of: operation.value, declaration.schema, schema), at: operation.range)
    } else if value.isOptional, !declaration.isOptional {
      findings.report(.foundOptional(argument.name, of: operation.value), at: operation.range)
    }
  }
}

extension TypeEnvironment {
  /// The first field of a reference that an open object does not declare, with the nearest that it does.
  fileprivate func undeclaredField(of reference: Reference) -> (field: String, near: String?)? {
    guard var type = self[reference.root] else { return nil }
    for name in reference.path {
      guard case .object(let object) = type else { return nil }
      guard let field = object[name] else {
        guard !object.isClosed, !object.fields.isEmpty else { return nil }
        return (name, nearest(name, among: object.fields.map { $0.name }))
      }
      type = field.type
    }
    return nil
  }
}

extension BoundField {
  /// Whether it needs a value and has none.
  var isMissing: Bool {
    guard case .missing = source else { return false }
    return declaration?.isOptional == false
  }
}

extension Finding {
  fileprivate static func foundOther(
    _ argument: String, of operation: String, _ expected: Schema, _ found: Schema
  ) -> Finding {
    Finding(
      message: "`\(argument)` of `\(operation)` is \(expected.shown), and what is found by its name is \(found.shown)",
      help: "write it out under `with`")
  }

  fileprivate static func sharedOther(
    _ argument: String, of operation: String, _ expected: Schema, _ found: String
  ) -> Finding {
    Finding(
      message: "`\(argument)` of `\(operation)` is \(expected.shown), and the action has it as \(found)",
      help: "give this call a `with` of its own")
  }

  fileprivate static func foundOptional(_ argument: String, of operation: String) -> Finding {
    Finding(
      message: "`\(operation)` needs the argument `\(argument)`, and what is found by its name may be missing",
      help: "write it out under `with`, with a value for when it is missing")
  }

  fileprivate static func issue(_ issue: CheckIssue) -> Finding { Finding(message: issue.message) }

  fileprivate static func mismatch(_ mismatch: Mismatch) -> Finding {
    guard let expected = mismatch.expected else {
      return Finding(message: "\(mismatch.purpose) does not have its declared shape: \(mismatch.found)")
    }
    return Finding(
      message: "\(mismatch.purpose) is \(expected), found \(mismatch.found)", label: "expected \(expected)")
  }

  fileprivate static func undeclaredField(_ field: String, of root: String, near: String?) -> Finding {
    Finding(
      message: "`\(root)` declares no field `\(field)`",
      help: near.map { "did you mean `\($0)`?" }
        ?? "declare it in the contract, or ask for it with `has()`")
  }

  fileprivate static func unknownArgument(_ argument: String, of operation: String, near: String?) -> Finding {
    Finding(
      message: "`\(operation)` takes no argument `\(argument)`", help: near.map { "did you mean `\($0)`?" }, fix: near)
  }

  fileprivate static func missingArgument(_ argument: String, of operation: String) -> Finding {
    Finding(
      message: "`\(operation)` needs the argument `\(argument)`, and neither `with` nor a name gives it",
      help: "add it under `with`, or give the input a field of that name")
  }
}
