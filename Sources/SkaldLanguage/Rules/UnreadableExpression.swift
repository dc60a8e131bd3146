/// SK300, found while documents are decoded.
package struct UnreadableExpression: Rule {
  package let code = "SK300"
  package let name = "unreadable-expression"
  package let isAllowable = false
  package let summary = "an expression that does not parse"
  package let finds = "An expression that is no CEL, at the character in the expression."
  package let matters = "There is nothing to compute."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - step: charge
        call: payment.charge
        with: { amount: "${input.amount * 100}" }
        pivot: true
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - step: charge
        call: payment.charge
        with: { amount: "${input.amount * ⟦)⟧}" }
        pivot: true
    """
  ]
}
