import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("What the paths through a saga come to")
struct RulesExplorationTests {
  /// The paths of a saga over an order, with a table of states.
  static func explore(
    _ steps: String, outcome: String = "", states: String, deadline: String = "", situationsMax: Int? = nil
  ) throws -> Exploration {
    let files = saga(
      """
      skald: 1
      saga: order
      input: { orderId: int, vip: bool, rush: bool }
      \(deadline)
      entity: { order: "${input.orderId}" }
      steps:
      \(steps)
      outcome: { \(outcome) }
      """,
      contracts: """
        skald: 1
        services:
          shop:
            reserve: { refuses: [sold_out] }
            release: { idempotent: natural }
            ship: { refuses: [unserviceable], keyTTL: forever }
            look: { effect: false }
        events:
          order.paid.v1: { external: true }
        entities:
          order: { starts: NEW, states: { \(states) } }
        """)
    #expect(files.findings == [])
    let saga = try #require(files.compilation.project.sagas.first)
    let program = try #require(Lowerer.lower(saga)?.program)
    guard let situationsMax else { return Exploration(of: program) }
    return Exploration(of: program, situationsMax: situationsMax)
  }

  static let reserve = "  - { step: reserve, call: shop.reserve, compensate: shop.release, state: HELD }"
  static let ship = "  - { step: ship, call: shop.ship, pivot: true, state: SENT }"

