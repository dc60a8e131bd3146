import SkaldCore
import SkaldDiagnostics

/// SK518.
package struct StrandedPastPivot: Rule {
  package let code = "SK518"
  package let name = "stranded-past-pivot"
  package let summary = "something can fail on a path that has passed the pivot, and no way leads on"
  package let finds = """
    What may lie behind a pivot and ends there without a way on: an alternative with `then: compensate`; a `repeat` whose \
    rounds may be used up; a sub-saga that can fail; and, where only some paths to a step pass the pivot, a call that can \
    be refused without a `catch`, a `fail`, and a `wait` or `ask` that turns back when its time is up. A pivot in another \
    branch may lie before, too. A scope around it that lies behind the pivot and has an alternative for the code is a way \
    on. Where every path passes the pivot, SK504 and SK508 speak of calls, waits and `fail`; and of the branches beside a \
    pivot SK509.
    """
  package let matters = """
    On the path that has passed the pivot nothing is undone any more. The saga can go neither back nor on: an operator has \
    to act.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - step: card
        call: cards.charge
        compensate: cards.refund
        catch: { declined: { steps: [ { step: tell, call: mail.send } ], then: compensate } }
      - { step: ship, call: delivery.request, pivot: true }
      - scope: arrival
        steps:
          - { repeat: polls, every: 1h, atMost: 48, until: state.arrived, steps: [ { step: state, call: delivery.state } ] }
        catch: { rounds_used_up: { steps: [ { step: ask_them, call: mail.send } ] } }
    ---
    skald: 1
    services:
      cards: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      mail: { send: { effect: false } }
      delivery: { request: { keyTTL: forever }, state: { out: { arrived: bool }, effect: false } }
    """,
    """
    skald: 1
    saga: order
    input: { rush: bool }
    steps:
      - choose: way
        cases:
          - { if: input.rush, steps: [ { step: courier, call: courier.send, pivot: true } ] }
          - steps: [ { step: park, call: depot.park, compensate: depot.free } ]
      - { step: bill, call: bank.bill, compensate: bank.cancel, catch: { no_account: { then: continue } } }
    ---
    skald: 1
    services:
      courier: { send: { keyTTL: forever } }
      depot: { park: {}, free: { idempotent: natural } }
      bank: { bill: { refuses: [no_account] }, cancel: { idempotent: natural } }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - step: reserve
        call: stock.reserve
        compensate: stock.release
        catch: { sold_out: { steps: [ { step: make, call: mill.make, pivot: true } ], then: ⟦compensate⟧ } }
    ---
    skald: 1
    services:
      stock: { reserve: { refuses: [sold_out] }, release: { idempotent: natural } }
      mill: { make: { keyTTL: forever } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { step: ship, call: delivery.request, catch: { no_address: { then: ⟦compensate⟧ } } }
    ---
    skald: 1
    services:
      payment: { charge: { keyTTL: forever } }
      delivery: { request: { refuses: [no_address], keyTTL: forever } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { repeat: polls, every: 1h, ⟦atMost⟧: 48, until: state.arrived, steps: [ { step: state, call: delivery.state } ] }
    ---
    skald: 1
    services:
      delivery: { request: { keyTTL: forever }, state: { out: { arrived: bool }, effect: false } }
    """,
    """
    skald: 1
    saga: order
    input: { rush: bool }
    steps:
      - choose: way
        cases:
          - { if: input.rush, steps: [ { step: courier, call: courier.send, pivot: true } ] }
          - steps: [ { step: park, call: depot.park, compensate: depot.free } ]
      - { step: bill, call: ⟦bank.bill⟧, compensate: bank.cancel }
    ---
    skald: 1
    services:
      courier: { send: { keyTTL: forever } }
      depot: { park: {}, free: { idempotent: natural } }
      bank: { bill: { refuses: [no_account] }, cancel: { idempotent: natural } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - parallel: both
        branches:
          pay: [ { step: pay, call: shop.pay, pivot: true } ]
          ask: [ { ask: gift, answer: { wrap: bool }, timeout: 1d, otherwise: ⟦compensate⟧ } ]
    ---
    skald: 1
    services: { shop: { pay: { keyTTL: forever } } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { saga: ⟦bill⟧ }
    ---
    skald: 1
    saga: bill
    steps: [ { step: write, call: bank.bill, compensate: bank.cancel } ]
    ---
    skald: 1
    services:
      delivery: { request: { keyTTL: forever } }
      bank: { bill: { refuses: [no_account], keyTTL: forever }, cancel: { idempotent: natural } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var walk = WalkPastPivot(sagas: project.sagas)
    _ = walk.walk(saga.steps)
    for failure in walk.failures { findings.report(failure.finding, at: failure.failure.place) }
  }
}

extension WalkPastPivot.Found {
  fileprivate var finding: Finding {
    let past = "behind the pivot `\(pivot.name)`"
    let help = "let it go on in another way, or catch `\(failure.codes[0])` in a scope around it"
    switch failure.kind {
    case .turn:
      return Finding(
        message: "this alternative turns back \(past)", label: "no way back",
        help: "let it go on with `then: continue`, or make a later step the pivot")
    case .rounds:
      return Finding(message: "the rounds of `\(step.name)` may be used up \(past)", label: "no way on", help: help)
    case .part(let name):
      return Finding(message: "`\(step.name)` is run \(past), and its step `\(name)` can fail", help: help)
    case .refusal:
      let list = failure.codes.map { "`\($0)`" }.joined(separator: ", ")
      return Finding(
        message: "`\(step.name)` can be refused (\(list)), also where the pivot `\(pivot.name)` has passed",
        label: "no way back there",
        help: "add a `catch` for it, or move the step into the branches that do not pass the pivot")
    case .fail:
      return Finding(
        message: "`fail: \(failure.codes[0])` may come \(past)", label: "no way back there",
        help: "move it into the branches that do not pass the pivot")
    case .time:
      return Finding(
        message: "`\(step.name)` turns back when its time is up, also where the pivot `\(pivot.name)` has passed",
        label: "no way back there",
        help: "say `otherwise: alert` or `continue`")
    }
  }
}
