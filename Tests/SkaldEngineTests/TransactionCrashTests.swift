import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine
@testable import SkaldSQLite

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Steps on the user's own tables, with crashes")
struct TransactionCrashTests {
  struct Case: CustomTestStringConvertible, Sendable, Codable {
    let testDescription: String
    let mock: [String]
    let isCompleted: Bool
  }

  static let cases = [
    Case(testDescription: "nothing fails", mock: [], isCompleted: true),
    Case(
      testDescription: "it is undone", mock: ["delivery.request=refuses:address_unserviceable"], isCompleted: false),
  ]

  /// Reads a file as it lies there: the step is done where there is a reservation, and undone where there is none.
  private static func expectAgreement(in path: String, _ place: Comment) throws {
    let count = try Warehouse.Count(in: path)
    #expect(count.isConsistent, place)
    let reader = try SQLiteReader(path: path)
    guard let row = try reader.instance(InstanceID(1)) else { return #expect(count.reserved == 0, place) }
    let program = try #require(try reader.definition(row.definition))
    let (state, _) = try History.replay(program, try reader.journal(of: row.id).map(\.event))
    let isReserved = state.steps[1].status == .succeeded && state.steps[1].undo != .done
    #expect(count.reserved == (isReserved ? 1 : 0), place)
  }

  @Test("tables and instances agree after a crash at any commit", arguments: cases)
  func agreesAfterACrash(row: Case) throws {
    for crashAt in 1...8 {
      let stores = Stores(.sqlite)
      let world = try World(
        [TestPrograms.fourCalls()], mock: row.mock, handlers: Warehouse().handlers, store: stores.open)
      world.start(order: 7)
      while world.kernel.commits < crashAt, world.step() {}
      try world.crash()
      try Self.expectAgreement(in: stores.path, "crash after commit \(crashAt)")
      world.run()
      #expect(try world.state(1).status == (row.isCompleted ? .completed : .compensated))
      try Self.expectAgreement(in: stores.path, "after the end, with a crash after commit \(crashAt)")
    }
  }

  @Test("what was in flight when the process ended did not happen, so a refusal after it is certain")
  func nothingIsInDoubt() throws {
    let stores = Stores(.sqlite)
    let warehouse = Warehouse { _, _, _ in throw Refusal("out_of_stock") }
    let world = try World([TestPrograms.fourCalls()], handlers: warehouse.handlers, store: stores.open)
    world.start(order: 7)
    while world.kernel.commits < 2, world.step() {}
    #expect(try world.state(1).inFlight.map(\.step.index) == [1])
    try world.crash()
    world.run()
    #expect(world.ended == [InstanceID(1): .compensated])
    let step = try world.state(1).steps[1]
    #expect(step.action.attempts == 1)
    #expect(step.effect == .none)
    #expect(step.undoing.attempts == 0)
  }

  @Test(
    "a step that brings the engine down each time stands still after the third, with nothing in doubt", arguments: cases
  )
  func crashLoop(row: Case) throws {
    let stores = Stores(.sqlite)
    let world = try World(
      [TestPrograms.fourCalls()], mock: row.mock, handlers: Warehouse().handlers, store: stores.open)
    let isUndo = !row.isCompleted
    world.start(order: 7)
    let phase: Phase = isUndo ? .undo : .action
    while try !world.state(1).inFlight.contains(where: { $0.step.index == 1 && $0.phase == phase }) {
      try #require(world.step())
    }
    for _ in 1...2 {
      try world.crash()
      #expect(try world.state(1).inFlight.map(\.attempt) == [1])
    }
    try world.crash()
    let blocked = try world.state(1)
    #expect(blocked.incidents.map(\.kind) == ["crash_loop"])
    #expect(blocked.inFlight.isEmpty)
    #expect(isUndo ? blocked.steps[1].undo == .blocked : blocked.steps[1].status == .blocked)
    #expect(blocked.steps[1].effect == (isUndo ? .applied : .none))
    try Self.expectAgreement(in: stores.path, "stands still")
    let calls = world.calls
    try world.crash()
    #expect(world.calls == calls)
    // Once somebody has mended the handler the step goes on.
    let ticket = world.ticket()
    world.process([.operate(OperatorRequest(uid: "1", verb: "retry", reason: "", by: "ann", ticket: ticket))])
    world.run()
    #expect(world.ended[InstanceID(1)] == (row.isCompleted ? .completed : .compensated))
    try Self.expectAgreement(in: stores.path, "after the end")
  }

  /// How many places there are at which the process is killed: around each commit, and around each work on the tables.
  static let places = [12, 16]

  @Test("there are so many places at which the process can be killed", arguments: zip(cases, places))
  func placesAreKnown(row: Case, places: Int) throws {
    let stores = Stores(.sqlite)
    let mine = Mine(armedAt: nil)
    try mine.walk(stores.path, row.mock)
    #expect(mine.passed == places)
  }

  @Test("tables and instances agree after kill -9 anywhere", arguments: 1...16)
  func survivesKill(place: Int) async throws {
    for (row, places) in zip(Self.cases, Self.places) where place <= places {
      let stores = Stores(.sqlite)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = stores.path as String, mock = row.mock as [String], place = place as Int] in
        try Mine(armedAt: place).walk(path, mock)
      }
      if (try? SQLiteReader(path: stores.path)) != nil {
        try Self.expectAgreement(in: stores.path, "killed at place \(place)")
      }
      let world = try World(
        [TestPrograms.fourCalls()], mock: row.mock, handlers: Warehouse().handlers, store: stores.open)
      world.start(order: 7)
      world.run()
      #expect(try world.state(1).status == (row.isCompleted ? .completed : .compensated))
      try Self.expectAgreement(in: stores.path, "after the end, killed at place \(place)")
    }
  }
}

/// A walk through a saga in which the process is killed at one place.
final class Mine: Sendable {
  private let armedAt: Int?
  private let count = Counter()

  init(armedAt: Int?) { self.armedAt = armedAt }

  var passed: Int { count.count }

  func pass() {
    count.add()
    if count.count == armedAt { kill(getpid(), SIGKILL) }
  }

  func walk(_ path: String, _ mock: [String]) throws {
    let warehouse = Warehouse { _, _, _ in self.pass() }
    var options = SQLiteStore.Options()
    options.logPages = 16
    let store = FlakyStore(SQLiteStore(path: path, options: options))
    store.aroundCommit = { self.pass() }
    let world = try World([TestPrograms.fourCalls()], mock: mock, handlers: warehouse.handlers) { store }
    world.start(order: 7)
    world.run()
  }
}
