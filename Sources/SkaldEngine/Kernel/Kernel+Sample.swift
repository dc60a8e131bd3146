import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// What the kernel counted.
  func sample() -> EngineSample {
    var sample = EngineSample(at: now)
    var sagas: [String: EngineSample.Saga] = [:]
    var calls: [String: Tally.Calls] = [:]
    for definition in definitions {
      let name = definition.program.name
      let tally = definition.tally
      sagas[name, default: EngineSample.Saga(name: name)].add(tally)
      for (operation, counted) in zip(definition.program.operations, tally.calls) {
        calls[operation.name, default: Tally.Calls()].add(counted)
      }
      sample.unknownOutcomes += tally.unknownOutcomes
      sample.lateResults += tally.lateResults
    }
    sample.sagas = sagas.values.sorted { $0.name < $1.name }
    sample.operations = calls.sorted { $0.key < $1.key }.map { name, counted in
      EngineSample.Operation(name: name, ends: counted.ends.filter { $0.count > 0 }, durations: counted.durations)
    }
    sample.schedules = schedules.names.compactMap { schedules[$0] }.map { schedule in
      let time = schedule.row.waiting ?? schedule.wake ?? now
      return EngineSample.Schedule(
        name: schedule.row.name, counts: schedule.row.counts, overdue: max(now, time) - time)
    }
    sample.duplicateEvents = duplicateEvents
    sample.lateFlowEvents = lateFlowEvents
    sample.commits = commits
    if let due = timers.first?.time, due < now { sample.timersOverdue = now - due }
    return sample
  }
}

extension EngineSample.Saga {
  fileprivate mutating func add(_ tally: Tally) {
    started += tally.started
    scheduled += tally.scheduled
    running += tally.running
    compensating += tally.compensating
    durations.add(tally.durations)
    for (ending, count) in tally.finished {
      if let index = finished.firstIndex(where: { $0.status == ending.status && $0.cause == ending.cause }) {
        finished[index].count += count
      } else {
        finished.append((ending.status, ending.cause, count))
      }
    }
    finished.sort { ($0.status.rawValue, $0.cause?.rawValue ?? "") < ($1.status.rawValue, $1.cause?.rawValue ?? "") }
  }
}
