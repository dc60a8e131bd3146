import SkaldCore
import SkaldEngine
import SkaldRuntime
public import SkaldValue

extension SagaTest {
  /// Runs the saga from its start to its end.
  /// - Parameters:
  ///   - input: The input.
  ///   - key: The business key, where the definition computes none.
  /// - Returns: what happened.
  /// - Throws: `EngineError` where the start is refused, `StoreError` where the store cannot be opened or used.
  public func run(input: JSON, key: String? = nil) async throws -> Result {
    let database = MemoryDatabase()
    let store = store ?? StoreFactory { () throws(StoreError) in MemoryStore(database) }
    var run = try VirtualRun(
      program, store: try store.open(), setup: setup, mock: MockScript(rules), events: events, answers: answers)
    defer { run.close() }
    return Result(try await run.run(.start(input: input, key: key), reopen: store.open))
  }

  private var setup: VirtualRun.Setup {
    var setup = VirtualRun.Setup()
    setup.handlers = handlers ?? Handlers()
    setup.secrets = secrets
    setup.withheld = withheld
    setup.acts = cancelAfter.map { [.cancel(at: Milliseconds($0))] } ?? []
    setup.crashes = { [crashes] commit, count in crashes.strikes(after: commit, crashed: count) }
    setup.transactions = handlers?.transactions
    for rule in rules { setup.transactions?.operations[rule.operation] = nil }
    return setup
  }
}

extension Milliseconds {
  /// A length of the standard library, without what is shorter than a millisecond.
  init(_ time: Duration) {
    self.init(time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)
  }
}

extension SagaTest.Result {
  init(_ result: VirtualRun.Result) {
    status = result.state.status
    end =
      switch result.end {
      case .ended: .ended
      case .stuck: .stuck
      case .outOfTime: .outOfTime
      }
    cause = result.state.cause
    failure = result.state.failure
    output = result.state.output
    calls = result.report.calls.map(Call.init)
    states = Dictionary(uniqueKeysWithValues: result.report.states.map { ($0.entity, $0.states) })
    emits = result.report.emits.map { Emitted(name: $0.name, data: $0.data) }
    incidents = result.state.incidents
    commits = result.commits
    json = result.report.json(result.state, result.program)
  }
}

extension SagaTest.Result.Call {
  fileprivate init(_ call: RunReport.Call) {
    operation = call.operation
    step = call.step
    attempt = call.id.attempt
    isUndo = call.id.phase == .undo
    outcome = call.outcome
    idempotencyKey = call.idempotencyKey
  }
}
