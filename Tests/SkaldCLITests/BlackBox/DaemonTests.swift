import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("The shop and the daemon together")
  struct DaemonTests {
    @Test("an order shows the state that its saga has reached, and a repeat of it places no second one")
    func orderStatus() async throws {
      let town = try await Town()
      let order: JSON = ["userId": 7, "amount": 500, "quantity": 1, "idempotencyKey": "once"]

      let first = try await town.post("\(town.url(.order))/orders", order)
      let second = try await town.post("\(town.url(.order))/orders", order)

      #expect(first == ["orderId": 1, "status": "PENDING"])
      #expect(second == first)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
      #expect(try await town.effects(ofOrder: 1) == ["charge": 1, "reserve": 1, "request": 1])
    }

    @Test("every sink gets the events: a line each in the file and on the standard output")
    func sinks() async throws {
      let town = try await Town()
      try await town.placeOrder(1)

      let events = SagaEnd.completed.events
      try await town.eventually("both have all events") {
        try town.publishedEvents()[1] == events && town.publishedEvents(in: "skald.log")[1] == events
      }
    }

    @Test("one saga runs to its end without a daemon, against real services, and publishes what it emits")
    func liveRun() async throws {
      let town = try await Town()
      let arguments = [
        "run", "sagas/place-order.saga.yaml", "--config", "skald.yaml", "--format", "json", "--input",
        #"{"orderId":900,"userId":7,"amount":500,"sku":"bike-1","quantity":1}"#, "--event",
        #"delivery.started.v1={"orderId":900,"deliveryId":"d-1"}"#,
      ]

      let run = try CommandRun(arguments, in: town.folder)

      #expect(run.code == 0)
      #expect(try run.json["status"] == "completed")
      #expect(try town.publishedEvents()[900] == SagaEnd.completed.events)
      #expect(try await town.effects(ofOrder: 900) == ["charge": 1, "reserve": 1, "request": 1])
      let held = try CommandRun(arguments + ["--db", "skald.db"], in: town.folder)
      #expect(held.code == 75)
    }

    @Test("a charge whose answer breaks off is asked for again under its key, and taken once")
    func cutAnswer() async throws {
      let town = try await Town()
      let fault: JSON = ["operation": "charge", "mode": "cut-answer", "times": 2]
      try await town.post("\(town.url(.payment))/faults", fault)
      try await town.placeOrder(1)

      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
      #expect(try await town.effects(ofOrder: 1) == ["charge": 1, "reserve": 1, "request": 1])
    }

    @Test("a charge that comes after its refund is turned away, so that nothing is left taken")
    func lateCharge() async throws {
      let town = try await Town(attempts: 2)
      // Long after both attempts were given up, and after the undo.
      try await town.post("\(town.url(.payment))/faults", ["operation": "charge", "mode": "slow:6000"])
      try await town.placeOrder(1)

      try await town.eventually("the order is canceled") { try await town.status(ofOrder: 1) == "CANCELED" }
      try await town.eventually("the late charges have come in") {
        try town.shopLog().split(separator: "answer=tombstoned").count == 3
      }
      #expect(try await town.effects(ofOrder: 1) == ["refund": 0])
    }

    @Test("events wait while the daemon is down, and start their sagas once it is back")
    func eventsWait() async throws {
      let town = try await Town()
      town.killDaemon()
      try await town.placeOrder(1)
      #expect(try await town.status(ofOrder: 1) == "PENDING")

      try await town.startDaemon()
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
    }

    @Test("a daemon that is asked to end leaves its sagas to the next one")
    func gracefulEnd() async throws {
      let town = try await Town()
      try await town.post("\(town.url(.inventory))/faults", ["operation": "reserve", "mode": "slow:500"])
      for number in 1...4 { try await town.placeOrder(number) }
      try await town.eventually("all sagas have started") { try await town.runningSagas() == 4 }

      #expect(town.stopDaemon() == 0)
      try await town.startDaemon()
      try await town.eventually("all sagas have ended") { try await town.endedSagas().count == 4 }
      for number in Int64(1)...4 {
        #expect(try await town.effects(ofOrder: number) == ["charge": 1, "reserve": 1, "request": 1])
      }
    }

    @Test("what an operator does reaches all instances of a condition, and none in a dry run")
    func query() async throws {
      let town = try await Town()
      try await town.post("\(town.url(.inventory))/faults", ["operation": "reserve", "mode": "slow:60000"])
      for number in 1...3 { try await town.placeOrder(number) }
      try await town.eventually("all sagas have started") { try await town.runningSagas() == 3 }
      let arguments = ["--server", town.engine, "--query", #"status == "running""#]

      let dry = try CommandRun(["pause", "--dry-run"] + arguments, in: town.folder)
      #expect(dry.code == 0)
      #expect(dry.out.split(separator: "\n").count == 3)
      #expect(
        try CommandRun(["list", "--server", town.engine, "--where", "paused"], in: town.folder).out.contains("paused")
          == false)

      #expect(try CommandRun(["pause"] + arguments, in: town.folder).code == 0)
      let paused = try CommandRun(["list", "--server", town.engine, "--where", "paused"], in: town.folder)
      #expect(paused.out.split(separator: "paused)").count == 4)
      // Nothing is stuck: each of them says so, and none keeps the others from it.
      let refused = try CommandRun(["retry"] + arguments, in: town.folder)
      #expect(refused.code == 1)
      #expect(refused.err.split(separator: "\n").count == 3)
      #expect(try CommandRun(["pause", "--server", town.engine], in: town.folder).code == 2)
    }

    @Test("who waits for a saga is told where only an operator could go on")
    func stuck() async throws {
      let town = try await Town()
      try await town.post("\(town.url(.inventory))/faults", ["operation": "reserve", "mode": "refuse:out_of_stock"])
      try await town.post("\(town.url(.payment))/faults", ["operation": "refund", "mode": "refuse:account_closed"])
      let input = #"{"orderId":901,"userId":7,"amount":500,"sku":"bike-1","quantity":1}"#

      let run = try CommandRun(
        ["start", "place-order", "--server", town.engine, "--wait", "--input", input], in: town.folder)

      #expect(run.code == 1)
      #expect(run.out.contains("compensating"))
      #expect(run.err.contains("only an operator could go on: account_closed"))
    }

    @Test("a hang-up has the folder read again: a new version is used, and a broken one is not")
    func reload() async throws {
      let town = try await Town()
      let file = town.folder.appending(path: "sagas/place-order.saga.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      let version = try #require(text.firstMatch(of: /version: (\d+)/)?.1)
      try text.replacing("version: \(version)", with: "version: 90").write(to: file, atomically: true, encoding: .utf8)

      town.hangUpDaemon()
      try await town.eventually("the new version is in use") { try await town.versions() == [90] }
      try await town.placeOrder(1)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }

      try text.replacing("version: \(version)", with: "version: 91\nverion: 2")
        .write(to: file, atomically: true, encoding: .utf8)
      town.hangUpDaemon()
      try await town.eventually("the fault is told") {
        try String(contentsOf: town.folder.appending(path: "skald.log"), encoding: .utf8).contains("verion")
      }
      #expect(try await town.versions() == [90])
    }

    @Test("the calls of a handler that an operator pauses wait until it is resumed")
    func pausedHandler() async throws {
      let town = try await Town()
      let paused = try CommandRun(
        ["handlers", "--server", town.engine, "--pause", "inventory.reserve"], in: town.folder)
      #expect(paused.code == 0)
      try await town.placeOrder(1)
      try await town.eventually("the call waits") {
        let handlers = try await town.get("\(town.engine)/v1/handlers")["handlers"]?.array
        return handlers?.first { $0["name"] == "inventory.reserve" }?["waiting"] == 1
      }
      #expect(paused.out.contains(/inventory.reserve +0 +0 +paused/))

      let resumed = try CommandRun(
        ["handlers", "--server", town.engine, "--resume", "inventory.reserve"], in: town.folder)
      #expect(resumed.code == 0)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
      let unknown = try CommandRun(["handlers", "--server", town.engine, "--pause", "inventori"], in: town.folder)
      #expect(unknown.code == 1)
      #expect(unknown.err.contains("no saga calls a handler `inventori`"))
    }

    @Test("a second daemon on the same file gives up, and names the first")
    func secondDaemon() async throws {
      let town = try await Town()
      let first = try #require(town.daemonID)

      let second = try town.runSecondDaemon()

      #expect(second.code == 75)
      #expect(second.text.contains("\(first)"))
      try await town.placeOrder(1)
      try await town.eventually("the first one works on") { try await town.status(ofOrder: 1) == "COMPLETED" }
    }
  }
}
