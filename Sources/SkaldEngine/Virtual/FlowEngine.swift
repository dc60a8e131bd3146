import SkaldCore
import SkaldRuntime
import SkaldValue

/// One engine of a flow's run: the participants that it has, its store, and what is on its way to it.
struct FlowEngine {
  private(set) var kernel: Kernel
  let programs: [SagaProgram]
  var agenda = Agenda()
  private let options: Kernel.Options
  /// The commits of the processes before a crash.
  private var commitsBefore = 0

  init(
    _ programs: [SagaProgram], _ store: any Store, _ options: Kernel.Options, at time: Timestamp
  ) throws(StoreError) {
    self.programs = programs
    self.options = options
    kernel = try Kernel(store: store, programs: programs, options: options, at: time)
  }

  /// How many transactions were committed.
  var commits: Int { commitsBefore + kernel.commits }

  /// When there is something to do; nil for never.
  var nextMoment: Timestamp? {
    guard let input = agenda.first, let wake = kernel.nextWake else { return agenda.first ?? kernel.nextWake }
    return min(input, wake)
  }

  /// Takes up what the store holds.
  func recover(at time: Timestamp) throws(EngineError) -> [Action] {
    do throws(StoreError) { return try kernel.recover(at: time) } catch { throw .store(error) }
  }

  /// Takes up what is due.
  mutating func step(at time: Timestamp) throws(EngineError) -> [Action] {
    let actions = kernel.process(agenda.popAll(until: time), at: time)
    if let fault = kernel.fault { throw .store(fault) }
    return actions
  }

  /// Loses what is in memory, and opens what the store has; events in flight come from the outboxes again.
  mutating func crash(at time: Timestamp, _ reopen: () throws(StoreError) -> any Store) throws(EngineError) {
    commitsBefore += kernel.commits
    agenda.loseAnswers()
    do throws(StoreError) {
      // The kernel before is let go first, so that a file is free for the next one.
      kernel = try Kernel(store: MemoryStore(), programs: [], options: Kernel.Options(), at: time)
      kernel = try Kernel(store: try reopen(), programs: programs, options: options, at: time)
    } catch {
      throw .store(error)
    }
  }
}
