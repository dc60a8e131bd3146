import Foundation
import SkaldValue
import Testing

@Suite("skald run --mock")
struct RunCommandTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mock: [String]
    let status: String
    let calls: [String]
    let states: [JSON]
    let events: [JSON]
  }

  static let toTheEnd: [JSON] = ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "COMPLETED"]
  static let completedEvents: [JSON] = ["payment.completed.v1", "stock.reserved.v1", "order.completed.v1"]
  static let refund = "payment.refund"
  static let release = "inventory.release"

  static let rows = [
    Row(
      testDescription: "nothing fails: completed", mock: [], status: "completed",
      calls: ["payment.charge", "inventory.reserve", "delivery.request", "notification.send"], states: toTheEnd,
      events: completedEvents),
    Row(
      testDescription: "charge refused: compensated with no undo", mock: ["payment.charge=refuses:card_declined"],
      status: "compensated", calls: ["payment.charge"],
      states: ["PENDING", "PAYMENT_PROCESSING", "CANCELING", "CANCELED"], events: ["order.canceled.v1"]),
    Row(
      testDescription: "charge unknown: refund only", mock: ["payment.charge=times-out"], status: "compensated",
      calls: Array(repeating: "payment.charge", count: 5) + [refund],
      states: ["PENDING", "PAYMENT_PROCESSING", "CANCELING", "CANCELED"], events: ["order.canceled.v1"]),
    Row(
      testDescription: "reserve refused: refund", mock: ["inventory.reserve=refuses:out_of_stock"],
      status: "compensated", calls: ["payment.charge", "inventory.reserve", refund],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "reserve unknown: release, refund", mock: ["inventory.reserve=times-out"],
      status: "compensated",
      calls: ["payment.charge"] + Array(repeating: "inventory.reserve", count: 5) + [release, refund],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "order.canceled.v1"]),
    Row(
      testDescription: "ship refused: release, refund", mock: ["delivery.request=refuses:address_unserviceable"],
      status: "compensated", calls: ["payment.charge", "inventory.reserve", "delivery.request", release, refund],
      states: ["PENDING", "PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "CANCELING", "CANCELED"],
      events: ["payment.completed.v1", "stock.reserved.v1", "order.canceled.v1"]),
    Row(
      testDescription: "ship unknown: retried until known", mock: ["delivery.request=times-out:7"],
      status: "completed",
      calls: ["payment.charge", "inventory.reserve"] + Array(repeating: "delivery.request", count: 8)
        + ["notification.send"], states: toTheEnd, events: completedEvents),
    Row(
      testDescription: "notify fails: completed", mock: ["notification.send=fails"], status: "completed",
      calls: ["payment.charge", "inventory.reserve", "delivery.request"]
        + Array(repeating: "notification.send", count: 5), states: toTheEnd, events: completedEvents),
  ]

  @Test("ends as the failure table says", arguments: rows)
  func endsAsDeclared(row: Row) throws {
    let mock = row.mock.isEmpty ? ["--mock"] : row.mock.flatMap { ["--mock", $0] }
    let run = try CommandRun(
      ["run", "sagas/place-order.saga.yaml", "--input", CommandRun.order, "--format", "json"] + mock)
    let report = try run.json
    #expect(run.code == (row.status == "completed" ? 0 : 1))
    #expect(report["status"] == .string(row.status))
    #expect(report["calls"]?.array?.compactMap { $0["operation"]?.string } == row.calls)
    #expect(report["states"]?["order"] == .array(row.states))
    #expect(report["emits"]?.array?.compactMap { $0["event"] } == row.events)
  }

  @Test("two runs of one command print the same bytes", arguments: ["text", "json"])
  func sameBytes(format: String) throws {
    let arguments = [
      "run", "sagas/place-order.saga.yaml", "--input", CommandRun.order, "--mock", "payment.charge=times-out:2",
      "--format", format,
    ]
    let first = try CommandRun(arguments)
    #expect(!first.out.isEmpty)
    #expect(try CommandRun(arguments).out == first.out)
  }

  @Test("all attempts of a call carry one key")
  func oneKey() throws {
    let run = try CommandRun([
      "run", "sagas/place-order.saga.yaml", "--input", CommandRun.order, "--mock", "payment.charge=times-out",
      "--format", "json",
    ])
    let calls = try run.json["calls"]?.array ?? []
    #expect(Set(calls.prefix(5).compactMap { $0["idempotencyKey"]?.string }) == ["payment-1"])
    #expect(calls.last?["idempotencyKey"] == "sk1:1:charge.0:c")
    #expect(calls.last?["undo"] == true)
  }

  @Test("an input against the schema is a misuse that names the fields")
  func wrongInput() throws {
    let run = try CommandRun(["run", "sagas/place-order.saga.yaml", "--mock", "--input", #"{"orderId":"x","extra":1}"#])
    #expect(run.code == 2)
    #expect(run.err.contains("orderId") && run.err.contains("extra") && run.err.contains("expected int, found string"))
  }

  @Test(
    "what cannot be understood is a misuse",
    arguments: [
      ["--input", "{"], ["--input", "@nowhere.json"], [],
      ["--input", CommandRun.order, "--mock", "payment.charge=explodes"],
      ["--input", CommandRun.order, "--mock", "payment.chrage=fails"], ["--resume", "1"],
    ])
  func misuse(arguments: [String]) throws {
    let mock = arguments.contains("--mock") ? [] : ["--mock"]
    let run = try CommandRun(["run", "sagas/place-order.saga.yaml"] + arguments + mock)
    #expect(run.code == 2)
    #expect(run.err.hasPrefix("error: "))
  }

  @Test("a run without handlers names the operations that have none")
  func noHandlers() throws {
    let scratch = try Scratch()
    try scratch.write("skald: 1\nsaga: a\nsteps:\n  - { step: b, call: c.d, compensate: c.e }\n", to: "a.saga.yaml")
    let run = try CommandRun(["run", "a.saga.yaml", "--input", "{}"], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains("c.d, c.e"))
  }

  @Test("a run is kept in a database, which another run does not share its ids with")
  func keepsTheRun() throws {
    let scratch = try Scratch()
    let database = scratch.folder.appending(path: "run.db").path
    let arguments = ["run", "sagas/place-order.saga.yaml", "--mock", "--db", database, "--format", "json", "--input"]
    let other = CommandRun.order.replacing(#""orderId":1"#, with: #""orderId":2"#)
    #expect(try CommandRun(arguments + [CommandRun.order]).json["id"] == "1")
    #expect(try CommandRun(arguments + [other]).json["id"] == "2")
  }
}
