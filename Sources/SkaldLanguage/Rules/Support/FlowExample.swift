/// Choreographies without a fault, which several rules accept.
enum FlowExample {
  /// Payment, then delivery; a refusal undoes what was done.
  static let order = """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """

  /// The same with a participant that moves an order through its states.
  static let orderWithStates = """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: payment.failed.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: payment.refunded.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: delivery.done.v1
          refused: delivery.refused.v1
      order:
        - { when: payment.done.v1, state: PAID }
        - { when: delivery.done.v1, state: DONE, emits: order.done.v1 }
        - { when: [payment.failed.v1, payment.refunded.v1], state: CANCELED, emits: order.canceled.v1 }
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      payment.failed.v1: { topic: payments, key: id, data: { id: int } }
      payment.refunded.v1: { topic: payments, key: id, data: { id: int } }
      delivery.done.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAID, CANCELED], PAID: [DONE, CANCELED], DONE: [], CANCELED: [] }
    """
}
