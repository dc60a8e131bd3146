import JSONSchema
public import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension DefinitionDiff {
  /// Compares two definitions of one saga.
  /// - Parameters:
  ///   - old: The program that instances run, with its places.
  ///   - new: The program that is to take its place.
  public static func compare(
    _ old: (program: SagaProgram, debug: DebugInfo), _ new: (program: SagaProgram, debug: DebugInfo)
  ) -> DefinitionDiff {
    var comparison = Comparison(old: old, new: new)
    comparison.compare()
    let isOther = old.program.hash != new.program.hash
    return DefinitionDiff(
      saga: new.program.name, versions: (old.program.version, new.program.version),
      changes: comparison.changes.enumerated().sorted {
        ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
      }.map { $0.element },
      isVersionReused: isOther && old.program.version == new.program.version)
  }
}

/// Two definitions while they are compared.
private struct Comparison {
  let old: (program: SagaProgram, debug: DebugInfo)
  let new: (program: SagaProgram, debug: DebugInfo)
  var changes: [DefinitionChange] = []

  private func facts(_ program: SagaProgram) -> [StepFacts] {
    program.steps.indices.map { StepFacts(StepID($0), program) }
  }

  mutating func compare() {
    compareTop()
    compareEntities()
    compareSteps()
    if old.program.tuning.deadline != new.program.tuning.deadline { add(.tunable, nil, "the deadline changed") }
    compareConcurrency()
    // What no rule above names still makes another definition: say so rather than nothing.
    if changes.allSatisfy({ $0.weight < .compatible }), old.program.hash != new.program.hash {
      add(.compatible, nil, "its contracts or the order of its alternatives changed")
    }
  }

  private mutating func compareConcurrency() {
    let (before, after) = (old.program, new.program)
    for (index, operation) in before.operations.enumerated() {
      guard let other = after.operations.firstIndex(where: { $0.name == operation.name }) else { continue }
      let calls = (before.tuning.concurrency(of: OperationID(index)), after.tuning.concurrency(of: OperationID(other)))
      if calls.0 != calls.1 { add(.tunable, nil, "how many calls at once `\(operation.name)` bears changed") }
    }
  }

  private mutating func compareTop() {
    let (before, after) = (old.program, new.program)
    if before.key != after.key { add(.breaking, nil, "the business key changed: one order could run twice") }
    if before.input != after.input {
      let isNarrower = after.input.mayRefuse(before.input)
      add(
        isNarrower ? .breaking : .compatible, nil,
        isNarrower ? "the input takes less than before" : "the input takes more than before")
    }
    if before.startedBy.map({ before.event($0).name }) != after.startedBy.map({ after.event($0).name }) {
      add(.compatible, nil, "the event that starts it changed")
    }
    if before.outcome != after.outcome { add(.compatible, nil, "its outcomes changed") }
    if before.output != after.output { add(.compatible, nil, "its output changed") }
  }

  private mutating func compareEntities() {
    for entity in old.program.entities {
      guard let other = new.program.entities.first(where: { $0.name == entity.name }) else {
        add(.breaking, nil, "it does not move `\(entity.name)` any more")
        continue
      }
      if entity.id != other.id { add(.breaking, nil, "which `\(entity.name)` it moves changed") }
      if entity.initial != other.initial { add(.breaking, nil, "the first state of `\(entity.name)` changed") }
      if entity.locked != other.locked { add(.compatible, nil, "the locked states of `\(entity.name)` changed") }
      for state in entity.states {
        guard let same = other.states.first(where: { $0.name == state.name }) else {
          add(.breaking, nil, "`\(entity.name)` has no state \(state.name) any more")
          continue
        }
        for next in state.next where !same.next.contains(next) {
          add(.breaking, nil, "`\(entity.name)` may not move from \(state.name) to \(next) any more")
        }
        for next in same.next where !state.next.contains(next) {
          add(.compatible, nil, "`\(entity.name)` may now move from \(state.name) to \(next)")
        }
      }
    }
    for entity in new.program.entities where !old.program.entities.contains(where: { $0.name == entity.name }) {
      add(.breaking, nil, "it moves `\(entity.name)`, which instances that run have not entered")
    }
  }

  private mutating func compareSteps() {
    let (before, after) = (facts(old.program), facts(new.program))
    for (index, step) in before.enumerated() where !after.contains(where: { $0.path == step.path }) {
      add(
        .breaking, step.name, "the step is gone, or has another name", at: old.debug.place(of: StepID(index)),
        isOld: true)
    }
    let kept = before.map { $0.path }.filter { path in after.contains { $0.path == path } }
    let order = after.map { $0.path }.filter { path in kept.contains(path) }
    for (path, other) in zip(kept, order) where path != other {
      add(.breaking, name(path, before), "the steps stand in another order from here on", at: place(of: path))
      break
    }
    for step in after {
      if let same = before.first(where: { $0.path == step.path }) { compare(same, step) } else { addNew(step, after) }
    }
  }

  private mutating func addNew(_ step: StepFacts, _ after: [StepFacts]) {
    let readers = after.filter { other in
      other.path != step.path
        && StepFacts.Aspect.allCases.contains { other[$0]?.text.contains(step.name + ".") == true }
    }
    let message =
      readers.isEmpty
      ? "the step is new: instances that are past its place do not run it"
      : "the step is new, and \(readers.map { "`\($0.name)`" }.joined(separator: ", ")) reads its result"
    add(readers.isEmpty ? .compatible : .breaking, step.name, message, at: place(of: step.path))
  }

  private mutating func compare(_ before: StepFacts, _ after: StepFacts) {
    let place = place(of: after.path)
    for aspect in StepFacts.Aspect.allCases where aspect != .result && before[aspect] != after[aspect] {
      add(aspect.weight, after.name, "\(aspect.words) changed", at: place)
      // Of a step of another kind everything differs.
      if aspect == .kind { return }
    }
    if before.result != after.result {
      let isNarrower = after.result.map { $0.mayRefuse(before.result ?? .any) || before.result == nil } ?? false
      add(
        isNarrower ? .breaking : .compatible, after.name,
        isNarrower ? "results that were accepted before do not fit any more" : "the shape of its result changed",
        at: place)
    }
    if before.tuning != after.tuning { add(.tunable, after.name, "its retries or time limits changed", at: place) }
  }

  private func name(_ path: String, _ steps: [StepFacts]) -> String? { steps.first { $0.path == path }?.name }

  private func place(of path: String) -> SourceRange? {
    new.program.steps.firstIndex { $0.path == path }.flatMap { new.debug.place(of: StepID($0)) }
  }

  private mutating func add(
    _ weight: ChangeClass, _ step: String?, _ message: String, at range: SourceRange? = nil, isOld: Bool = false
  ) {
    changes.append(
      DefinitionChange(
        weight: weight, step: step, message: message, file: isOld ? old.debug.file : new.debug.file, range: range))
  }
}
