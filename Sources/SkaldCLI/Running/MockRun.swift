import Skald
import SkaldCore
import SkaldEngine
import SkaldRuntime

/// A run in virtual time: nothing sleeps, nothing is called.
struct MockRun {
  let plan: RunPlan

  init(_ plan: RunPlan) { self.plan = plan }

  func run() throws -> EndedRun {
    let script = try MockOption.script(plan.mock, [plan.program])
    let store: any Store = plan.database.map { SQLiteStore(path: $0) } ?? MemoryStore()
    defer { store.close() }
    var run = try prepare(store, script)
    do throws(EngineError) {
      let result = try run.run(beginning)
      return EndedRun(report: result.report.json(result.state, result.program), reason: Self.reason(result.end))
    } catch {
      throw CommandFault(error)
    }
  }

  private func prepare(_ store: any Store, _ script: MockScript) throws -> VirtualRun {
    var timeline = Timeline()
    let isQuiet = plan.isQuiet
    do throws(StoreError) {
      return try VirtualRun(
        plan.program, store: store, mock: script, events: plan.events, answers: plan.answers
      ) { entry in
        if !isQuiet, let line = timeline.line(entry.json) { Console.out(line) }
      }
    } catch {
      throw CommandFault(error)
    }
  }

  private var beginning: VirtualRun.Beginning {
    switch plan.beginning {
    case .start(let input, let key): .start(input: input, key: key)
    case .resume(let id): .resume(uid: id)
    }
  }

  private static func reason(_ end: VirtualRun.End) -> String? {
    switch end {
    case .ended: nil
    case .stuck: "only an operator could go on"
    case .outOfTime: "a day of virtual time went by"
    }
  }
}
