import FoundationEssentials
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("Archiving what ended long ago")
struct ArchivistTests {
  /// What an archivist had deleted, batch by batch.
  private final class Removals: Sendable {
    let batches = Mutex<[[Int64]]>([])
    let rests = Mutex(0)

    var all: [Int64] { batches.withLock { $0.flatMap(\.self) } }
  }

  private static func archivist(
    _ world: World, after kept: Milliseconds = .days(30), sinks: [String] = [], file: String? = nil,
    batch: Int = 32, _ removals: Removals
  ) -> Archivist {
    var pace = Archivist.Pace()
    pace.batch = batch
    let now = world.now
    return Archivist(
      reader: world.kernel.reader, sinks: sinks, retention: Retention(ended: kept, file: file), pace: pace,
      now: { now }, rest: { _ in removals.rests.withLock { $0 += 1 } },
      remove: { ids throws(StoreError) in removals.batches.withLock { $0.append(ids.map(\.number)) } })
  }

  /// Archives what it says, as the owner does.
  private static func pass(_ world: World, _ archivist: Archivist, _ removals: Removals) async throws {
    _ = try await archivist.pass()
    let ids = removals.all.map { InstanceID($0) }
    world.process([.archive(ArchiveRequest(ids: ids, ticket: world.ticket()))])
  }

  /// A world in which so many sagas of four calls completed.
  private static func completed(_ stores: Stores, _ count: Int64) throws -> World {
    let world = try World([TestPrograms.fourCalls()], store: stores.open)
    for order in 1...count { world.start(order: order) }
    world.run(limit: 100_000)
    #expect(world.ended.count == count)
    return world
  }

  @Test("instances go once they ended long enough ago, a few with each commit", arguments: Stores.Kind.allCases)
  func age(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.completed(stores, 5)
    world.start(order: 6)
    world.advance(.days(29))
    let early = Removals()
    #expect(try await Self.archivist(world, early).pass() == 0)

    world.advance(.days(2))
    let removals = Removals()
    let count = try await Self.archivist(world, batch: 2, removals).pass()

    #expect(count == 5)
    #expect(removals.batches.withLock { $0 } == [[1, 2], [3, 4], [5]], "a live one stays")
    #expect(removals.rests.withLock { $0 } >= 3, "the owner is left alone in between")
  }

  @Test("an instance stays until every sink has its events", arguments: Stores.Kind.allCases)
  func sinks(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.completed(stores, 2)
    world.advance(.days(31))
    let positions = try world.kernel.reader.outbox(after: 0, limit: 100).filter { $0.instance == InstanceID(2) }
    let last = try #require(world.kernel.reader.outbox(after: 0, limit: 100).last).position
    let first = try #require(positions.first).position

    let none = Removals()
    _ = try await Self.archivist(world, sinks: ["webhook"], none).pass()
    #expect(none.all == [], "the sink has nothing yet")

    let held = SinkProgress.Held(place: OutboundEvent.Place(position: first, index: 0), orderingKey: "k")
    world.process([.sinkProgress(SinkProgress(sink: "webhook", cursor: last, held: [held]))], flush: true)
    let some = Removals()
    _ = try await Self.archivist(world, sinks: ["webhook"], some).pass()
    #expect(some.all == [1], "an event of the other is still to be delivered")

    let other = Removals()
    _ = try await Self.archivist(world, sinks: ["webhook", "file"], other).pass()
    #expect(other.all == [], "another sink has nothing yet")
  }

  @Test("an instance stays until its dead letters are settled", arguments: Stores.Kind.allCases)
  func letters(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.completed(stores, 2)
    world.advance(.days(31))
    let rows = try world.kernel.reader.outbox(after: 0, limit: 100)
    let last = try #require(rows.last).position
    let row = try #require(rows.first { $0.instance == InstanceID(2) })
    let place = OutboundEvent.Place(position: row.position, index: 0)
    var progress = SinkProgress(sink: "webhook", cursor: last)
    progress.deadLetters = [
      DeadLetter(
        sink: "webhook", place: place, orderingKey: "k", attempts: 1, error: "no", failingSince: world.now,
        at: world.now)
    ]
    world.process([.sinkProgress(progress)], flush: true)
    let before = Removals()
    _ = try await Self.archivist(world, sinks: ["webhook"], before).pass()
    #expect(before.all == [1])

    progress = SinkProgress(sink: "webhook")
    progress.settledLetters = [place]
    world.process([.sinkProgress(progress)], flush: true)
    let after = Removals()
    _ = try await Self.archivist(world, sinks: ["webhook"], after).pass()
    #expect(after.all == [1, 2])
  }

