import JSONSchema
import CEL
import SkaldCore
import SkaldValue

/// Programs built by hand: tests of the engine must not depend on the language.
enum TestPrograms {
  static func expression(_ source: String) -> ProgramExpression {
    do throws(ParseError) {
      return ProgramExpression(try Expression(parsing: source))
    } catch {
      preconditionFailure("`\(source)` does not parse: \(error)")
    }
  }

  static func field(_ name: String, _ source: String) -> Template.Field {
    Template.Field(name: name, value: .expression(expression(source)))
  }

  static let orderID = Template.object([field("orderId", "input.orderId")])

  /// charge → reserve → ship (the pivot) → wait for the courier → notify (optional).
  static func order(version: Int = 1, startedBy: Bool = false) -> SagaProgram {
    program(
      nodes: [
        Node(.invoke(charge), next: NodeID(1)), Node(.invoke(reserve), next: NodeID(2)),
        Node(.invoke(ship), next: NodeID(3)), Node(.wait(courier), next: NodeID(4)),
        Node(.invoke(notify), next: NodeID(5)), Node(.finish),
      ], version: version, startedBy: startedBy ? EventTypeID(4) : nil)
  }

  /// The same without the wait: four calls.
  static func fourCalls() -> SagaProgram {
    program(
      nodes: [
        Node(.invoke(charge), next: NodeID(1)), Node(.invoke(reserve), next: NodeID(2)),
        Node(.invoke(ship), next: NodeID(3)), Node(.invoke(notify), next: NodeID(4)), Node(.finish),
      ], version: 1, startedBy: nil)
  }

  /// Waits for the courier at once, and nothing else.
  static func waiting() -> SagaProgram {
    var waiting = program(
      nodes: [Node(.wait(courier), next: NodeID(1)), Node(.finish)], version: 1, startedBy: nil)
    waiting.tuning.deadline = nil
    return waiting
  }

  private static func program(nodes: [Node], version: Int, startedBy: EventTypeID?) -> SagaProgram {
    SagaProgram(
      name: "order", version: version,
      input: .object(
        .init(fields: [.init(name: "orderId", schema: .int), .init(name: "amount", schema: .int)], isClosed: true)),
      key: .text([.literal("order-"), .expression(expression("input.orderId"))]), startedBy: startedBy,
      entities: [entity], operations: operations, events: events,
      steps: ["charge", "reserve", "ship", "delivery.started.v1", "notify"].map { Step(name: $0, path: $0) },
      nodes: nodes, entry: NodeID(0), outcome: outcome, output: nil,
      tuning: Tuning(
        policies: [
          CallPolicy(timeout: .seconds(10), retry: quick), CallPolicy(timeout: .seconds(10), retry: stubborn),
          CallPolicy(timeout: .hours(2)),
        ], deadline: .minutes(30)))
  }

  static let quick = RetryPolicy(attempts: 3, wait: .seconds(1), factor: 2, max: .seconds(10), hasJitter: false)
  static let stubborn = RetryPolicy(attempts: nil, wait: .seconds(1), factor: 2, max: .minutes(5), hasJitter: false)

  static let operations = [
    Operation(
      name: "payment.charge", output: result("paymentId"), refusals: ["card_declined"], isDeclared: true),
    Operation(name: "payment.refund", output: result("refundId"), isDeclared: true, idempotency: .natural),
    Operation(
      name: "inventory.reserve", output: result("reservationId"), refusals: ["out_of_stock"], isDeclared: true),
    Operation(name: "inventory.release", isDeclared: true, idempotency: .natural),
    Operation(
      name: "delivery.request", output: result("deliveryId"), refusals: ["address_unserviceable"], isDeclared: true),
    Operation(name: "notification.send", isDeclared: true, hasEffect: false),
  ]

  static let events = [
    EventType(name: "payment.completed.v1", topic: "payments", key: "orderId"),
    EventType(
      name: "delivery.started.v1", topic: "deliveries", key: "orderId",
      data: .object(
        .init(
          fields: [.init(name: "orderId", schema: .int), .init(name: "deliveryId", schema: .string)], isClosed: false))),
    EventType(name: "order.completed.v1", topic: "orders", key: "orderId"),
    EventType(name: "order.canceled.v1", topic: "orders", key: "orderId"),
    EventType(name: "order.created.v1", topic: "orders", key: "orderId"),
  ]

  private static func result(_ name: String) -> Schema {
    .object(.init(fields: [.init(name: name, schema: .string)], isClosed: false))
  }

  private static let charge = Invoke(
    step: StepID(0), call: CallPlan(operation: OperationID(0), arguments: orderID, policy: PolicyID(0)),
    dispatched: [move("PAYMENT_PROCESSING")], succeeded: [move("PAID")],
    emissions: [
      Emission(
        event: EventTypeID(0),
        data: .object([field("orderId", "input.orderId"), field("paymentId", "charge.paymentId")]))
    ],
    undo: [
      UndoPlan(
        call: CallPlan(
          operation: OperationID(1),
          arguments: .object([field("orderId", "input.orderId"), field("reason", "saga.failure.code")]),
          policy: PolicyID(1)))
    ])

  private static let reserve = Invoke(
    step: StepID(1), call: CallPlan(operation: OperationID(2), arguments: orderID, policy: PolicyID(0)),
    succeeded: [move("STOCK_RESERVED")],
    undo: [UndoPlan(call: CallPlan(operation: OperationID(3), arguments: orderID, policy: PolicyID(1)))])

  private static let ship = Invoke(
    step: StepID(2), call: CallPlan(operation: OperationID(4), arguments: orderID, policy: PolicyID(1)),
    succeeded: [move("SHIPPING")], position: .pivot)

  private static let courier = Wait(step: StepID(3), event: EventTypeID(1), policy: PolicyID(2), otherwise: .alert)

  private static let notify = Invoke(
    step: StepID(4), call: CallPlan(operation: OperationID(5), arguments: orderID, policy: PolicyID(0)),
    position: .afterPivot, isOptional: true)

  private static func move(_ state: String) -> EntityMove { EntityMove(entity: EntityID(0), state: state) }

  private static let outcome = Outcome(
    completed: .init(moves: [move("COMPLETED")], emissions: [Emission(event: EventTypeID(2), data: orderID)]),
    compensating: .init(moves: [move("CANCELING")]),
    compensated: .init(
      moves: [move("CANCELED")],
      emissions: [
        Emission(
          event: EventTypeID(3),
          data: .object([field("orderId", "input.orderId"), field("reason", "saga.failure.code")]))
      ]))

  static let entity = Entity(
    name: "order", id: .expression(expression("input.orderId")), initial: "PENDING",
    states: [
      .init(name: "PENDING", next: ["PAYMENT_PROCESSING", "CANCELING", "COMPLETED"]),
      .init(name: "PAYMENT_PROCESSING", next: ["PAID", "CANCELING"]),
      .init(name: "PAID", next: ["STOCK_RESERVED", "CANCELING"]),
      .init(name: "STOCK_RESERVED", next: ["SHIPPING", "CANCELING"]), .init(name: "SHIPPING", next: ["COMPLETED"]),
      .init(name: "CANCELING", next: ["CANCELED"]), .init(name: "COMPLETED", next: []),
      .init(name: "CANCELED", next: []),
    ])
}
