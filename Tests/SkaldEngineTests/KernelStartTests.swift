import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Starting sagas")
struct KernelStartTests {
  @Test("N steps take N+1 commits, one saga at a time", arguments: Stores.Kind.allCases)
  func commitsOncePerStep(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.fourCalls()], store: stores.open)
    for order in 1...3 {
      let before = world.kernel.commits
      world.start(order: Int64(order))
      world.run()
      #expect(world.kernel.commits - before == 5)
    }
    #expect(world.ended.values.allSatisfy { $0 == .completed })
  }

  @Test("64 sagas that start together share their commits", arguments: Stores.Kind.allCases)
  func groupsCommits(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World([TestPrograms.fourCalls()], store: stores.open)
    world.process((1...64).map { .start(Self.request(Int64($0), world.ticket())) })
    world.run()
    #expect(world.ended.count == 64)
    #expect(world.kernel.commits == 5)
  }

  @Test("a second start with the same key gives the first instance", arguments: Stores.Kind.allCases)
  func findsTheFirst(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    #expect(world.start(order: 7).started == "1 new")
    #expect(world.start(order: 7).started == "1")
    try world.crash()
    #expect(world.start(order: 7).started == "1")
    #expect(world.start(order: 7, amount: 6).refusal == .inputMismatch)
  }

  @Test("what was looked up for a start is let go, whatever becomes of the start", arguments: Stores.Kind.allCases)
  func letsGo(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let store = FlakyStore(stores.open())
    let world = try World(store: { store })
    store.failuresLeft = 1
    #expect(world.start(order: 7).refusal == .storeFailed)
    #expect(!store.sharesReading, "the commit failed")
    #expect(world.start(order: 7).started == "2 new")
    #expect(!store.sharesReading, "the commit took it over")
    #expect(world.start(order: 7).started == "2")
    #expect(!store.sharesReading, "nothing was to be committed")
  }

  @Test("two starts with one key in the same batch make one instance", arguments: Stores.Kind.allCases)
  func findsTheFirstOfTheBatch(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(store: stores.open)
    let tickets = [world.ticket(), world.ticket(), world.ticket()]
    world.process([
      .start(Self.request(7, tickets[0])), .start(Self.request(7, tickets[1])),
      .start(Self.request(7, amount: 9, tickets[2])),
    ])
    #expect(world.replies[tickets[0]].started == "1 new")
    #expect(world.replies[tickets[1]].started == "1")
    #expect(world.replies[tickets[2]].refusal == .inputMismatch)
  }

  @Test("a key that is not the computed one is refused, the computed one is fine")
  func comparesKeys() throws {
    let world = try World { MemoryStore() }
    #expect(world.start(order: 7, key: "order-8").refusal == .inputInvalid)
    #expect(world.start(order: 7, key: "order-7").started == "1 new")
  }

  @Test("a start of an unknown saga names what is near")
  func refusesAnUnknownSaga() throws {
    let world = try World { MemoryStore() }
    let reply = world.start(order: 7, saga: "oder")
    #expect(reply.refusal == .unknownSaga)
    #expect(reply.message.contains("did you mean `order`?"))
  }

  @Test("an input against the schema starts nothing and says where")
  func refusesABadInput() throws {
    let world = try World { MemoryStore() }
    let ticket = world.ticket()
    world.process([.start(StartRequest(saga: "order", input: ["orderId": 7, "amont": 5], ticket: ticket))])
    #expect(world.replies[ticket].refusal == .inputInvalid)
    #expect(world.replies[ticket].paths == ["amount", "amont"])
    #expect(world.kernel.liveCount == 0)
    #expect(world.kernel.commits == 0)
  }

  @Test("public ids sort by time, carry the number, and those of another database are unknown")
  func mintsIDs() {
    let mint = IdentityMint(scheme: .global, nonce: 0xDEAD_BEEF)
    let first = mint.uid(of: InstanceID(1), startedAt: VirtualRun.epoch)
    let later = mint.uid(of: InstanceID(2), startedAt: VirtualRun.epoch + Milliseconds(1))
    #expect(first < later)
    #expect(first.utf8.count == 26)
    #expect(mint.instance(of: later) == InstanceID(2))
    #expect(IdentityMint(scheme: .global, nonce: 1).instance(of: later) == nil)
    #expect(mint.instance(of: "not an id") == nil)
    #expect(mint.instance(of: String(repeating: "Z", count: 26)) == nil)
  }

  @Test("event ids are UUIDs of version 7, one for each place, the same every time")
  func mintsEventIDs() {
    let mint = IdentityMint(scheme: .global, nonce: 7)
    let places = [(1, 0), (1, 1), (2, 0), (5000, 0)].map { OutboundEvent.Place(position: $0, index: $1) }
    let ids = places.map { mint.eventID(at: VirtualRun.epoch, $0) }
    #expect(Set(ids).count == 4)
    #expect(ids == places.map { mint.eventID(at: VirtualRun.epoch, $0) })
    for id in ids {
      let characters = Array(id)
      #expect(characters.count == 36)
      #expect(characters[14] == "7")
      #expect("89ab".contains(characters[19]))
    }
  }

  static func request(_ order: Int64, amount: Int64 = 5, _ ticket: Ticket) -> StartRequest {
    StartRequest(saga: "order", input: ["orderId": .int(order), "amount": .int(amount)], ticket: ticket)
  }
}
