/// SK402.
package struct ChoiceWithoutDefault: Rule {
  package let code = "SK402"
  package let name = "choice-without-default"
  package let summary = "a choice that may find no case, and has no default"
  package let finds = """
    A `choose` whose last case has an `if`, unless its conditions are known to leave nothing out: one is the opposite \
    of another, or they read one field alone and one of them holds for every value that it can have.
    """
  package let matters = "Where no condition holds, the saga would go on as if the choice were not there."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - choose: size
        cases:
          - { if: input.amount > 1000, fail: too_large }
          - steps: [{ step: charge, call: payment.charge, pivot: true }]
    """,
    """
    skald: 1
    saga: pay
    input: { way: { enum: [card, cash] } }
    steps:
      - choose: way
        cases:
          - { if: "input.way == 'card'", steps: [{ step: charge, call: payment.charge, pivot: true }] }
          - { if: "input.way == 'cash'", steps: [{ step: collect, call: till.collect, pivot: true }] }
    """,
    """
    skald: 1
    saga: pay
    input: { amount: int, way: { enum: [card, cash, coins] }, note?: string }
    steps:
      - choose: sign
        cases:
          - { if: input.amount < 0, fail: negative }
          - { if: input.amount == 0, fail: nothing }
          - { if: input.amount > 0, steps: [{ sleep: 1s }] }
      - choose: way
        cases:
          - { if: "input.way in ['cash', 'coins']", steps: [{ sleep: 1s }] }
          - { if: "input.way == 'card'", steps: [{ sleep: 2s }] }
      - choose: note
        cases:
          - { if: has(input.note), steps: [{ sleep: 1s }] }
          - { if: "!has(input.note)", steps: [{ sleep: 2s }] }
      - { step: charge, call: payment.charge, pivot: true }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - choose: ⟦size⟧
        cases:
          - { if: input.amount > 1000, fail: too_large }
          - { if: input.amount > 10, steps: [{ step: charge, call: payment.charge, pivot: true }] }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.allSteps {
      guard let choose = step.choose, choose.syntax.cases.allSatisfy({ $0.condition != nil }) else { continue }
      if !choose.isExhaustive(in: saga) { findings.report(.noDefault(step.name), at: step.place) }
    }
  }
}

extension Finding {
  fileprivate static func noDefault(_ choice: String) -> Finding {
    Finding(
      message: "no case of `\(choice)` may hold, and it has no default",
      help: "let the last case have no `if`, with `steps` or with `fail: CODE`")
  }
}
