import JSONSchema
import CEL
package import SkaldDiagnostics
import SkaldValue

/// SK955.
package struct UnescapedAddressPart: Rule {
  package let code = "SK955"
  package let name = "unescaped-address-part"
  // No expression escapes a text yet, so that an author has no way to write it right: not an error.
  package let severity = Severity.warning
  package let holdsBeyondSagas = true
  package let summary = "a text from outside becomes a part of an address as it stands"
  package let finds = """
    A text that begins with `http://` or `https://` and a host, and goes on with an expression that reads a field \
    which the saga's `input` declares as `string`. Numbers, times, truth values and words of a fixed list cannot do \
    harm. What an expression alone puts together, and what services answer, is not looked at.
    """
  package let matters = """
    A text with `/`, `..`, `?`, `#` or a line break in it changes which address is meant, and what is asked of it: \
    `../../admin` instead of a name. Expressions have no function that escapes it.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int, size: { enum: [small, large] }, name: string }
    steps:
      - step: pay
        call: shop.pay
        pivot: true
        with: { name: "${input.name}", notify: "https://shop.example/paid/${input.orderId}?size=${input.size}" }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { name: string }
    steps:
      - step: pay
        call: shop.pay
        pivot: true
        with: { notify: "https://shop.example/paid/${⟦input.name⟧}" }
    """,
    """
    skald: 1
    saga: order
    input: { customer: { name: string } }
    steps:
      - step: pay
        call: shop.pay
        pivot: true
        with: { hooks: ["https://shop.example/paid?by=${⟦input.customer.name⟧.lowerAscii()}"] }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for value in saga.values { check(value.syntax, in: value.scope, &findings) }
  }

  private func check(_ value: ValueSyntax, in scope: Scope, _ findings: inout Findings) {
    switch value {
    case .literal, .expression: return
    case .text(let pieces, _):
      guard case .literal(let start)? = pieces.first, start.hasFixedHost else { return }
      for case .expression(let expression) in pieces { check(expression, in: scope, &findings) }
    case .list(let values, _): for value in values { check(value, in: scope, &findings) }
    case .object(let fields, _): for field in fields { check(field.value, in: scope, &findings) }
    }
  }

  private func check(_ expression: ExpressionSyntax, in scope: Scope, _ findings: inout Findings) {
    // What comes to a number or a truth value holds nothing of the text that it reads.
    guard let parsed = expression.parsed, parsed.check(scope.environment).type.mayHoldText else { return }
    for reference in expression.references where reference.root == "input" {
      guard case .string? = scope.schema(at: [reference.root] + reference.path)?.shorthand else { continue }
      findings.report(.unescaped, at: expression.range(of: reference.range))
      return
    }
  }
}

extension CELType {
  fileprivate var mayHoldText: Bool {
    switch self {
    case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type: false
    case .dyn, .string, .bytes, .list, .map, .object: true
    }
  }
}

extension String {
  /// Whether it is the beginning of an address, the host included.
  fileprivate var hasFixedHost: Bool {
    guard let scheme = ["https://", "http://"].first(where: { hasPrefix($0) }) else { return false }
    return dropFirst(scheme.count).contains { "/?#".contains($0) }
  }
}

extension Finding {
  fileprivate static var unescaped: Finding {
    Finding(
      message: "a text from outside becomes a part of this address as it stands",
      help:
        "pass it as an argument of its own and let the handler build the address, or declare it as the words it may be")
  }
}
