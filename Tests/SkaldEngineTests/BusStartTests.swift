import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Where the bus begins")
struct BusStartTests {
  private static func open(_ stores: Stores, hasBus: Bool = true) throws -> Kernel {
    var options = Kernel.Options()
    options.hasBus = hasBus
    return try Kernel(
      store: stores.open(), programs: [TestPrograms.fourCalls()], options: options, at: VirtualRun.epoch)
  }

  /// Another process emits one event.
  private static func emit(_ stores: Stores, at position: Int64) throws {
    let store = stores.open()
    defer { store.close() }
    _ = try store.claim(at: VirtualRun.epoch)
    var batch = CommitBatch(time: VirtualRun.epoch)
    batch.created = [
      InstanceRow(
        id: InstanceID(position), definition: DefinitionID(1), saga: "order", key: nil, inputHash: 0,
        status: .completed, isStuck: false, startedAt: VirtualRun.epoch, updatedAt: VirtualRun.epoch, rest: nil)
    ]
    batch.journal = [
      JournalRow(
        position: position, instance: InstanceID(position), sequence: 1,
        event: SagaEvent(at: VirtualRun.epoch, .recovered),
        emitted: [EmittedEvent(name: "e", topic: nil, key: nil, data: [:])])
    ]
    try store.commit(batch)
  }

  private static func cursor(_ kernel: Kernel) throws -> Int64 { try kernel.reader.cursor(sink: EmbeddedBus.name) }

  @Test("what was emitted before the first delivery is delivered after a crash", arguments: Stores.Kind.allCases)
  func first(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    #expect(try Self.cursor(Self.open(stores)) == 0)
    try Self.emit(stores, at: 1)
    let kernel = try Self.open(stores)
    #expect(try Self.cursor(kernel) == 0)
    #expect(try kernel.reader.outbox(after: Self.cursor(kernel), limit: 9).map(\.position) == [1])
  }

  @Test("what was emitted before there was a bus is not delivered", arguments: Stores.Kind.allCases)
  func later(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    try Self.emit(stores, at: 1)
    #expect(try Self.cursor(Self.open(stores)) == 1)
    try Self.emit(stores, at: 2)
    #expect(try Self.cursor(Self.open(stores)) == 1)
  }
}
