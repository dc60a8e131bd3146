import JSONSchema
package import SkaldDiagnostics
import SkaldValue

/// SK305.
package struct FloatingMoney: Rule {
  package let code = "SK305"
  package let name = "floating-money"
  package let severity = Severity.warning
  package let summary = "an amount of money as a floating-point number"
  package let finds = """
    A field of type `number` whose name speaks of money, such as `amount`, `price`, `total`, `fee` or `balance`, \
    in the input of a saga, in the arguments of an operation or in the data of an event.
    """
  package let matters = """
    0.1 + 0.2 is not 0.3: sums are off by a fraction, and two services round differently. Count in the smallest \
    unit.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { amountCents: int, ratio: number }
    steps: [ { set: { x: "${input.ratio}" } } ]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { amount: ⟦number⟧ }
    steps: [ { set: { x: "${input.amount}" } } ]
    """
  ]

  private static let words: Set<String> = [
    "amount", "price", "total", "subtotal", "cost", "fee", "fees", "balance", "salary", "tax", "payout", "budget",
    "money", "refund",
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    check(saga.syntax.input, in: saga.file, &findings)
  }

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for contracts in project.contracts {
      for operation in contracts.syntax.services.flatMap({ $0.operations }) {
        check(operation.input, in: contracts.file, &findings)
      }
      for event in contracts.syntax.events { check(event.data, in: contracts.file, &findings) }
    }
  }

  private func check(_ fields: FieldsSyntax?, in file: String, _ findings: inout Findings) {
    for field in fields?.fields ?? [] where field.schema.value.shorthand == .number {
      guard Self.words.contains(Self.lastWord(of: field.name.value)) else { continue }
      findings.report(
        Finding(
          message: "`\(field.name.value)` is money as a floating-point number",
          help: "count in the smallest unit, as `int`, or send a text", fix: nil), at: field.schema.range, in: file)
    }
  }

  /// The last word of a name such as `orderTotal` or `order_total`.
  private static func lastWord(of name: String) -> String {
    var word = ""
    for character in name {
      if character == "_" || character == "-" { word = "" } else if character.isUppercase { word = "" }
      if character != "_", character != "-" { word.append(character) }
    }
    return word.lowercased()
  }
}
