package import SkaldCore

/// Which parts of a program a run came by.
package struct RunTrack: Sendable {
  /// A step and the code with which it failed.
  package struct Failed: Sendable, Hashable {
    /// The step.
    package let step: StepID
    /// The code.
    package let code: String

    /// Names a failure.
    package init(step: StepID, code: String) {
      self.step = step
      self.code = code
    }
  }

  /// The steps that began.
  package private(set) var steps: Set<StepID> = []
  /// The steps that were passed over.
  package private(set) var skipped: Set<StepID> = []
  /// The steps that failed, with their codes.
  package private(set) var failures: Set<Failed> = []
  /// The steps whose undo was called.
  package private(set) var undone: Set<StepID> = []

  /// The titles of the waits that nothing came for in time, and that go on all the same.
  package private(set) var overdue: Set<String> = []

  /// Nothing yet.
  package init() {}

  /// Adds what the commands of one transition tell.
  mutating func add(_ commands: [Command]) {
    for case .record(let fact) in commands {
      switch fact {
      case .dispatched(let call):
        switch call.id.phase {
        case .undo: undone.insert(call.id.step)
        case .action, .check: steps.insert(call.id.step)
        }
      case .failed(let record, _, let code, _):
        steps.insert(record.step)
        failures.insert(Failed(step: record.step, code: code))
      case .skipped(let record): skipped.insert(record.step)
      case .incidentOpened(let incident) where incident.kind == "wait_overdue": overdue.insert(incident.step)
      case .succeeded(let record, _), .waiting(let record, _), .entered(let record): steps.insert(record.step)
      default: continue
      }
    }
  }

  /// Adds what another run came by.
  package mutating func add(_ other: RunTrack) {
    steps.formUnion(other.steps)
    skipped.formUnion(other.skipped)
    failures.formUnion(other.failures)
    undone.formUnion(other.undone)
    overdue.formUnion(other.overdue)
  }
}
