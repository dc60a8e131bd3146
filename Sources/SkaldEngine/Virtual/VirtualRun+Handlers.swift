import SkaldCore
package import SkaldRuntime
import SkaldValue

/// A run with handlers, and with ends of the process in the middle of it.
extension VirtualRun {
  /// Runs to the end. A crash opens the store again with `reopen`.
  /// - Throws: ``EngineError`` where the start is refused, or the store fails.
  package mutating func run(
    _ beginning: Beginning, reopen: () throws(StoreError) -> any Store
  ) async throws(EngineError) -> Result {
    let id = try begin(beginning)
    var (crashes, seen) = (0, 0)
    await makeCalls()
    while true {
      if kernel.commits > seen, setup.crashes(commitsBefore + kernel.commits, crashes) {
        crashes += 1
        try crash(reopen)
        await makeCalls()
      }
      seen = kernel.commits
      guard kernel.isLive(id) else { return try result(of: id, .ended) }
      if let end = try step() { return try result(of: id, end) }
      await makeCalls()
    }
  }

  /// Lets the store go.
  package func close() { kernel.store.close() }

  /// Makes the calls of the last batch, one after the other.
  private mutating func makeCalls() async {
    let calls = due
    due = []
    for (id, call, isAgain) in calls {
      guard let answer = await answer(to: call, kernel.program(of: id) ?? program, isAgain) else { continue }
      plan(answer, to: call.invocation, of: id)
    }
  }

  /// The answer of the script, else of the handler, else of the contract; nil where it is lost.
  private mutating func answer(
    to call: HandlerCall, _ program: SagaProgram, _ isAgain: Bool
  ) async -> MockScript.Answer? {
    let behavior = mock.nextBehavior(call.invocation, isAgain: isAgain)
    let found = setup.handlers?.handler(for: call.invocation.operation)
    let handler = found.map { call.invocation.sealed == nil ? $0 : SecretKeeper($0, setup.secrets) }
    switch (behavior, handler) {
    case (nil, let handler?): return MockScript.Answer(result: await handler.perform(call))
    case (.late(let delay, .answers), let handler?):
      return MockScript.Answer(result: await handler.perform(call), delay: delay)
    case (.timesOut, let handler?):
      _ = await handler.perform(call)
      return nil
    default: return mock.answer(call.invocation, program, as: behavior)
    }
  }

  /// Loses what is in memory, and goes on with what the store has.
  private mutating func crash(_ reopen: () throws(StoreError) -> any Store) throws(EngineError) {
    commitsBefore += kernel.commits
    agenda.loseAnswers()
    do throws(StoreError) {
      // The kernel before is let go first, so that a file is free for the next one.
      kernel = try Kernel(store: MemoryStore(), programs: [], options: Kernel.Options(), at: now)
      kernel = try Kernel(store: try reopen(), programs: [program], options: setup.kernelOptions, at: now)
    } catch {
      throw .store(error)
    }
    perform(try recovered(), isAgain: true)
  }

  /// Plans what an operator does to the instance.
  mutating func planActs(on id: InstanceID) {
    guard !setup.acts.isEmpty, let uid = try? kernel.state(of: id).0.start.uid else { return }
    for act in setup.acts { agenda.plan(act.input(uid), at: max(now, start + act.time)) }
  }
}
