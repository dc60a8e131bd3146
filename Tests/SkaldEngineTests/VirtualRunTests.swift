import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// The failure table of the order saga, as `skald run --mock` shows it.
@Suite("A run in virtual time")
struct VirtualRunTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mock: [String]
    let status: Status
    let calls: [String]
    let lastState: String
    let lastEvent: String
  }

  static let forward = ["payment.charge", "inventory.reserve", "delivery.request", "notification.send"]

  static let rows = [
    Row(
      testDescription: "nothing fails: completed", mock: [], status: .completed, calls: forward,
      lastState: "COMPLETED", lastEvent: "order.completed.v1"),
    Row(
      testDescription: "the charge is refused: compensated, nothing to undo",
      mock: ["payment.charge=refuses:card_declined"], status: .compensated, calls: ["payment.charge"],
      lastState: "CANCELED", lastEvent: "order.canceled.v1"),
    Row(
      testDescription: "the charge stays unknown: refunded", mock: ["payment.charge=times-out"], status: .compensated,
      calls: ["payment.charge", "payment.charge", "payment.charge", "payment.refund"], lastState: "CANCELED",
      lastEvent: "order.canceled.v1"),
    Row(
      testDescription: "the reservation is refused: refunded", mock: ["inventory.reserve=refuses:out_of_stock"],
      status: .compensated, calls: ["payment.charge", "inventory.reserve", "payment.refund"], lastState: "CANCELED",
      lastEvent: "order.canceled.v1"),
    Row(
      testDescription: "the reservation stays unknown: released, then refunded", mock: ["inventory.reserve=times-out"],
      status: .compensated,
      calls: [
        "payment.charge", "inventory.reserve", "inventory.reserve", "inventory.reserve", "inventory.release",
        "payment.refund",
      ], lastState: "CANCELED", lastEvent: "order.canceled.v1"),
    Row(
      testDescription: "the shipment is refused: released, then refunded",
      mock: ["delivery.request=refuses:address_unserviceable"], status: .compensated,
      calls: ["payment.charge", "inventory.reserve", "delivery.request", "inventory.release", "payment.refund"],
      lastState: "CANCELED", lastEvent: "order.canceled.v1"),
    Row(
      testDescription: "the shipment is unknown at first: retried until it is known",
      mock: ["delivery.request=times-out:1", "delivery.request=fails:1"], status: .completed,
      calls: [
        "payment.charge", "inventory.reserve", "delivery.request", "delivery.request", "delivery.request",
        "notification.send",
      ], lastState: "COMPLETED", lastEvent: "order.completed.v1"),
    Row(
      testDescription: "the notification fails: completed all the same", mock: ["notification.send=fails"],
      status: .completed, calls: forward + ["notification.send", "notification.send"], lastState: "COMPLETED",
      lastEvent: "order.completed.v1"),
  ]

  @Test("ends as the failure table says", arguments: rows, Stores.Kind.allCases)
  func endsAsTheTableSays(row: Row, kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let result = try Self.run(stores.open(), row.mock)
    #expect(result.end == .ended)
    #expect(result.state.status == row.status)
    #expect(result.report.calls.map(\.operation) == row.calls)
    #expect(result.report.states.first?.states.last == row.lastState)
    #expect(result.report.emits.last?.name == row.lastEvent)
  }

  @Test("gives the same bytes twice", arguments: rows)
  func givesTheSameBytesTwice(row: Row) throws {
    let first = try Self.run(MemoryStore(), row.mock)
    let second = try Self.run(MemoryStore(), row.mock)
    #expect(first.report.json(first.state, first.program).text == second.report.json(second.state, second.program).text)
  }

  @Test("answers with values made from the contract")
  func answersWithMadeUpValues() throws {
    let result = try Self.run(MemoryStore(), [])
    #expect(result.state.steps[0].output == ["paymentId": "paymentId-1"])
    #expect(result.state.steps[3].output == ["orderId": 7, "deliveryId": "deliveryId-1"])
  }

  @Test("a scripted result and a scripted event take the place of made-up ones")
  func takesScriptedValues() throws {
    let result = try Self.run(
      MemoryStore(), [#"payment.charge=returns:{"paymentId":"p-9"}"#],
      events: [("delivery.started.v1", ["orderId": 7, "deliveryId": "d-9"])])
    #expect(result.state.steps[0].output == ["paymentId": "p-9"])
    #expect(result.state.steps[3].output == ["orderId": 7, "deliveryId": "d-9"])
  }

  @Test("a shipment that never answers ends with the day, still going forward")
  func endsWithTheDay() throws {
    let result = try Self.run(MemoryStore(), ["delivery.request=times-out"])
    #expect(result.end == .outOfTime)
    #expect(result.state.status == .running)
  }

  @Test("a result against its contract ends stuck")
  func endsStuck() throws {
    let result = try Self.run(MemoryStore(), ["delivery.request=returns:{}"])
    #expect(result.end == .stuck)
    #expect(result.state.isStuck)
  }

  @Test("four steps take five commits")
  func commitsOncePerStepAndOnceForTheStart() throws {
    var run = try VirtualRun(TestPrograms.fourCalls(), store: MemoryStore())
    #expect(try run.run(.start(input: Self.input, key: nil)).commits == 5)
  }

  @Test("an input against the schema is refused with the paths at fault")
  func refusesABadInput() throws {
    var run = try VirtualRun(TestPrograms.order(), store: MemoryStore())
    let error = #expect(throws: EngineError.self) { try run.run(.start(input: ["orderId": "x"], key: nil)) }
    #expect(error?.code == .inputInvalid)
    #expect(error?.errors.map(\.path) == ["orderId", "amount"])
  }

  @Test(
    "a script that cannot be read says what is expected",
    arguments: [
      "payment.charge", "charge=fails", "payment.charge=sings", "payment.charge=refuses:", "payment.charge=fails:0",
      "payment.charge=returns:{", "payment.charge=times-out:many",
    ])
  func refusesABadScript(text: String) throws {
    let error = #expect(throws: MockScript.ScriptError.self) { try MockScript.Rule(parsing: text) }
    #expect(error?.message.contains("expected") == true)
  }

  static let input: JSON = ["orderId": 7, "amount": 5]

  static func run(
    _ store: any Store, _ mock: [String], events: [(name: String, data: JSON)] = []
  ) throws -> VirtualRun.Result {
    let script = MockScript(try mock.map { try MockScript.Rule(parsing: $0) })
    var run = try VirtualRun(TestPrograms.order(), store: store, mock: script, events: events)
    return try run.run(.start(input: input, key: nil))
  }
}
