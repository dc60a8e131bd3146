import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Locks of entities between instances")
struct KernelLockTests {
  /// An order saga that holds its order; without a key, so that several may be asked for.
  static func saga(
    _ name: String, locked: [String] = ["PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "SHIPPING", "CANCELING"],
    of base: SagaProgram = TestPrograms.order(), key: Template? = nil
  ) -> SagaProgram {
    var program = base
    program.name = name
    program.key = key
    program.entities[0].locked = locked
    return program
  }

  static let two = [saga("order"), saga("refund")]

  @Test("a start on a held entity is refused and says who holds it", arguments: Stores.Kind.allCases)
  func refuses(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.two, store: stores.open)
    world.start(order: 7)
    let commits = world.kernel.commits
    let reply = world.start(order: 7, saga: "refund")
    #expect(reply.refusal == .entityLocked)
    #expect(reply.message == "`order` 7 is in PAYMENT_PROCESSING and belongs to the instance 1")
    #expect(world.start(order: 7).refusal == .entityLocked)
    #expect(world.kernel.liveCount == 1)
    #expect(world.kernel.commits == commits)
  }

  @Test("other ids and other entities do not meet")
  func leavesOthersAlone() throws {
    var account = Self.saga("account")
    account.entities[0].name = "account"
    let world = try World(Self.two + [account]) { MemoryStore() }
    #expect(world.start(order: 7).started == "1 new")
    #expect(world.start(order: 8, saga: "refund").started == "2 new")
    #expect(world.start(order: 7, saga: "account").started == "3 new")
  }

  @Test("without `locked` states sagas do not care for each other")
  func ignoresPlainEntities() throws {
    let world = try World([Self.saga("order"), Self.saga("refund", locked: [])]) { MemoryStore() }
    world.start(order: 7)
    #expect(world.start(order: 7, saga: "refund").started == "2 new")
  }

  @Test("a repeated start gives the instance that holds the entity")
  func findsTheFirst() throws {
    let world = try World([Self.saga("order", key: TestPrograms.order().key)]) { MemoryStore() }
    world.start(order: 7)
    #expect(world.start(order: 7).started == "1")
  }

