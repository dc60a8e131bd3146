import SkaldCore
import SkaldValue
import Testing

@Suite("An instance that has not begun")
struct SchedulingTests {
  private static let program = TestPrograms.order()
  private static let noon = Timestamp(milliseconds: 43_200_000)
  private static let time = StartWait.time(noon + .hours(1))
  private static let entity = StartWait.entity(since: noon, until: noon + .seconds(30))

  private static func begin(_ wait: StartWait) -> (SagaState, [Command]) {
    let input: JSON = ["orderId": 7, "amount": 5]
    return Machine.begin(program, at: noon, Start(uid: "u", key: nil, input: input, wait: wait))
  }

  private static func reduce(_ state: inout SagaState, _ kind: SagaEvent.Kind, after delay: Milliseconds) -> [Command] {
    Machine.reduce(program, &state, SagaEvent(at: noon + delay, kind))
  }

  private static func facts(_ commands: [Command]) -> [Fact] {
    commands.compactMap { if case .record(let fact) = $0 { fact } else { nil } }
  }

  private static func act(_ verb: OperatorAct.Verb) -> SagaEvent.Kind {
    .operated(OperatorAct(verb, reason: "so", by: "ann"))
  }

  @Test("makes no call, holds no entity, and waits for its time", arguments: [time, entity])
  func waits(wait: StartWait) {
    let (state, commands) = Self.begin(wait)
    #expect(state.status == .scheduled)
    #expect(commands == [.record(.scheduled(wait))])
    #expect(state.entities.isEmpty)
    #expect(state.isAtRest)
    #expect(state.nextDue(Self.program) == wait.due)
    #expect(state.timersDue(Self.program, at: wait.due) == [.start])
    #expect(state.timersDue(Self.program, at: wait.due + Milliseconds(-1)) == [])
  }

  @Test("begins as one that was started then: its deadline counts from there", arguments: [time, entity])
  func admitted(wait: StartWait) {
    var (state, _) = Self.begin(wait)
    let commands = Self.reduce(&state, .admitted, after: .hours(2))
    let (fresh, first) = Machine.begin(
      Self.program, at: Self.noon + .hours(2), Start(uid: "u", key: nil, input: ["orderId": 7, "amount": 5]))
    #expect(commands == first)
    #expect(state.status == .running)
    #expect(state.startWait == nil)
    #expect(state.nextDue(Self.program) == fresh.nextDue(Self.program))
    #expect(state.begunAt == Self.noon + .hours(2))
    #expect(state.startedAt == Self.noon)
    #expect(Self.reduce(&state, .admitted, after: .hours(3)).isEmpty)
  }

  @Test("a cancel ends it as undone, with the events of that outcome", arguments: [time, entity])
  func canceled(wait: StartWait) {
    var (state, _) = Self.begin(wait)
    let commands = Self.reduce(&state, .cancel(reason: "no", by: "ann"), after: .minutes(1))
    #expect(state.status == .compensated)
    #expect(state.cause == .cancel)
    #expect(state.failure == Failure(code: Failure.canceled, step: "", message: "no"))
    #expect(Self.facts(commands).first == .cancelRequested(reason: "no", by: "ann"))
    #expect(Self.facts(commands).last == .status(.compensated, cause: .cancel, failure: state.failure))
    let published = commands.compactMap { if case .publish(let event) = $0 { event.name } else { nil } }
    #expect(published.count == Self.program.outcome.compensated.emissions.count)
    #expect(state.nextDue(Self.program) == nil)
    #expect(state.incidents.isEmpty)
    // What another instance holds is not said to be canceled.
    if case .entity = wait { #expect(state.entities.isEmpty) }
  }

  @Test("an operator can turn it back, and end it", arguments: [time, entity])
  func operated(wait: StartWait) {
    var (state, _) = Self.begin(wait)
    var other = state
    _ = Self.reduce(&state, Self.act(.compensate), after: .minutes(1))
    _ = Self.reduce(&other, Self.act(.terminate), after: .minutes(1))
    #expect(state.status == .compensated)
    #expect(state.cause == .operator)
    #expect(other.status == .terminated)
    #expect(other.residue(Self.program).isEmpty)
    #expect(other.nextDue(Self.program) == nil)
  }

  @Test("has no step that an operator could help")
  func noSteps() {
    let (state, _) = Self.begin(Self.time)
    let step = RecordID(StepID(0))
    for verb in [OperatorAct.Verb.retry(step), .skip(step), .resolve(step, output: nil), .fail(step, code: "x")] {
      #expect(!state.allows(verb, Self.program))
    }
  }

  @Test("a pause holds its time, and it does not begin before it is resumed")
  func paused() {
    var (state, _) = Self.begin(Self.time)
    _ = Self.reduce(&state, Self.act(.pause), after: .minutes(1))
    #expect(state.nextDue(Self.program) == nil)
    #expect(Self.reduce(&state, .admitted, after: .hours(2)).isEmpty)
    _ = Self.reduce(&state, Self.act(.resume), after: .hours(3))
    #expect(state.timersDue(Self.program, at: Self.noon + .hours(3)) == [.start])
    #expect(!Self.reduce(&state, .admitted, after: .hours(3)).isEmpty)
  }

  @Test("one whose time has come waits for an entity, and ends when that takes too long")
  func heldUp() {
    var (state, _) = Self.begin(Self.time)
    let until = Self.noon + .hours(1) + .seconds(30)
    _ = Self.reduce(&state, .heldUp(until: until), after: .hours(1))
    #expect(state.startWait == .entity(since: Self.noon + .hours(1), until: until))
    #expect(Self.reduce(&state, .heldUp(until: until), after: .hours(1)).isEmpty)
    #expect(Self.reduce(&state, .due(.start), after: .hours(1)).isEmpty)
    _ = Self.reduce(&state, .due(.start), after: .hours(1) + .seconds(30))
    #expect(state.status == .compensated)
    #expect(state.cause == .failure)
    #expect(state.failure?.code == Failure.entityLocked)
  }

  @Test("an event that comes early is there when the saga begins")
  func earlyEvent() {
    var (state, _) = Self.begin(Self.time)
    let event = ReceivedEvent(id: "e", name: "delivery.started.v1", data: ["orderId": 7, "deliveryId": "d"])
    #expect(!Self.reduce(&state, .received(event), after: .minutes(1)).isEmpty)
    #expect(state.mailbox == [event])
    _ = Self.reduce(&state, .admitted, after: .hours(1))
    #expect(state.mailbox == [event])
  }
}
