import SkaldCore
import SkaldDiagnostics
import SkaldEngine
import SkaldLanguage
import SkaldRuntime
import SkaldValue

extension Scenario {
  /// A case takes at most so many commits: one that goes round and round is over then.
  private static let commitsMax = 10_000
  /// A case takes at most so long in virtual time.
  private static let durationMax = Milliseconds.days(3650)
  /// A case is over once somebody was needed for so long and nothing else is to come.
  private static let stuckMax = Milliseconds.hours(24)

  /// Plays the case.
  /// - Parameter crash: The commit after which the engine ends and is opened again on its store; nil for none.
  /// - Throws: `EngineError` where the start is refused, `StoreError` where the store cannot be taken.
  func play(_ target: Target, crash: Int? = nil) async throws -> ScenarioOutcome {
    var setup = VirtualRun.Setup()
    setup.withholdsAll = true
    setup.latency = Milliseconds(0)
    setup.durationMax = Self.durationMax
    setup.stuckMax = Self.stuckMax
    setup.commitsMax = Self.commitsMax
    setup.acts = syntax.cancels.map { .cancel(at: $0) }
    setup.arrivals = syntax.arrivals.map {
      .init(event: $0.event.value, data: $0.data.constant ?? .null, time: $0.at?.value ?? Milliseconds(0))
    }
    if let crash { setup.crashes = { commits, crashes in crashes == 0 && commits >= crash } }
    let script = MockScript(syntax.scripts.flatMap { $0.rules })
    switch target {
    case .saga(let program): return try await play(program, setup, script)
    case .flow(let programs): return try play(programs, setup, script)
    }
  }

  private func play(
    _ program: SagaProgram, _ setup: VirtualRun.Setup, _ script: MockScript
  ) async throws -> ScenarioOutcome {
    let database = MemoryDatabase()
    var run = try VirtualRun(program, store: MemoryStore(database), setup: setup, mock: script)
    defer { run.close() }
    return ScenarioOutcome(
      try await run.run(beginning(of: program)) { () throws(StoreError) in MemoryStore(database) })
  }

  /// With its input, or with the event that begins such a saga.
  private func beginning(of program: SagaProgram) -> VirtualRun.Beginning {
    if let input = syntax.start?.constant { return .start(input: input, key: nil) }
    if let event = program.startedBy.map({ program.event($0).name }),
      syntax.arrivals.contains(where: { $0.event.value == event })
    {
      return .arrival
    }
    return .start(input: .object(JSONObject()), key: nil)
  }

  private func play(
    _ programs: [SagaProgram], _ setup: VirtualRun.Setup, _ script: MockScript
  ) throws -> ScenarioOutcome {
    let database = MemoryDatabase()
    var flow = try VirtualFlow(programs, store: MemoryStore(database), setup: setup, mock: script)
    defer { flow.close() }
    return ScenarioOutcome(try flow.run { _ throws(StoreError) in MemoryStore(database) })
  }
}
