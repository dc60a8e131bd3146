import FoundationEssentials
import Logging
import ServiceLifecycle
import Skald
import SkaldCore
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldServer
import SkaldValue

/// A run against real services, in real time.
struct LiveRun {
  let plan: RunPlan
  let configuration: Configuration

  init(_ plan: RunPlan, _ configuration: Configuration) {
    self.plan = plan
    self.configuration = configuration
  }

  func run() async throws -> EndedRun {
    let secrets = ConfiguredSecrets(configuration)
    let callbacks = CallbackAddress(configuration.callbackURL)
    let handlers = try ServiceSetup.handlers(configuration, secrets, callbacks: callbacks)
    try ServiceSetup.demandHandlers(handlers, for: [plan.program])
    if plan.database == nil { try ServiceSetup.demandDatabase(for: handlers) }
    try secrets.demand(for: [plan.program], configuration)
    let store = plan.database.map { StoreFactory.sqlite($0) } ?? .memory()
    let engine = SagaEngine(
      [plan.program], store: store, handlers: handlers, secrets: secrets,
      sinks: try ServiceSetup.sinks(configuration, isOutputFree: !plan.isQuiet),
      options: configuration.engineOptions, logger: Log.quiet("skald.engine"))
    do {
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await engine.run() }
        let followed = await outcome(engine, callbacks)
        // Not canceled: what the saga emitted is published before the run is over. A store that could not be opened
        // says more than the request that it failed.
        engine.stop()
        try await group.waitForAll()
        return try followed.get()
      }
    } catch let error as StoreError {
      throw CommandFault(error)
    } catch let error as EngineError {
      throw CommandFault(error)
    }
  }

  private func outcome(_ engine: SagaEngine, _ callbacks: CallbackAddress) async -> Result<EndedRun, any Error> {
    let server = CallbackServer(engine: engine, configuration: configuration, callbacks: callbacks)
    do {
      return try await server.serving { await outcome(engine) }
    } catch let error as ListenError {
      return .failure(CommandFault.misuse("\(error)"))
    } catch {
      return .failure(error)
    }
  }

  private func outcome(_ engine: SagaEngine) async -> Result<EndedRun, any Error> {
    do { return .success(try await follow(engine)) } catch { return .failure(error) }
  }

  private func follow(_ engine: SagaEngine) async throws -> EndedRun {
    let id = try await begin(engine)
    var timeline = Timeline()
    var waiting = Waiting(events: plan.events, answers: plan.answers)
    for try await entry in try await engine.watch(id) {
      if !plan.isQuiet, let line = timeline.line(entry.json) { Console.out(line) }
      if entry.type == "step.waiting", let step = entry.step { try await waiting.serve(step, of: id, plan, engine) }
      if entry.type == "incident.opened", entry.data?["blocks"]?.bool == true {
        return EndedRun(report: try await engine.report(id), reason: "only an operator could go on")
      }
    }
    return EndedRun(report: try await engine.report(id), reason: nil)
  }

  private func begin(_ engine: SagaEngine) async throws -> String {
    switch plan.beginning {
    case .start(let input, let key): try await engine.start(plan.program.name, input: input, key: key).id
    case .resume(let id): id
    }
  }
}

/// The events and answers that were given for what a run will wait for.
private struct Waiting {
  var events: [(name: String, data: JSON)]
  var answers: [(name: String, data: JSON)]

  /// Sends what a step waits for, where it was given.
  mutating func serve(_ title: String, of id: String, _ plan: RunPlan, _ engine: SagaEngine) async throws {
    // In a loop the title has the item or the round behind the name.
    let name = String(title.prefix { $0 != "#" })
    for node in plan.program.nodes {
      guard case .wait(let wait) = node.instruction, plan.program.step(wait.step).title == name else { continue }
      switch wait.expectation {
      case .event(let type, _): return try await send(plan.program.event(type).name, engine)
      case .answer:
        guard let index = answers.firstIndex(where: { $0.name == name }) else { return }
        return try await engine.answer(id, title, answers.remove(at: index).data, by: "run")
      }
    }
  }

  private mutating func send(_ name: String, _ engine: SagaEngine) async throws {
    guard let index = events.firstIndex(where: { $0.name == name }) else { return }
    let event = events.remove(at: index)
    let id = UUID().uuidString.lowercased()
    _ = try await engine.send(ReceivedEvent(id: id, name: name, data: event.data), from: "/skald/run")
  }
}
