import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

/// A trip that uses every construct of the language, with the sub-saga it runs.
enum EveryConstruct {
  static let text = """
    skald: 1
    saga: trip
    input: { orderId: int, amount: int }
    key: trip-${input.orderId}
    entity: { trip: "${input.orderId}" }
    deadline: 12h
    steps:
      - set: { travellers: "${[{'name': 'ada', 'age': 36}, {'name': 'bob', 'age': 41}]}" }
      - step: hold
        call: seats.hold
        state: HOLDING -> HELD
        compensate: seats.free
      - each: passports
        in: travellers
        key: item.name
        atMost: 2
        steps:
          - { step: passport, call: passports.check, with: { name: "${item.name}" }, compensate: passports.forget }
          - if: item.age > 40
            step: visa
            call: passports.visa
            with: { name: "${item.name}" }
            compensate: { call: passports.forget, with: { name: "${item.name}" } }
      - parallel: book
        branches:
          rooms:
            - scope: room
              steps:
                - { step: grand, call: hotels.grand, compensate: hotels.cancel }
                - { step: view, call: hotels.view, compensate: hotels.cancel }
              catch:
                sold_out:
                  steps: [ { step: inn, call: hotels.inn, compensate: hotels.cancel } ]
          car:
            - parallel: cars
              need: any
              branches:
                fast: [ { step: fast, call: cars.fast, compensate: cars.cancel } ]
                cheap: [ { step: cheap, call: cars.cheap, compensate: cars.cancel } ]
      - saga: insurance
        step: insured
        with: { amount: "${input.amount + size(passports)}" }
      - choose: size
        cases:
          - if: input.amount > 1000
            steps: [ { emit: trip.large.v1 } ]
          - steps: [ { sleep: 1m } ]
      - ask: approve
        who: office
        show: { amount: "${input.amount}" }
        answer: { approved: bool }
        timeout: 2h
      - choose: approved
        cases:
          - { if: "!approve.approved", fail: NOT_APPROVED }
          - steps:
              - repeat: settle
                every: 5s
                atMost: 3
                until: index >= 1
                steps: [ { step: quote, call: bank.quote } ]
      - { step: pay, call: bank.pay, pivot: true, state: PAID, emits: trip.paid.v1 }
      - { wait: bank.settled.v1, timeout: 1h, otherwise: alert }
      - { step: thank, call: mail.send, optional: true }
    outcome:
      completed: { state: BOOKED }
      compensating: { state: CANCELING }
      compensated: { state: CANCELED }
    ---
    skald: 1
    saga: insurance
    input: { orderId: int, amount: int }
    entity: { policy: "${input.orderId}" }
    output: { number: "${insure.number}" }
    steps:
      - { step: insure, call: insurer.insure, state: OFFERED -> INSURED, compensate: insurer.revoke }
    outcome:
      compensating: { state: REVOKING }
      compensated: { state: REVOKED }
    ---
    skald: 1
    services:
      seats: { hold: { in: { orderId: int } }, free: { in: { orderId: int } } }
      passports:
        check: { in: { name: string }, out: { number: string } }
        visa: { in: { name: string } }
        forget: { in: { name: string }, idempotent: natural }
      hotels:
        grand: { in: { orderId: int }, refuses: [sold_out] }
        view: { in: { orderId: int }, refuses: [sold_out, no_view] }
        inn: { in: { orderId: int }, refuses: [sold_out] }
        cancel: { in: { orderId: int }, idempotent: natural }
      cars:
        fast: { in: { orderId: int }, refuses: [none_left] }
        cheap: { in: { orderId: int }, refuses: [none_left] }
        cancel: { in: { orderId: int }, idempotent: natural }
      insurer:
        insure: { in: { orderId: int, amount: int }, out: { number: string } }
        revoke: { in: { orderId: int } }
      bank:
        quote: { in: { amount: int }, out: { rate: number }, effect: false }
        pay: { in: { orderId: int, amount: int }, refuses: [no_money], keyTTL: forever }
      mail: { send: { in: { orderId: int }, effect: false } }
    events:
      trip.large.v1: { key: orderId, data: { orderId: int }, public: true }
      trip.paid.v1: { key: orderId, data: { orderId: int, amount: int }, public: true }
      bank.settled.v1: { key: orderId, data: { orderId: int }, external: true }
    entities:
      trip:
        starts: NEW
        states:
          NEW: [HOLDING, CANCELING]
          HOLDING: [HELD, CANCELING]
          HELD: [PAID, CANCELING]
          PAID: [BOOKED]
          BOOKED: []
          CANCELING: [CANCELED]
          CANCELED: []
      policy:
        starts: NONE
        states:
          NONE: [OFFERED, REVOKING]
          OFFERED: [INSURED, REVOKING]
          INSURED: [REVOKING]
          REVOKING: [REVOKED]
          REVOKED: []
    """

  static func program() throws -> SagaProgram {
    let source = SourceText(path: "trip.yaml", text: text)
    let compilation = Compiler.compile([source])
    for finding in compilation.diagnostics where finding.severity == .error {
      Issue.record("\(finding.code): \(finding.message) at \(source.position(at: finding.range.start))")
    }
    return try #require(compilation.sagas.first { $0.name == "trip" }?.program)
  }
}
