import JSONSchema
import CEL
import SkaldCore
import SkaldValue

/// Programs for the machine's tests, built by hand: these tests must not depend on the language.
enum TestPrograms {
  static func expression(_ source: String) -> Template {
    do { return .expression(ProgramExpression(try Expression(parsing: source))) } catch {
      preconditionFailure("`\(source)` does not parse: \(error)")
    }
  }

  static func condition(_ source: String) -> ProgramExpression {
    guard case .expression(let expression) = expression(source) else { preconditionFailure("not an expression") }
    return expression
  }

  static let quick = RetryPolicy(attempts: 3, wait: .seconds(1), factor: 2, max: .seconds(10), hasJitter: false)
  static let stubborn = RetryPolicy(attempts: nil, wait: .seconds(1), factor: 2, max: .minutes(5), hasJitter: false)

  /// charge → reserve → ship (pivot) → wait for the courier → notify (optional).
  static func order(
    chargeCatch: Bool = false, check: Bool = false, onUnknown: Invoke.OnUnknown = .compensate,
    remembersRefusals: Bool = true
  ) -> SagaProgram {
    let string = Schema.string
    let order = Schema.object(
      .init(fields: [.init(name: "orderId", schema: .int), .init(name: "amount", schema: .int)], isClosed: true))
    let result = { (name: String) in
      Schema.object(.init(fields: [.init(name: name, schema: string)], isClosed: false))
    }
    let operations = [
      Operation(
        name: "payment.charge", output: result("paymentId"), refusals: ["card_declined"], isDeclared: true,
        remembersRefusals: remembersRefusals),
      Operation(name: "payment.refund", output: result("refundId"), isDeclared: true, idempotency: .natural),
      Operation(name: "inventory.reserve", refusals: ["out_of_stock"], isDeclared: true),
      Operation(name: "inventory.release", isDeclared: true, idempotency: .natural),
      Operation(name: "delivery.request", refusals: ["address_unserviceable"], isDeclared: true),
      Operation(name: "notification.send", isDeclared: true, hasEffect: false),
      Operation(name: "payment.status", isDeclared: true, hasEffect: false),
    ]
    let events = [
      EventType(name: "payment.completed.v1", topic: "payments", key: "orderId"),
      EventType(name: "delivery.started.v1", topic: "deliveries", key: "orderId"),
      EventType(name: "order.completed.v1", topic: "orders", key: "orderId"),
      EventType(name: "order.canceled.v1", topic: "orders", key: "orderId"),
    ]
    let steps = ["charge", "reserve", "ship", "delivery.started.v1", "notify", "apology"].map {
      Step(name: $0, path: $0)
    }
    let id = Template.Field(name: "orderId", value: expression("input.orderId"))
    let arguments = Template.object([id])
    let quick = PolicyID(0)
    let stubborn = PolicyID(1)
    let move = { (state: String) in EntityMove(entity: EntityID(0), state: state) }
    let charge = Invoke(
      step: StepID(0), call: CallPlan(operation: OperationID(0), arguments: arguments, policy: quick),
      dispatched: [move("PAYMENT_PROCESSING")], succeeded: [move("PAID")],
      emissions: [
        Emission(
          event: EventTypeID(0),
          data: .object([id, .init(name: "paymentId", value: expression("charge.paymentId"))]))
      ],
      undo: [
        UndoPlan(
          call: CallPlan(
            operation: OperationID(1),
            arguments: .object([id, .init(name: "reason", value: expression("saga.failure.code"))]),
            policy: stubborn))
      ],
      check: check ? CallPlan(operation: OperationID(6), arguments: arguments, policy: quick) : nil,
      onUnknown: onUnknown, catches: chargeCatch ? [Catch(code: "card_declined", target: NodeID(6))] : [])
    let reserve = Invoke(
      step: StepID(1), call: CallPlan(operation: OperationID(2), arguments: arguments, policy: quick),
      succeeded: [move("STOCK_RESERVED")],
      undo: [UndoPlan(call: CallPlan(operation: OperationID(3), arguments: arguments, policy: stubborn))])
    let ship = Invoke(
      step: StepID(2), call: CallPlan(operation: OperationID(4), arguments: arguments, policy: stubborn),
      succeeded: [move("SHIPPING")], position: .pivot)
    let wait = Wait(step: StepID(3), event: EventTypeID(1), policy: PolicyID(2), otherwise: .alert)
    let notify = Invoke(
      step: StepID(4), call: CallPlan(operation: OperationID(5), arguments: arguments, policy: quick),
      position: .afterPivot, isOptional: true)
    return SagaProgram(
      name: "order", version: 1, input: order,
      key: .text([.literal("order-"), .expression(condition("input.orderId"))]),
      startedBy: nil, entities: [entity], operations: operations, events: events, steps: steps,
      nodes: [
        Node(.invoke(charge), next: NodeID(1)), Node(.invoke(reserve), next: NodeID(2)),
        Node(.invoke(ship), next: NodeID(3)), Node(.wait(wait), next: NodeID(4)),
        Node(.invoke(notify), next: NodeID(5)), Node(.finish),
        Node(.set(step: StepID(5), value: expression("error.code")), next: NodeID(7)), Node(.finish),
      ], entry: NodeID(0),
      outcome: Outcome(
        completed: .init(moves: [move("COMPLETED")], emissions: [Emission(event: EventTypeID(2), data: arguments)]),
        compensating: .init(moves: [move("CANCELING")]),
        compensated: .init(
          moves: [move("CANCELED")],
          emissions: [
            Emission(
              event: EventTypeID(3),
              data: .object([id, .init(name: "reason", value: expression("saga.failure.code"))]))
          ])),
      output: nil,
      tuning: Tuning(
        policies: [
          CallPolicy(timeout: .seconds(10), retry: Self.quick), CallPolicy(timeout: .seconds(10), retry: Self.stubborn),
          CallPolicy(timeout: .hours(2)),
        ], deadline: .minutes(30)))
  }

  static let entity = Entity(
    name: "order", id: expression("input.orderId"), initial: "PENDING",
    states: [
      .init(name: "PENDING", next: ["PAYMENT_PROCESSING", "CANCELING", "COMPLETED"]),
      .init(name: "PAYMENT_PROCESSING", next: ["PAID", "CANCELING", "COMPLETED"]),
      .init(name: "PAID", next: ["STOCK_RESERVED", "CANCELING"]),
      .init(name: "STOCK_RESERVED", next: ["SHIPPING", "CANCELING"]), .init(name: "SHIPPING", next: ["COMPLETED"]),
      .init(name: "CANCELING", next: ["CANCELED"]), .init(name: "COMPLETED", next: []),
      .init(name: "CANCELED", next: []),
    ])
}