  @Test("a start under an archived key finds that the instance existed", arguments: Stores.Kind.allCases)
  func keys(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let world = try Self.completed(stores, 2)
    world.advance(.days(31))
    let removals = Removals()
    try await Self.pass(world, Self.archivist(world, removals), removals)

    guard case .started(let uid, let isNew) = world.start(order: 1) else {
      Issue.record("the start was refused")
      return
    }
    #expect(uid == "1")
    #expect(!isNew)
    #expect(world.start(order: 1, amount: 6).refusal == .inputMismatch)
    #expect(world.cancel("1").refusal == .alreadyEnded)
    #expect(try world.kernel.reader.instance(InstanceID(1)) == nil)
    try world.crash()
    #expect(world.start(order: 1, amount: 6).refusal == .inputMismatch)
  }

  @Test("a request to archive what is live changes nothing", arguments: Stores.Kind.allCases)
  func live(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    world.start(order: 1)

    world.process([.archive(ArchiveRequest(ids: [InstanceID(1)], ticket: world.ticket()))])

    #expect(try world.kernel.reader.instance(InstanceID(1))?.status == .running)
  }

  @Test("instances are lines of a file before they go, and a line that was cut off is taken away")
  func file() async throws {
    let stores = Stores(.sqlite)
    let world = try Self.completed(stores, 2)
    world.start(order: 3, labels: [try #require(Label(name: "team", value: "payments"))])
    world.run()
    world.advance(.days(31))
    let path = stores.path + ".jsonl"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{\"instance\": \"earlier\"}\n{\"instance\": \"cut o".utf8).write(to: URL(filePath: path))
    let removals = Removals()

    _ = try await Self.archivist(world, file: path, batch: 2, removals).pass()

    let lines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      .split(separator: "\n").map { try? JSON.parse(Array($0.utf8)) }
    #expect(lines.count == 4)
    #expect(lines[0]?["instance"]?.string == "earlier")
    #expect(lines[1...].map { $0?["instance"]?["key"]?.string } == ["order-1", "order-2", "order-3"])
    #expect(lines[3]?["instance"]?["status"]?.string == "completed")
    #expect(lines[1]?["instance"]?["labels"] == [:])
    #expect(lines[3]?["instance"]?["labels"] == ["team": "payments"])
    #expect(lines[3]?["history"]?.array?.first?["type"]?.string == "instance.started")
    #expect(removals.all == [1, 2, 3])
  }

  @Test("nothing is deleted where the file cannot be written")
  func unwritable() async throws {
    let stores = Stores(.sqlite)
    let world = try Self.completed(stores, 1)
    world.advance(.days(31))
    let removals = Removals()
    let archivist = Self.archivist(world, file: "/dev/null/archive.jsonl", removals)

    await #expect(throws: StoreError.self) { try await archivist.pass() }

    #expect(removals.all == [])
  }

  @Test("an engine tells what is left of an archived instance")
  func remains() async throws {
    let stores = Stores(.sqlite)
    let services = Services()
    let engine = SagaEngine(
      [TestPrograms.fourCalls()], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: services)
    try await withEngine(engine) { engine in
      let started = try await engine.start("order", input: ["orderId": 7, "amount": 5])
      _ = try await engine.waitForEnd(started.id)
      let archivist = engine.archivist(try await engine.store, Retention(ended: Milliseconds(-60_000)))

      #expect(try await archivist.pass() == 1)

      let left = try await engine.instance(started.id)
      #expect(left["archived"]?.bool == true)
      #expect(left["status"]?.string == "completed")
      #expect(left["key"]?.string == "order-7")
      let error = await #expect(throws: EngineError.self) { try await engine.history(started.id) }
      #expect(error?.code == .archived)
      #expect(try await engine.instances(InstanceQuery()).instances.isEmpty)
      let again = try await engine.start("order", input: ["orderId": 7, "amount": 5])
      #expect(again.id == started.id && !again.isNew)
    }
  }
}
