package import SkaldCore
package import SkaldRuntime
import SkaldValue
import Synchronization

/// Measures the engine with handlers that do nothing: what is left is the engine's own price.
package struct Bench: Sendable {
  /// What the sagas go through.
  package enum Workload: String, Sendable, CaseIterable {
    /// All complete.
    case success
    /// Every fourth is refused at its third step and undone.
    case mixed
  }

  /// What is measured.
  package var workload: Workload
  /// How many sagas.
  package var sagas: Int
  /// How many at once.
  package var inFlight: Int

  /// How many sagas go before the measurement, so that caches and files have their size.
  private static let warmUp = 200

  /// Plans a measurement.
  package init(workload: Workload = .success, sagas: Int = 20_000, inFlight: Int = 64) {
    self.workload = workload
    self.sagas = sagas
    self.inFlight = inFlight
  }

  /// Runs sagas of a program whose input has nothing but fields that can be made up, and measures.
  /// - Throws: an error of the engine or its store.
  package func run(_ program: SagaProgram, store: StoreFactory) async throws -> Figures {
    let engine = SagaEngine(
      [program], store: store, handlers: BenchHandlers(program, workload), sinks: [NullSink()])
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      defer { engine.stop() }
      _ = try await drive(engine, program, from: 0, count: min(Self.warmUp, sagas))
      let time = engine.setup.time
      let before = (ProcessUsage.current.cpu, engine.desk.commits.load(ordering: .relaxed), time.uptime())
      let latencies = try await drive(engine, program, from: Self.warmUp, count: sagas)
      let length = time.uptime() - before.2
      let commits = engine.desk.commits.load(ordering: .relaxed) - before.1
      let usage = ProcessUsage.current
      return Figures(
        sagas: sagas, duration: length, latencies: latencies.sorted(), cpu: usage.cpu - before.0, commits: commits,
        peakMemory: usage.peakMemory, durability: engine.health.durability)
    }
  }

  /// Runs so many sagas, some at once, and gives the time that each took.
  private func drive(
    _ engine: SagaEngine, _ program: SagaProgram, from first: Int, count: Int
  ) async throws -> [Duration] {
    let next = Numbers(first, limit: first + count)
    return try await withThrowingTaskGroup(of: [Duration].self) { group in
      for _ in 0..<min(inFlight, count) {
        group.addTask {
          var latencies: [Duration] = []
          while let number = next.take() { latencies.append(try await one(engine, program, number)) }
          return latencies
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func one(_ engine: SagaEngine, _ program: SagaProgram, _ number: Int) async throws -> Duration {
    let time = engine.setup.time
    let began = time.uptime()
    let input = SampleValue(number: number).value(of: program.input, named: "input")
    let started = try await engine.start(program.name, input: input)
    let expected = workload.expects(number)
    let status = try await engine.status(afterEndOf: started.id)
    guard status == expected else {
      throw EngineError(
        code: .unavailable, message: "saga \(number) ended as \(status.map(\.rawValue) ?? "nothing")")
    }
    return time.uptime() - began
  }
}

extension Bench.Workload {
  /// Whether the third step of a saga is refused.
  func refuses(_ number: Int) -> Bool { self == .mixed && number % 4 == 3 }

  fileprivate func expects(_ number: Int) -> Status { refuses(number) ? .compensated : .completed }
}

/// Numbers for whoever asks first.
final class Numbers: Sendable {
  private let next: Atomic<Int>
  private let limit: Int

  init(_ first: Int, limit: Int) {
    next = Atomic(first)
    self.limit = limit
  }

  func take() -> Int? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < limit ? number : nil
  }
}