  @Test("a sub-saga may find its entity locked, where its table has locked states", arguments: [true, false])
  func lockedOut(hasLocks: Bool) throws {
    let text = """
      skald: 1
      saga: order
      input: { id: int }
      entity: { order: "${input.id}" }
      steps:
        - scope: paying
          steps: [ { saga: pay } ]
          catch: { entity_locked: { steps: [ { step: owe, call: shop.owe, compensate: shop.forgive, state: OWED } ] } }
      ---
      skald: 1
      saga: pay
      input: { id: int }
      entity: { account: "${input.id}" }
      steps: [ { step: debit, call: shop.debit, compensate: shop.credit, state: MOVED } ]
      ---
      skald: 1
      services: { shop: { owe: {}, forgive: {}, debit: {}, credit: {} } }
      entities:
        order: { starts: NEW, states: { NEW: [], OWED: [] } }
        account: { starts: OPEN, states: { OPEN: [MOVED], MOVED: [] }\(hasLocks ? ", locked: [OPEN], whenLocked: refuse" : "") }
      """
    let sagas = Compiler.compile([SourceText(path: "a.yaml", text: text)]).project.sagas
    let order = try #require(sagas.first { $0.name == "order" })
    let found = Exploration(of: try #require(Lowerer.lower(order, among: sagas)?.program))
    #expect(found.illegalMoves.isEmpty == !hasLocks)
  }

  @Test("a saga whose table has every move has no finding")
  func clean() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", outcome: "compensated: { state: GONE }",
      states: "NEW: [HELD, GONE], HELD: [SENT, GONE], SENT: [], GONE: []")
    #expect(found.illegalMoves.isEmpty)
    #expect(found.unfinishedEnds.isEmpty)
    #expect(found.isComplete)
  }

  @Test("an illegal move is told with the shortest way to it, and with all states it is asked for in")
  func shortest() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", outcome: "compensated: { state: GONE }",
      states: "NEW: [HELD], HELD: [SENT], SENT: [], GONE: []")
    let move = try #require(found.illegalMoves.first)
    #expect(found.illegalMoves.count == 1)
    #expect(move.sources == ["NEW", "HELD"])
    #expect(move.target == "GONE")
    #expect(move.origin == .outcome(.compensated, 0))
    #expect(move.path == ["canceled before reserve", "end `compensated`"])
  }

  @Test("cancel stands for the deadline, too, where there is one")
  func deadline() throws {
    let found = try Self.explore(
      Self.ship, outcome: "compensated: { state: GONE }", states: "NEW: [SENT], SENT: [], GONE: []",
      deadline: "deadline: 1h")
    #expect(
      found.illegalMoves.first?.path == ["canceled or past the deadline before ship", "end `compensated`"])
  }

  @Test("a pivot in doubt is not canceled, but may be refused")
  func pivotInDoubt() throws {
    let found = try Self.explore(
      "  - { step: ship, call: shop.ship, pivot: true, state: SENDING -> SENT }",
      outcome: "compensated: { state: GONE }", states: "NEW: [SENDING, GONE], SENDING: [SENT], SENT: [], GONE: []")
    #expect(found.illegalMoves.map { $0.path } == [["ship refused", "end `compensated`"]])
  }

  @Test("after the pivot there is no way back")
  func afterPivot() throws {
    let found = try Self.explore(
      "\(Self.ship)\n  - { step: look, call: shop.look, state: SEEN }", outcome: "compensated: { state: GONE }",
      states: "NEW: [SENT, GONE], SENT: [SEEN], SEEN: [], GONE: []")
    #expect(found.illegalMoves.isEmpty)
    #expect(found.unfinishedEnds.isEmpty)
  }

  @Test("a caught refusal leads on from the state before the step's own")
  func caught() throws {
    let steps = """
        - step: reserve
          call: shop.reserve
          compensate: shop.release
          state: HELD
          catch: { sold_out: { then: continue } }
      \(Self.ship)
      """
    let found = try Self.explore(
      steps, outcome: "compensated: { state: GONE }",
      states: "NEW: [HELD, GONE], HELD: [SENT, GONE], SENT: [], GONE: []")
    #expect(found.illegalMoves.map { $0.path } == [["reserve refused: sold_out", "ship"]])
    #expect(found.illegalMoves.first?.sources == ["NEW"])
  }

  @Test("an outcome that stays unknown is undone as a refusal is, also where refusals are caught")
  func unknown() throws {
    let steps = """
        - step: reserve
          call: shop.reserve
          compensate: shop.release
          state: HOLDING -> HELD
          catch: { other: { then: continue } }
      \(Self.ship)
      """
    let found = try Self.explore(
      steps, outcome: "compensated: { state: GONE }",
      states: "NEW: [HOLDING, GONE], HOLDING: [HELD, SENT, GONE], HELD: [SENT, GONE], SENT: [], GONE: []")
    #expect(found.illegalMoves.isEmpty)
    #expect(found.unfinishedEnds.isEmpty)
  }

  @Test("a wait that goes on without its event may leave the entity where it was")
  func wait() throws {
    let steps = """
      \(Self.ship)
        - { wait: order.paid.v1, timeout: 1h, otherwise: continue }
      """
    let found = try Self.explore(
      steps, outcome: "completed: { state: PAID }, compensated: { state: GONE }",
      states: "NEW: [SENT, GONE], SENT: [], PAID: [], GONE: []")
    #expect(found.illegalMoves.map { $0.path } == [["ship", "order.paid.v1", "end `completed`"]])
  }

  @Test("one condition comes to one and the same wherever it is asked")
  func sameCondition() throws {
    let steps = """
        - { step: reserve, call: shop.reserve, compensate: shop.release, if: input.vip, state: HELD }
        - { step: look, call: shop.look, if: input.vip, state: SEEN }
        - { step: ship, call: shop.ship, pivot: true }
      """
    let states = "NEW: [HELD, GONE, DONE], HELD: [SEEN, GONE], SEEN: [GONE, DONE], DONE: [], GONE: []"
    let outcome = "completed: { state: DONE }, compensated: { state: GONE }"
    let found = try Self.explore(steps, outcome: outcome, states: states)
    #expect(found.illegalMoves.isEmpty)

    let different = try Self.explore(
      steps.replacing("call: shop.look, if: input.vip", with: "call: shop.look, if: input.rush"), outcome: outcome,
      states: states)
    #expect(different.illegalMoves.map { $0.path }.first == ["reserve skipped", "look"])
  }

  @Test("each end that leaves the entity unfinished is told once for a state")
  func unfinished() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", states: "NEW: [HELD], HELD: [SENT], SENT: [DONE], DONE: []")
    #expect(found.unfinishedEnds.map { $0.kind } == [.compensated, .compensated, .completed])
    #expect(found.unfinishedEnds.map { $0.state } == ["NEW", "HELD", "SENT"])
    #expect(found.unfinishedEnds.last?.path == ["reserve", "ship", "end `completed`"])
  }

  @Test("nothing follows from a move that is illegal already")
  func oneCause() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", outcome: "compensated: { state: GONE }",
      states: "NEW: [GONE], HELD: [GONE], SENT: [], GONE: []")
    #expect(found.illegalMoves.map { $0.origin } == [.succeeded(StepID(0), 0)])
  }

  @Test("an undo that is stuck moves the entity, and on from there when it is resolved")
  func stuck() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", outcome: "compensated: { state: GONE }, stuck: { state: HELP }",
      states: "NEW: [HELD, GONE, HELP], HELD: [SENT, GONE, HELP], SENT: [], HELP: [], GONE: []")
    #expect(found.illegalMoves.map { $0.sources } == [["HELP"]])
  }

  @Test("too many situations end the search, which says so")
  func bounded() throws {
    let found = try Self.explore(
      "\(Self.reserve)\n\(Self.ship)", outcome: "compensated: { state: GONE }",
      states: "NEW: [HELD, GONE], HELD: [SENT, GONE], SENT: [], GONE: []", situationsMax: 3)
    #expect(!found.isComplete)
  }
}
