import SkaldDiagnostics

/// SK952.
package struct SecretThatLeaks: Rule {
  package let code = "SK952"
  package let name = "secret-that-leaks"
  package let holdsBeyondSagas = true
  package let summary = "a secret that leaves by another way than a call"
  package let finds = """
    A field of an event that is found by its name among the arguments of a call, where it holds a secret. \
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
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (_, call) in saga.calls {
      let secret = Set(call.arguments.filter { Self.isSecret($0) }.map { $0.name })
      guard !secret.isEmpty else { continue }
      for emission in call.emissions + call.undo.calls.flatMap({ $0.emissions }) {
        for field in emission.fields where secret.contains(field.name) {
          guard case .found(let value) = field.source, value.provider == .argument else { continue }
          findings.report(
            Finding(
              message: "the field `\(field.name)` of `\(emission.syntax.event.value)` would hold a secret",
              help: "write the field out, or leave it out of the event"), at: emission.syntax.event.range)
        }
      }
    }
  }

  private static func isSecret(_ field: BoundField) -> Bool {
    guard case .written(let syntax) = field.source else { return false }
    return syntax.value.roots.contains("secrets")
  }
}
