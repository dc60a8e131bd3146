import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("The outbox as operators see it", .timeLimit(.minutes(1)))
struct OutboxTests {
  /// A sink that refuses a key for ever, or until it is told not to.
  private static let refused = "2"

  /// Starts three orders, and waits until one of their keys is blocked, between two tries, and all others are through.
  private static func block(_ engine: SagaEngine, _ mailbox: Mailbox) async throws -> JSON {
    for order: Int64 in 1...3 { _ = try await engine.start("order", input: EngineTests.input(order)) }
    await mailbox.expect(4)
    while true {
      let list = try await engine.outbox(OutboxQuery())
      let events = list["events"]?.array ?? []
      let isBlocked = events.count == 2 && events[0]["state"] == "blocked" && events[1]["state"] == "held"
      // While a try is under way there is no time for the next one.
      if isBlocked, events[0]["nextAttemptAt"] != .null { return list }
      await Task.yield()
    }
  }

  private static func engine(_ stores: Stores, _ mailbox: Mailbox) -> SagaEngine {
    EngineTests.engine(stores, Services(), TestPrograms.fourCalls(), sinks: [mailbox])
  }

  @Test("what is blocked comes with its tries and its error, and what is behind it", arguments: Stores.Kind.allCases)
  func lists(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let mailbox = Mailbox(refusals: [Self.refused: .max])
    try await withEngine(Self.engine(stores, mailbox)) { engine in
      let events = try #require(try await Self.block(engine, mailbox)["events"]?.array)
      #expect(events.map { $0["event"]?.string } == ["payment.completed.v1", "order.completed.v1"])
      #expect(events.map { $0["sink"]?.string } == ["mailbox", "mailbox"])
      #expect(events.map { $0["key"]?.string } == ["order-2", "order-2"])
      let uid = try #require(events[0]["instance"]?.string)
      #expect(try await engine.instance(uid)["key"] == "order-2")
      #expect((events[0]["attempts"]?.int ?? 0) >= 1)
      #expect(events[0]["error"] == "not now")
      #expect(events[0]["nextAttemptAt"] != .null)
      #expect(events[1]["attempts"] == 0)
      let first = try await engine.outbox(OutboxQuery(limit: 1))
      #expect(first["events"]?.array?.count == 1)
      let next = try #require(first["next"]?.string)
      let second = try await engine.outbox(OutboxQuery(after: next, limit: 1))
      #expect(second["events"]?.array?.first?["id"] == events[1]["id"])
      #expect(second["next"] == .null)
      let blocked = try await engine.outbox(OutboxQuery(sink: "mailbox", state: .blocked))
      #expect(blocked["events"]?.array?.map { $0["instance"] } == [events[0]["instance"]])
      #expect(await EngineTests.code { try await engine.outbox(OutboxQuery(sink: "nowhere")) } == .inputInvalid)
      #expect(await EngineTests.code { try await engine.outbox(OutboxQuery(after: "x")) } == .inputInvalid)
      // What was acknowledged becomes durable a moment later.
      let reader = try await engine.store.reader
      while try reader.backlog(of: "mailbox").rows != 2 { await Task.yield() }
      #expect(try await engine.sample().sinks.first?.pending == 2)
    }
  }

  @Test("what a sink has not been asked for comes behind what is held")
  func pending() async throws {
    let stores = Stores(.sqlite)
    try await withEngine(EngineTests.engine(stores, Services(), TestPrograms.fourCalls())) { engine in
      for order: Int64 in 1...2 {
        _ = try await engine.waitForEnd(try await engine.start("order", input: EngineTests.input(order)).id)
      }
    }
    let list = try Self.pendingList(stores, limit: 10)
    let places = list["events"]?.array ?? []
    #expect(places.map { $0["state"]?.string } == Array(repeating: "pending", count: 4))
    #expect(places.map { $0["orderingKey"]?.string } == ["1", "1", "2", "2"])
    let first = try Self.pendingList(stores, limit: 3)
    let second = try Self.pendingList(stores, limit: 3, after: first["next"]?.string)
    #expect((first["events"]?.array ?? []) + (second["events"]?.array ?? []) == places)
    #expect(second["next"] == .null)
  }

  /// The list of a sink that was never asked, read from the store.
  private static func pendingList(_ stores: Stores, limit: Int, after: String? = nil) throws -> JSON {
    let kernel = try Kernel(store: stores.open(), programs: [], at: VirtualRun.epoch)
    defer { kernel.store.close() }
    let opened = Opened(
      reader: kernel.reader, shelf: DefinitionShelf(kernel.reader), mint: kernel.mint, durability: "", relays: [])
    let place = try after.map { text throws(EngineError) in try OutboxPlace(text) }
    var list = OutboxList(store: opened, query: OutboxQuery(limit: limit), after: place)
    try list.add("mailbox", [])
    return list.json
  }

