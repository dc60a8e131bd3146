/// SK201, found while names are bound.
package struct UnknownName: Rule {
  package let code = "SK201"
  package let name = "unknown-name"
  package let isAllowable = false
  package let summary = "a name that is declared nowhere: an operation, event, entity, state or retry policy"
  package let finds = """
    A name that neither the saga's own file nor a file under `use` declares, with the nearest one that is declared. A \
    whole service that is declared nowhere is no fault: its calls are not checked, which a note says.
    """
  package let matters = "A mistyped name would be called, awaited or entered for ever, and never answer."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { orderId: int }
    steps:
      - { step: charge, call: payment.charge, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int }, keyTTL: forever }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    input: { orderId: int }
    steps:
      - { step: charge, call: ⟦payment.chrage⟧, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: pay
    steps:
      - { step: charge, call: payment.charge, retry: ⟦stuborn⟧, pivot: true }
    ---
    skald: 1
    retry:
      stubborn: { attempts: unlimited }
    """,
  ]
}
