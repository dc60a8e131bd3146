import CEL
import SkaldCore
import SkaldDiagnostics

/// SK952.
package struct SecretThatLeaks: Rule {
  package let code = "SK952"
  package let name = "secret-that-leaks"
  package let holdsBeyondSagas = true
  package let summary = "a secret that leaves by another way than a call"
  package let finds = """
    A field of an event that is found by its name among the arguments of a call, where it holds a secret; and a \
    secret that is read by another way than `secrets.NAME`, so that data decides which one is sent. \
    Outside the arguments of calls the name `secrets` is not known at all.
    """
  package let matters = "Events are stored, published and shown to operators. Whoever can read one has the secret."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: "${secrets.shop}" }, emits: order.paid.v1 } ]
    ---
    skald: 1
    events: { order.paid.v1: { key: id, data: { id: int }, public: true } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: "${secrets.shop}" }, emits: ⟦order.paid.v1⟧ } ]
    ---
    skald: 1
    events: { order.paid.v1: { key: id, data: { id: int, token: string }, public: true } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int, shop: string }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: "${⟦secrets⟧[input.shop]}" } } ]
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (_, call) in saga.calls {
      check(call.emissions, after: call.arguments, &findings)
      for field in call.arguments { checkNames(field, &findings) }
      for undo in call.undo.calls {
        check(undo.emissions, after: undo.arguments, &findings)
        guard undo.syntax.arguments != nil else { continue }
        for field in undo.arguments { checkNames(field, &findings) }
      }
    }
  }

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    for reaction in flow.reactions {
      guard let call = reaction.call else { continue }
      check(reaction.emissions + (reaction.refused.map { [$0] } ?? []), after: call.arguments, &findings)
      for field in call.arguments { checkNames(field, &findings) }
    }
  }

  private func check(_ emissions: [BoundEmission], after arguments: [BoundField], _ findings: inout Findings) {
    let secret = Set(arguments.filter { $0.template?.needsSecrets == true }.map { $0.name })
    guard !secret.isEmpty else { return }
    for emission in emissions {
      for field in emission.fields where secret.contains(field.name) {
        guard case .found(let value) = field.source, value.provider == .argument else { continue }
        findings.report(
          Finding(
            message: "the field `\(field.name)` of `\(emission.syntax.event.value)` would hold a secret",
            help: "write the field out, or leave it out of the event"), at: emission.syntax.event.range)
      }
    }
  }

  /// Secrets are read one by one: which of them a call gets is not for data to say.
  private func checkNames(_ field: BoundField, _ findings: inout Findings) {
    guard case .written(let syntax) = field.source else { return }
    for expression in syntax.value.expressions {
      for reference in expression.references where reference.root == "secrets" {
        guard reference.path.isEmpty else { continue }
        findings.report(
          Finding(
            message: "this reads a secret without its name",
            help: "write `secrets.NAME`, so that the file tells which secrets a service gets"),
          at: expression.range(of: reference.range))
      }
    }
  }
}
