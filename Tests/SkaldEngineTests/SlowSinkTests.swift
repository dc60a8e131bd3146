import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("A sink that is slower than the engine", .timeLimit(.minutes(2)))
struct SlowSinkTests {
  @Test("gets every event once and in order, whether it comes from memory or from the store")
  func losesNothing() async throws {
    // More than a relay holds and is handed together, two events a saga.
    let count = Int64(RelayState.eventsMax + FreshRows.countMax) / 2 + 100
    let door = ClosedDoor()
    let engine = EngineTests.engine(
      Stores(.memory), Services(isImmediate: true), TestPrograms.fourCalls(), sinks: [door])
    try await withEngine(engine) { engine in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for order in 1...count {
          group.addTask {
            let started = try await engine.start("order", input: EngineTests.input(order))
            _ = try await engine.waitForEnd(started.id)
          }
        }
        try await group.waitForAll()
      }
      door.open.fulfil(())
      await door.mailbox.expect(Int(count) * 2)
    }
    let events = door.mailbox.events
    #expect(events.count == Int(count) * 2)
    #expect(Set(events.map(\.id)).count == events.count)
    let names = Dictionary(grouping: events, by: \.orderingKey).mapValues { $0.map(\.event.name) }
    #expect(names.count == Int(count))
    #expect(names.values.allSatisfy { $0 == ["payment.completed.v1", "order.completed.v1"] })
  }
}

/// Delivers nothing until it is opened.
private final class ClosedDoor: Sink {
  let name = "door"
  let open = OneShot<Void>()
  let mailbox = Mailbox()

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    await open.value
    try await mailbox.deliver(event)
  }
}
