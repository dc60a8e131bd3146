package import SkaldCore
package import SkaldRuntime
package import SkaldValue

extension Bench {
  /// Starts sagas that wait for an event, and tells what they cost in memory.
  /// - Returns: the most memory that the process held, in bytes.
  /// - Throws: an error of the engine or its store.
  package static func waiting(
    _ program: SagaProgram, count: Int, inFlight: Int, store: StoreFactory
  ) async throws -> Int {
    let engine = SagaEngine([program], store: store, handlers: BenchHandlers(program, .success))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      defer { engine.stop() }
      let next = Numbers(0, limit: count)
      try await withThrowingTaskGroup(of: Void.self) { clients in
        for _ in 0..<inFlight {
          clients.addTask {
            while let number = next.take() {
              let input = SampleValue(number: number).value(of: program.input, named: "input")
              _ = try await engine.start(program.name, input: input)
            }
          }
        }
        try await clients.waitForAll()
      }
      return ProcessUsage.current.peakMemory
    }
  }

  /// Starts an engine on a store with sagas that wait.
  /// - Returns: how long it took until it replied.
  package static func takingUp(_ program: SagaProgram, store: StoreFactory) async -> Milliseconds {
    let engine = SagaEngine([program], store: store, handlers: BenchHandlers(program, .success))
    return await withThrowingTaskGroup(of: Void.self) { group in
      let time = engine.setup.time
      let began = time.uptime()
      group.addTask { try await engine.run() }
      defer { engine.stop() }
      // The first reply comes once all are taken up.
      _ = await engine.desk.ask { ticket in engine.queue.push(.sample(ticket)) }
      return (time.uptime() - began).milliseconds
    }
  }
}
