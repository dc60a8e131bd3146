import SkaldCore
import SkaldValue
import Testing

/// Every way in which the order saga can go, with what must have happened at its end.
@Suite("The order saga under one failure")
struct FailureTableTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let script: @Sendable () -> [String: [Play.Answer]]
    let status: Status
    let calls: [String]
    let states: [String]
    let events: [String]
  }

  static let rows = [
    Row(
      testDescription: "nothing fails: completed", script: { [:] }, status: .completed,
      calls: ["payment.charge", "inventory.reserve", "delivery.request", "notification.send"],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"],
      events: ["payment.completed.v1", "order.completed.v1"]),
    Row(
      testDescription: "the charge is refused: compensated without an undo",
      script: { ["payment.charge": [.refuses("card_declined")]] }, status: .compensated, calls: ["payment.charge"],
      states: ["PENDING", "PAYMENT_PROCESSING", "CANCELING", "CANCELED"], events: ["order.canceled.v1"]),
    Row(
      testDescription: "the charge's answer is lost for good: refunded", script: { ["payment.charge": [.timesOut]] },
      status: .compensated, calls: ["payment.charge", "payment.charge", "payment.charge", "payment.refund"],
      states: ["PENDING", "PAYMENT_PROCESSING", "CANCELING", "CANCELED"], events: ["order.canceled.v1"]),
    Row(
      testDescription: "the charge's first answer is lost: the repeat under the same key succeeds",
      script: { ["payment.charge": [.timesOut, .ok]] }, status: .completed,
      calls: ["payment.charge", "payment.charge", "inventory.reserve", "delivery.request", "notification.send"],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"],
      events: ["payment.completed.v1", "order.completed.v1"]),
    Row(
      testDescription: "a refusal after an unknown attempt proves that nothing happened",
      script: { ["payment.charge": [.vanishes, .refuses("card_declined")]] }, status: .compensated,
      calls: ["payment.charge", "payment.charge"],
      states: ["PENDING", "PAYMENT_PROCESSING", "CANCELING", "CANCELED"], events: ["order.canceled.v1"]),
    Row(
      testDescription: "the reservation is refused: refunded",
      script: { ["inventory.reserve": [.refuses("out_of_stock")]] }, status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "payment.refund"],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "the reservation stays unknown: released, refunded",
      script: { ["inventory.reserve": [.timesOut]] }, status: .compensated,
      calls: [
        "payment.charge", "inventory.reserve", "inventory.reserve", "inventory.reserve", "inventory.release",
        "payment.refund",
      ], states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "the pivot is refused: released, refunded",
      script: { ["delivery.request": [.refuses("address_unserviceable")]] }, status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "delivery.request", "inventory.release", "payment.refund"],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "the pivot is unknown: retried until it is known",
      script: { ["delivery.request": [.timesOut, .vanishes, .fails, .ok]] }, status: .completed,
      calls: [
        "payment.charge", "inventory.reserve", "delivery.request", "delivery.request", "delivery.request",
        "delivery.request", "notification.send",
      ], states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"],
      events: ["payment.completed.v1", "order.completed.v1"]),
    Row(
      testDescription: "an optional step fails: completed all the same", script: { ["notification.send": [.fails]] },
      status: .completed,
      calls: [
        "payment.charge", "inventory.reserve", "delivery.request", "notification.send", "notification.send",
        "notification.send",
      ], states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"],
      events: ["payment.completed.v1", "order.completed.v1"]),
    Row(
      testDescription: "the undo fails for a while: it is retried until done",
      script: { ["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.fails, .timesOut, .ok]] },
      status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "payment.refund", "payment.refund", "payment.refund"],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
  ]

  @Test("ends as declared", arguments: rows)
  func endsAsDeclared(row: Row) {
    var play = Play(TestPrograms.order(), row.script())
    play.run()
    #expect(play.state.status == row.status)
    #expect(play.report.calls.map(\.operation) == row.calls)
    #expect(play.report.states.first?.states == row.states)
    #expect(play.report.emits.map(\.name) == row.events)
  }

  @Test("leaves the right effects at the services", arguments: rows)
  func leavesTheRightEffects(row: Row) {
    var play = Play(TestPrograms.order(), row.script())
    play.run()
    let isCompleted = row.status == .completed
    #expect(play.effects("payment.charge") - play.effects("payment.refund") <= (isCompleted ? 1 : 0))
    if isCompleted {
      #expect(play.effects("payment.charge") == 1)
      #expect(play.effects("delivery.request") == 1)
    } else {
      #expect(play.effects("delivery.request") == 0)
    }
  }

  @Test("folding the journal again gives the same state", arguments: rows)
  func replays(row: Row) throws {
    var play = Play(TestPrograms.order(), row.script())
    play.run()
    let coded = try play.journal.map { try SagaEvent(at: $0.at, encoded: $0.encoded) }
    #expect(try History.state(play.program, coded) == play.state)
  }
}
