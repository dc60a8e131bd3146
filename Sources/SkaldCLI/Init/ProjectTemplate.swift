import SkaldLanguage

/// The files of a new project: small enough to be read at once, and complete enough to be run as they stand.
enum ProjectTemplate {
  /// A file with its path below the project's folder.
  struct File {
    let path: String
    let text: String
  }

  static let files = [
    File(path: "README.md", text: readme), File(path: "skald.yaml", text: configuration),
    File(path: "order.json", text: order), File(path: "sagas/contracts.yaml", text: contracts),
    File(path: "sagas/place-order.saga.yaml", text: saga), File(path: "sagas/place-order.test.yaml", text: tests),
    File(path: "sagas/skald.schema.json", text: LanguageSchema.text),
    File(path: ".github/workflows/sagas.yml", text: workflow), File(path: ".gitignore", text: ignored),
  ]

  private static let readme = """
    # Sagas

    `sagas/place-order.saga.yaml` takes an order through payment and delivery, and undoes the payment where the parcel
    cannot be sent. `sagas/contracts.yaml` says what the services offer.

    ```sh
    skald lint                                                            # what is wrong with the sagas
    skald test                                                            # whether they end as their tests say
    skald run sagas/place-order.saga.yaml --input @order.json --mock      # one saga, answered from the contracts
    skald run sagas/place-order.saga.yaml --input @order.json --mock delivery.send=refuses:no_address
    skald serve sagas                                                     # the daemon; services are in skald.yaml
    ```

    """

  private static let configuration = """
    # Where the daemon listens, what it keeps, and where services are. Each key is also a flag and an environment
    # variable: --listen, SKALD_LISTEN.
    listen: 127.0.0.1:7420
    db: skald.db
    services:
      payment:  { http: http://127.0.0.1:8001 }
      delivery: { http: http://127.0.0.1:8002 }

    """

  private static let order = """
    { "orderId": 1, "amount": 4200, "address": "1 Main Street" }

    """

  private static let contracts = """
    # yaml-language-server: $schema=skald.schema.json
    # Who offers what, and which events exist.
    skald: 1

    services:
      payment:
        charge:
          in:  { orderId: int, amount: int }
          out: { paymentId: string }
          refuses: [card_declined]          # a business "no": nothing happened, never retried
        refund:
          in:  { orderId: int }             # by order, so that it works even where the charge's answer was lost
          idempotent: natural               # a second refund of the same order does nothing
      delivery:
        send:
          in:  { orderId: int, address: string }
          out: { parcelId: string }
          refuses: [no_address]
          keyTTL: forever                   # it is retried without end once the order may not turn back

    events:
      order.placed.v1:   { topic: orders, key: orderId, data: { orderId: int, parcelId: string }, public: true }
      order.canceled.v1: { topic: orders, key: orderId, data: { orderId: int, reason: string }, public: true }

    entities:
      order:
        starts: NEW
        states:                             # each state, and the states it may move to
          NEW:       [PAYING, CANCELING]
          PAYING:    [PAID, CANCELING]
          PAID:      [PLACED, CANCELING]
          PLACED:    []
          CANCELING: [CANCELED]
          CANCELED:  []

    """

  private static let saga = """
    # yaml-language-server: $schema=skald.schema.json
    skald: 1
    saga: place-order
    version: 1
    about: Charge an order, and send its parcel; the charge is undone where it cannot be sent.
    use: [contracts.yaml]

    input: { orderId: int, amount: int, address: string }
    key: order-${input.orderId}             # one saga per order; a second start with this key returns the first
    deadline: 30m                           # to reach the pivot; when it passes, what was done is undone

    entity:
      order: ${input.orderId}

    steps:
      - step: charge
        call: payment.charge                # arguments are found by name in the input
        state: PAYING -> PAID               # before the call -> after it succeeds
        compensate: payment.refund

      - step: send
        call: delivery.send
        pivot: true                         # once it succeeds there is no way back

    outcome:
      completed:    { state: PLACED, emits: order.placed.v1 }
      compensating: { state: CANCELING }
      compensated:  { state: CANCELED, emits: order.canceled.v1 }

    """

  private static let tests = """
    # yaml-language-server: $schema=skald.schema.json
    skald: 1
    tests: place-order.saga.yaml

    given: &order { orderId: 1, amount: 4200, address: 1 Main Street }

    cases:
      - name: happy path
        start: *order
        expect:
          outcome: completed
          calls: [payment.charge, delivery.send]
          states: { order: [NEW, PAYING, PAID, PLACED] }
          emits: [order.placed.v1]

      - name: a parcel that cannot be sent has its payment refunded
        start: *order
        services:
          delivery.send: { refuses: no_address }
        expect:
          outcome: compensated
          calls: [payment.charge, delivery.send, payment.refund]
          emits: [order.canceled.v1]

      - name: a card that is declined leaves nothing to be undone
        start: *order
        services:
          payment.charge: { refuses: card_declined }
        expect: { outcome: compensated, calls: [payment.charge], failure: card_declined }

      - name: the payment is taken and refunded once, wherever the engine is killed
        start: *order
        crash: everywhere                     # once more for each commit, with a crash after it
        services:
          payment.charge: { times-out: 1 }    # takes effect, and the answer is lost
          delivery.send:  { refuses: no_address }
        expect: { outcome: compensated, effects: { payment.charge: 1, payment.refund: 1 } }

    """

  private static let workflow = """
    name: sagas
    on: [push, pull_request]
    jobs:
      check:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          # `skald` must be on the path: from your own image, or built from source.
          - run: skald lint --strict --format github sagas
          - run: skald test sagas

    """

  private static let ignored = """
    skald.db*

    """
}