  @Test("an event that is tried now is delivered, and what is behind it follows")
  func retries() async throws {
    let stores = Stores(.memory)
    let mailbox = Mailbox(refusals: [Self.refused: .max])
    try await withEngine(Self.engine(stores, mailbox)) { engine in
      let id = try #require(try await Self.block(engine, mailbox)["events"]?.array?.first?["id"]?.string)
      #expect(try await engine.retryDelivery(of: id, by: "ann") == "mailbox")
      mailbox.accept(Self.refused)
      // It may have been tried before it was accepted, or go out before it is asked for.
      _ = try? await engine.retryDelivery(of: id, by: "ann")
      await mailbox.expect(6)
      let entries = try await engine.audit(AuditQuery(target: id))["entries"]?.array
      #expect(entries?.last?["action"] == "retry-event")
      #expect(entries?.last?["actor"] == "ann")
      #expect(await EngineTests.code { try await engine.retryDelivery(of: "nothing", by: "ann") } == .unknownEvent)
    }
    #expect(mailbox.events.filter { $0.orderingKey == Self.refused }.count == 2)
  }

  @Test(
    "a dropped event is never sent, its key goes on, and the history says so, also after a restart",
    arguments: Stores.Kind.allCases)
  func drops(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let mailbox = Mailbox(refusals: [Self.refused: .max])
    let (uid, id) = try await withEngine(Self.engine(stores, mailbox)) { engine in
      let events = try #require(try await Self.block(engine, mailbox)["events"]?.array)
      let (uid, id) = (events[0]["instance"]?.string ?? "", events[0]["id"]?.string ?? "")
      try await Self.drop(engine, id)
      mailbox.accept(Self.refused)
      _ = try? await engine.retryDelivery(of: events[1]["id"]?.string ?? "", by: "ann")
      await mailbox.expect(5)
      #expect(await EngineTests.code { try await engine.retryDelivery(of: id, by: "ann") } == .unknownEvent)
      return (uid, id)
    }
    #expect(mailbox.events.filter { $0.orderingKey == Self.refused }.map(\.event.name) == ["order.completed.v1"])
    let later = Mailbox()
    try await withEngine(Self.engine(stores, later)) { engine in
      let entry = try #require(try await engine.history(uid).first { $0.type == "event.dropped" })
      #expect(
        entry.data == [
          "id": .string(id), "event": "payment.completed.v1", "sink": "mailbox", "reason": "the shop is closed",
          "by": "ann",
        ])
      #expect(try await engine.instance(uid)["status"] == "completed")
    }
    #expect(later.events.isEmpty)
  }

  @Test("a key that fails for an hour is an incident, which ends when the sink takes the event")
  func incident() async throws {
    let stores = Stores(.sqlite)
    let mailbox = Mailbox(refusals: [Self.refused: .max])
    let time = ManualTime(now: VirtualRun.epoch.milliseconds, uptime: 0)
    let engine = SagaEngine(
      [TestPrograms.fourCalls()], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: Services(),
      sinks: [mailbox], time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withEngine(engine) { engine in
      let id = try #require(try await Self.block(engine, mailbox)["events"]?.array?.first?["id"]?.string)
      #expect(try await engine.incidents(IncidentQuery())["incidents"] == [])
      let hour = Milliseconds.hours(1).count
      time.set(now: VirtualRun.epoch.milliseconds + hour, uptime: hour)
      try await engine.retryDelivery(of: id, by: "ann")
      let incident = try await Self.firstIncident(engine) { $0 != nil }
      #expect(incident?["kind"] == "outbox" && incident?["step"] == "mailbox: 2" && incident?["instance"] == .null)
      #expect(incident?["message"]?.string?.contains(id) == true)
      let number = try #require((incident?["id"]?.string).flatMap { Int64($0) })
      #expect(await EngineTests.code { try await engine.settle(incident: number, by: "ann") } == .notPossible)
      mailbox.accept(Self.refused)
      _ = try? await engine.retryDelivery(of: id, by: "ann")
      #expect(try await Self.firstIncident(engine) { $0 == nil } == nil)
    }
  }

  /// The first incident, once it is what is asked for.
  private static func firstIncident(_ engine: SagaEngine, _ isWanted: (JSON?) -> Bool) async throws -> JSON? {
    while true {
      let first = try await engine.incidents(IncidentQuery())["incidents"]?.array?.first
      if isWanted(first) { return first }
      await Task.yield()
    }
  }

  /// Drops an event, as soon as it is not being delivered.
  private static func drop(_ engine: SagaEngine, _ id: String) async throws {
    while true {
      do throws(EngineError) {
        _ = try await engine.dropDelivery(of: id, reason: "the shop is closed", by: "ann")
        return
      } catch {
        guard error.code == .notPossible else { throw error }
        await Task.yield()
      }
    }
  }
}

