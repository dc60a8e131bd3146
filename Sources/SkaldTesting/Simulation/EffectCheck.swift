import SkaldCore

/// Holds what an instance says of its effects against the ledger of the services.
struct EffectCheck {
  private let state: SagaState
  private let program: SagaProgram
  private let sums: [(record: RecordID, sum: Ledger.Sum)]

  init(_ state: SagaState, _ program: SagaProgram, _ sums: [(record: RecordID, sum: Ledger.Sum)]) {
    self.state = state
    self.program = program
    self.sums = sums.sorted { $0.record < $1.record }
  }

  /// What is not as it should be, as clauses.
  var faults: [String] {
    var faults: [String] = []
    for (record, sum) in sums {
      guard let invoke = program.invoke(record.step), program.operation(invoke.call.operation).hasEffect else {
        continue
      }
      let title = state.title(of: record, program)
      if let fault = fault(of: sum) { faults.append("\(title) \(fault)") }
      if let fault = fault(of: record, invoke, sum) { faults.append("\(title) \(fault)") }
    }
    return faults + missing
  }

  /// What is wrong whatever the saga came to.
  private func fault(of sum: Ledger.Sum) -> String? {
    if sum.applied > 1 { return "took effect \(sum.applied) times" }
    if sum.net < 0 { return "was undone \(sum.undone) times" }
    if sum.undone > 0, sum.net > 0 { return "took effect after its undo" }
    return nil
  }

  private func fault(of record: RecordID, _ invoke: Invoke, _ sum: Ledger.Sum) -> String? {
    let step: StepState? = state.has(record) ? state[record] : nil
    let isUndoable = !invoke.undo.isEmpty
    switch state.status {
    case .completed:
      guard isUndoable, !invoke.isOptional, let step else { return nil }
      let isKept = step.status == .succeeded && step.undo != .done && step.undo != .forced
      return !isKept && sum.net > 0 ? "is \(step.status.rawValue), and its effect stayed" : nil
    case .compensated:
      if invoke.position == .pivot, sum.net > 0 { return "was the point of no return, and the saga was undone" }
      return isUndoable && sum.net > 0 ? "took effect, and was not undone" : nil
    case .failed:
      let isDeclared = state.residue(program).contains(record)
      return isUndoable && sum.net > 0 && !isDeclared ? "left an effect that nobody was told of" : nil
    case .scheduled, .running, .compensating, .terminated: return nil
    }
  }

  /// Steps of a completed saga that succeeded, and of which no service knows.
  private var missing: [String] {
    guard state.status == .completed else { return [] }
    let there = Set(sums.filter { $0.sum.net > 0 }.map(\.record))
    return program.steps.indices.compactMap { index in
      let record = RecordID(StepID(index))
      let step = state[record]
      guard let invoke = program.invoke(record.step), program.operation(invoke.call.operation).hasEffect,
        step.status == .succeeded, step.undo != .done, step.undo != .forced, !there.contains(record)
      else { return nil }
      // Of a step in a loop only its last round is here.
      guard !sums.contains(where: { $0.record.step == record.step && $0.record.block != 0 }) else { return nil }
      return "\(state.title(of: record, program)) succeeded, and had no effect"
    }
  }
}
