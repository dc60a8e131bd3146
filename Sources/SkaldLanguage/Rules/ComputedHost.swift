import SkaldDiagnostics

/// SK953.
package struct ComputedHost: Rule {
  package let code = "SK953"
  package let name = "computed-host"
  package let holdsBeyondSagas = true
  package let summary = "an address whose host is computed from data"
  package let finds = """
    A text that begins with `http://` or `https://` and goes on with an expression, so that data decides which \
    host is meant. A path or a query may be computed.
    """
  package let matters = """
    Whoever controls the data makes your service call any address, inside your network too (server-side request \
    forgery).
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", notify: "https://shop.example/paid/${input.id}" } } ]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int, host: string }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", notify: ⟦"https://${input.host}/paid"⟧ } } ]
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for value in saga.values { check(value.syntax, &findings) }
  }

  private func check(_ value: ValueSyntax, _ findings: inout Findings) {
    switch value {
    case .literal, .expression: return
    case .text(let pieces, let range):
      guard case .literal(let first)? = pieces.first, pieces.count > 1 else { return }
      guard let scheme = ["https://", "http://"].first(where: { first.hasPrefix($0) }) else { return }
      // The host ends with a slash, a query or a fragment; without one the expression is a part of it.
      guard !first.dropFirst(scheme.count).contains(where: { "/?#".contains($0) }) else { return }
      findings.report(
        Finding(
          message: "data decides which host this address means",
          help: "write the host out, and compute the path alone"), at: range)
    case .list(let values, _): values.forEach { check($0, &findings) }
    case .object(let fields, _): fields.forEach { check($0.value, &findings) }
    }
  }
}