@Suite("Progress of sinks in the kernel")
struct KernelOutboxTests {
  private static func dropped(_ position: Int64, _ ticket: Ticket) -> SinkProgress {
    let event = DroppedEvent(id: "e", name: "payment.completed.v1", sink: "s", reason: "r", by: "ann")
    let place = OutboundEvent.Place(position: position, index: 0)
    var progress = SinkProgress(sink: "s", released: [place])
    progress.dropped = [.init(place: place, event: event, ticket: ticket)]
    return progress
  }

  @Test("a drop whose commit fails is kept with the next one, and only then answered", arguments: Stores.Kind.allCases)
  func survivesAFault(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let flaky = FlakyStore(stores.open())
    let world = try World([TestPrograms.fourCalls()]) { flaky }
    world.start(order: 1)
    world.run()
    let position = try #require(try world.kernel.reader.outbox(after: 0, limit: 1).first?.position)
    let place = OutboundEvent.Place(position: position, index: 0)
    world.process(
      [.sinkProgress(SinkProgress(sink: "s", cursor: position, held: [.init(place: place, orderingKey: "1")]))],
      flush: true)
    let ticket = world.ticket()
    flaky.failuresLeft = 1
    world.process([.sinkProgress(Self.dropped(position, ticket))])
    #expect(world.kernel.fault != nil)
    #expect(world.replies[ticket] == nil)
    #expect(try world.kernel.reader.held(sink: "s") == [place])
    world.run()
    guard case .decided = world.replies[ticket] else {
      Issue.record("nobody was told of the drop")
      return
    }
    #expect(try world.kernel.reader.held(sink: "s").isEmpty)
    let last = try #require(try world.kernel.reader.journal(of: InstanceID(1)).last)
    guard case .dropped(let event) = last.event.kind else {
      Issue.record("the journal does not tell of the drop")
      return
    }
    #expect(event.by == "ann")
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("what is put aside goes there with the cursor, also where a commit fails", arguments: Stores.Kind.allCases)
  func putsAside(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let flaky = FlakyStore(stores.open())
    let world = try World([TestPrograms.fourCalls()]) { flaky }
    world.start(order: 1)
    world.run()
    let position = try #require(try world.kernel.reader.outbox(after: 0, limit: 1).first?.position)
    let place = OutboundEvent.Place(position: position, index: 0)
    let letter = DeadLetter(
      sink: "s", place: place, orderingKey: "1", attempts: 1, error: "no", failingSince: world.now, at: world.now)
    var progress = SinkProgress(sink: "s", cursor: position)
    progress.deadLetters = [letter]
    flaky.failuresLeft = 1
    world.process([.sinkProgress(progress)], flush: true)
    #expect(world.kernel.fault != nil)
    #expect(try world.kernel.reader.deadLetters(DeadLetterQuery()).isEmpty)
    #expect(try world.kernel.reader.cursor(sink: "s") == 0)
    world.process([], flush: true)
    #expect(try world.kernel.reader.deadLetters(DeadLetterQuery()) == [letter])
    #expect(try world.kernel.reader.cursor(sink: "s") == position)
    progress = SinkProgress(sink: "s")
    progress.settledLetters = [place]
    world.process([.sinkProgress(progress)], flush: true)
    #expect(try world.kernel.reader.deadLetters(DeadLetterQuery()).isEmpty)
  }

  @Test("a live instance tells of a drop, and goes on as before")
  func live() throws {
    let stores = Stores(.sqlite)
    let world = try World(store: stores.open)
    world.start(order: 1)
    while try world.kernel.reader.outbox(after: 0, limit: 1).isEmpty, world.step() {}
    let position = try #require(try world.kernel.reader.outbox(after: 0, limit: 1).first?.position)
    world.process([.sinkProgress(Self.dropped(position, world.ticket()))])
    let state = try world.state(1)
    try world.crash()
    #expect(try world.state(1).status == state.status)
    #expect(
      try world.kernel.reader.journal(of: InstanceID(1)).contains { row in
        if case .dropped = row.event.kind { true } else { false }
      })
  }

  @Test("incidents of the engine itself are listed, and end", arguments: Stores.Kind.allCases)
  func incidents(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    func list() throws -> [IncidentRow] { try world.kernel.reader.incidents(IncidentQuery()) }
    var progress = SinkProgress(sink: "s")
    for message in ["first", "second"] {
      let incident = Incident(kind: "outbox", step: "s: 1", message: message, blocks: true)
      progress.incidents = [.opened(nil, incident, at: world.now)]
      world.process([.sinkProgress(progress)], flush: true)
    }
    let row = try #require(try list().first)
    #expect(try list().count == 1)
    #expect(row.instance == nil && row.saga == nil && row.startedAt == nil)
    #expect(row.incident.message == "second")
    #expect(try world.kernel.reader.incidents(IncidentQuery(saga: "order")).isEmpty)
    #expect(try world.kernel.reader.incidentCounts().map { "\($0.kind) \($0.count)" } == ["outbox 1"])
    progress.incidents = [.closed(nil, kind: "outbox", step: "s: 1")]
    world.process([.sinkProgress(progress)], flush: true)
    #expect(try list().isEmpty)
  }
}
