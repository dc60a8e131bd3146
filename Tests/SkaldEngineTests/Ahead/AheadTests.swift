import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldCore
@testable import SkaldEngine

@Suite("Batches that are reduced while the one before is committed")
struct AheadTests {
  /// Two instances whose first calls are answered and whose answers nobody took.
  private func pair(
    _ kind: Stores.Kind = .memory
  ) throws -> (AheadWorld, first: Input, second: Input) {
    let world = try AheadWorld(Stores(kind).open())
    world.process([world.startInput(1).1, world.startInput(2).1])
    let answers = world.takeAnswers()
    try #require(answers.count == 2)
    return (world, answers[0], answers[1])
  }

  @Test(
    "nothing of a batch is told before it is durable, and nothing of the next one with it",
    arguments: Stores.Kind.allCases)
  func tellsInTurn(kind: Stores.Kind) throws {
    let (world, first, second) = try pair(kind)
    let before = world.told.count
    world.submit([first])
    #expect(world.takeAhead([second]).isEmpty)
    #expect(world.told.count == before)
    world.conclude()
    #expect(world.told[before...] == ["call inventory.reserve of 1"])
    world.submit([])
    #expect(world.told.count == before + 1)
    world.conclude()
    #expect(world.told[before...] == ["call inventory.reserve of 1", "call inventory.reserve of 2"])
    #expect(world.committer.count == 2)
  }

  @Test(
    "a batch that fails makes the next one void, and the answers of both are taken up again in order",
    arguments: Stores.Kind.allCases)
  func voidsBoth(kind: Stores.Kind) throws {
    let (world, first, second) = try pair(kind)
    let before = world.told.count
    let (ticket, start) = world.startInput(3)
    world.submit([first])
    #expect(world.takeAhead([second, start]).isEmpty)
    world.store.failuresLeft = 1
    world.conclude()
    #expect(world.kernel.fault?.code == .full)
    #expect(!world.kernel.mayRunAhead && !world.kernel.isCommitting && world.kernel.takenCount == 0)
    #expect(world.told[before...] == ["reply \(ticket.number)"])
    #expect(world.replies[ticket].refusal == .storeFailed)
    #expect(world.kernel.liveCount == 2)
    world.process([])
    #expect(
      world.told[(before + 1)...] == ["call inventory.reserve of 1", "call inventory.reserve of 2"])
    world.run(world.takeAnswers())
    #expect(world.ended == [InstanceID(1): .completed, InstanceID(2): .completed])
    #expect(world.effects.values.allSatisfy { $0.count == 1 })
  }

  @Test("an instance that began in a batch that fails is nowhere, also where the next one meets its key")
  func forgetsNewInstances() throws {
    let world = try AheadWorld(MemoryStore())
    let (first, start) = world.startInput(1)
    let (second, repeated) = world.startInput(1)
    world.submit([start])
    #expect(world.takeAhead([repeated]).isEmpty)
    world.store.failuresLeft = 1
    world.conclude()
    #expect(world.replies[first].refusal == .storeFailed && world.replies[second].refusal == .storeFailed)
    #expect(world.kernel.liveCount == 0 && world.effects.isEmpty)
  }

  @Test(
    "a key is known from the batch in the commit, from the store, and from its own batch",
    arguments: Stores.Kind.allCases)
  func knowsKeys(kind: Stores.Kind) throws {
    let world = try AheadWorld(Stores(kind).open())
    world.process([world.startInput(1).1])
    let (stored, one) = world.startInput(1)
    let (inCommit, two) = world.startInput(2)
    let (fresh, three) = world.startInput(3)
    let (own, again) = world.startInput(3)
    world.submit([world.startInput(2).1])
    #expect(world.takeAhead([one, two, three, again]).isEmpty)
    world.conclude()
    world.submit([])
    world.conclude()
    #expect(
      [stored, inCommit, fresh, own].map { world.replies[$0].started } == ["1", "2", "3 new", "3"])
  }

  @Test("the end of an instance is told with the batch that has it, not with one before that changed it too")
  func tellsTheEndInTurn() throws {
    let world = try AheadWorld(MemoryStore())
    world.process([world.startInput(1).1])
    for _ in 0..<3 { world.process(world.takeAnswers()) }
    let (ticket, cancel) = world.cancelInput("1")
    world.submit([cancel])
    try #require(world.kernel.isCommitting)
    #expect(world.takeAhead(world.takeAnswers()).isEmpty)
    #expect(world.kernel.live[1]?.state.status == .completed)
    world.conclude()
    #expect(world.replies[ticket].refusal == .pastPivot)
    #expect(world.ended.isEmpty && world.kernel.isLive(InstanceID(1)))
    world.submit([])
    world.conclude()
    #expect(world.ended == [InstanceID(1): .completed])
  }

  @Test("what needs more than memory waits until the commit is over, in its order")
  func defersTheRest() throws {
    let (world, first, second) = try pair()
    let (_, cancel) = world.cancelInput("1")
    let event = World.event(KernelEventTests.courier, id: "e-1", order: 7, Ticket(99))
    world.submit([first])
    let unknown = Input.answer(InstanceID(77), CallID(RecordID(StepID(0)), phase: .action, attempt: 1), .ok(nil))
    let later = world.takeAhead([cancel, .event(event), unknown, second, .sample(Ticket(98))])
    guard later.count == 4, case .cancel = later[0], case .event = later[1], case .answer = later[2],
      case .sample = later[3]
    else {
      Issue.record("deferred are \(later)")
      return
    }
    world.conclude()
    world.submit(later)
    world.conclude()
    #expect(world.replies[Ticket(99)].isDuplicate == false)
  }

  @Test(
    "a transition that cannot be is taken out of the later batch, once the journal before it is there",
    arguments: [0, 1])
  func takesOut(failures: Int) throws {
    let world = try AheadWorld(Stores(.sqlite).open())
    world.process([world.startInput(1).1, world.startInput(2).1])
    for _ in 0..<3 { world.process(world.takeAnswers()) }
    let last = world.takeAnswers()
    world.submit([last[0]])
    // The machine forgets where it is: the last answer would complete an instance that is being undone.
    world.kernel.live[2]?.state.status = .compensating
    world.store.failuresLeft = failures
    #expect(world.takeAhead([last[1]]).isEmpty)
    #expect(world.kernel.takenOut.map(\.to) == [.completed])
    #expect(world.committer.isOver)
    world.conclude()
    #expect(world.ended.count == 1 - failures)
    world.run()
    #expect(world.ended == [InstanceID(1): .completed, InstanceID(2): .completed])
    #expect(world.effects.values.allSatisfy { $0.count == 1 })
  }

  @Test("the store is nobody's while a batch is in the commit: who asks it waits")
  func waitsForTheStore() throws {
    let (world, first, _) = try pair()
    world.submit([first])
    #expect(!world.committer.isOver)
    #expect(try world.kernel.store.journal(of: InstanceID(1)).count == 2)
    #expect(world.committer.isOver)
    world.conclude()
    #expect(world.kernel.commits == 2)
  }

  @Test("with nothing to commit the answer comes at once")
  func answersAtOnce() throws {
    let world = try AheadWorld(MemoryStore())
    world.submit([.sample(Ticket(9))])
    #expect(!world.kernel.isCommitting && world.replies[Ticket(9)] != nil && world.committer.count == 0)
  }
}
