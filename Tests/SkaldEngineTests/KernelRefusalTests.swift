import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldCore
@testable import SkaldEngine

@Suite("Transitions that cannot be")
struct KernelRefusalTests {
  @Test("what leads an instance where it cannot go is taken out, and the rest of its batch stays")
  func takesOut() throws {
    let stores = Stores(.sqlite)
    let world = try World([TestPrograms.fourCalls()], store: stores.open)
    world.start(order: 1)
    world.start(order: 2)
    while world.calls < 8, world.step() {}
    let journal = try world.kernel.reader.journal(of: InstanceID(1)).count
    // The machine forgets where it is: the last answer would complete an instance that is being undone.
    world.kernel.live[1]?.state.status = .compensating

    while world.kernel.refusals.isEmpty, world.step() {}

    #expect(
      world.kernel.refusals == [RefusedTransition(instance: InstanceID(1), from: .compensating, to: .completed)])
    #expect(world.kernel.fault == nil)
    let incident = try #require(try world.kernel.reader.incidents(IncidentQuery(kind: "illegal_transition")).first)
    #expect(incident.instance == InstanceID(1) && incident.incident.step == "status")
    #expect(incident.incident.message.contains("from compensating to completed"))
    #expect(try world.state(1).status == .running)
    #expect(try world.kernel.reader.journal(of: InstanceID(1)).count == journal)
    // Nothing in the instance ends it, so it can be settled while the instance is live.
    let ticket = world.ticket()
    world.process([.settle(SettleRequest(number: incident.number, by: "ann", ticket: ticket))])
    guard case .decided = world.replies[ticket] else {
      Issue.record("the incident was not settled")
      return
    }
    #expect(try world.kernel.reader.incidents(IncidentQuery()).isEmpty)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed, InstanceID(2): .completed])
  }
}