  struct End: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var mock: [String] = []
    var end: (@Sendable (World) -> Void)?
    let status: Status
  }

  static let ends = [
    End(testDescription: "completed", status: .completed),
    End(
      testDescription: "compensated", mock: ["inventory.reserve=refuses:out_of_stock"], status: .compensated),
    End(testDescription: "canceled", end: { $0.cancel("1") }, status: .compensated),
    End(
      testDescription: "terminated",
      end: { world in
        world.process([
          .operate(OperatorRequest(uid: "1", verb: "terminate", reason: "enough", by: "me", ticket: world.ticket()))
        ])
      }, status: .terminated),
  ]

  @Test("the end of the holder frees the entity", arguments: ends, Stores.Kind.allCases)
  func frees(end: End, kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.two, mock: end.mock, store: stores.open)
    world.start(order: 7)
    #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
    end.end?(world)
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    while world.ended.isEmpty {
      #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
      guard world.step() else { break }
    }
    #expect(world.ended == [InstanceID(1): end.status])
    #expect(world.start(order: 7, saga: "refund").started == "2 new")
  }

  @Test("a crash at any commit changes no lock", arguments: [0, 1024], Stores.Kind.allCases)
  func survivesCrashes(restingMax: Int, kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.two, restingMax: restingMax, store: stores.open)
    world.start(order: 7)
    for _ in 0..<6 {
      try world.crash()
      #expect(world.start(order: 7, saga: "refund").refusal == .entityLocked)
      _ = world.step()
    }
    // It waits for the courier: at rest, and with a limit of 0 in the store alone.
    #expect(world.start(order: 7, saga: "refund").message.contains("is in SHIPPING and belongs to the instance 1"))
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    world.run(limit: 20)
    #expect(world.ended[InstanceID(1)] == .completed)
    try world.crash()
    #expect(world.start(order: 7, saga: "refund").started == "2 new")
  }

  @Test("of two starts in one batch exactly one begins", arguments: Stores.Kind.allCases)
  func letsOneOfABatchBegin(kind: Stores.Kind) throws {
    let stores = Stores(kind)
    let world = try World(Self.two, store: stores.open)
    let tickets = [world.ticket(), world.ticket()]
    world.process([
      .start(StartRequest(saga: "refund", input: ["orderId": 7, "amount": 5], ticket: tickets[0])),
      .start(StartRequest(saga: "order", input: ["orderId": 7, "amount": 5], ticket: tickets[1])),
    ])
    #expect(world.replies[tickets[0]].started == "1 new")
    #expect(world.replies[tickets[1]].refusal == .entityLocked)
  }

  @Test("an instance that may still come into a locked state holds its entity already")
  func holdsBeforeTheLockedState() throws {
    let late = Self.saga("order", locked: ["CANCELING"], of: TestPrograms.waiting())
    let world = try World([late, Self.saga("refund")]) { MemoryStore() }
    world.start(order: 7)
    #expect(world.start(order: 7, saga: "refund").message == "`order` 7 is in PENDING and belongs to the instance 1")
  }

  @Test("an instance whose entity can come into no locked state any more has given it up", arguments: [true, false])
  func freesBeforeTheEnd(crashes: Bool) throws {
    let locked = ["PAYMENT_PROCESSING", "PAID", "STOCK_RESERVED", "CANCELING"]
    let stores = Stores(.memory)
    let world = try World([Self.saga("order", locked: locked), Self.saga("refund")], store: stores.open)
    world.start(order: 7)
    world.run(limit: 3)
    #expect(try world.state(1).entities[0].state == "SHIPPING")
    if crashes { try world.crash() }
    #expect(world.start(order: 7, saga: "refund").started == "2 new")
    #expect(world.ended.isEmpty)
  }

  @Test("a start that was not kept holds nothing, an end that was not kept frees nothing")
  func followsTheStore() throws {
    let store = FlakyStore(MemoryStore())
    let world = try World(Self.two) { store }
    store.failuresLeft = 1
    #expect(world.start(order: 7).refusal == .storeFailed)
    #expect(world.start(order: 7, saga: "refund").started == "2 new")
    world.run(limit: 3)
    world.send(KernelEventTests.courier, id: "e-1", order: 7)
    store.failuresLeft = 1
    _ = world.step()
    #expect(world.kernel.fault != nil)
    #expect(world.kernel.locks.holder(of: EntityName(entity: "order", id: 7)) == 2)
    _ = world.step()
    #expect(world.ended == [InstanceID(2): .completed])
    #expect(world.kernel.locks.holder(of: EntityName(entity: "order", id: 7)) == nil)
  }

  @Test("whatever is started, ended and interrupted, an entity has one live holder", arguments: 0..<12)
  func hasOneHolder(seed: UInt64) throws {
    var numbers = Numbers(seed: seed)
    let stores = Stores(.memory)
    let kept = Set(Self.two[0].entities[0].keptStates)
    let world = try World(
      Self.two, mock: ["payment.charge=times-out:20"], restingMax: 2, store: stores.open)
    var count: Int64 = 0
    for round in 0..<160 {
      let order = Int64.random(in: 1...3, using: &numbers)
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0..<3:
        let saga = Bool.random(using: &numbers) ? "order" : "refund"
        if world.start(order: order, saga: saga).started != nil { count += 1 }
      case 3: world.cancel(String(Int64.random(in: 1...max(count, 1), using: &numbers)))
      case 4: world.send(KernelEventTests.courier, id: "e-\(round)", order: order)
      case 5: try world.crash()
      default: _ = world.step()
      }
      var holders: [JSON: Int] = [:]
      for number in 1..<(count + 1) {
        let state = try world.state(number)
        guard !state.status.isTerminal, kept.contains(state.entities[0].state) else { continue }
        holders[state.entities[0].id, default: 0] += 1
      }
      #expect(holders.values.allSatisfy { $0 == 1 }, "\(holders) in round \(round)")
    }
    #expect(count > 3)
  }
}

/// The random numbers of a seed: SplitMix64, the same everywhere.
private struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
