/// What differs of the step that two programs have at one place.
struct StepChange {
  /// The name in the old program.
  let name: String
  /// Whether another step stands there in the new one, or the step is made of several instructions.
  private(set) var isMoved = false
  /// What differs, in the words of the language; tuning is not looked at.
  private(set) var changed: [StepFacts.Aspect] = []
  /// Whether the shape of its result differs.
  private(set) var isResultOther = false
  /// Whether a contract of its calls differs at all.
  private(set) var isContractOther = false
  /// Whether a contract differs in what counts once a call was made: its effect, its repeats, its undo.
  private(set) var isEffectOther = false
  /// Whether the parts differ that it begins.
  private(set) var areRegionsOther = false
  /// Whether the new program may pass it over.
  private(set) var canBeSkipped = false

  init(_ id: StepID, _ old: SagaProgram, _ new: SagaProgram) {
    name = old.step(id).title
    guard id.index < new.steps.count, old.step(id).path == new.step(id).path,
      let before = old.instruction(of: id), let after = new.instruction(of: id)
    else {
      isMoved = true
      return
    }
    let (facts, others) = (StepFacts(id, old), StepFacts(id, new))
    changed = StepFacts.Aspect.allCases.filter { $0 != .result && facts[$0] != others[$0] }
    isResultOther = facts.result != others.result
    canBeSkipped = new.nodes.contains { node in
      if case .branch(let branch) = node.instruction { return branch.skipped == id }
      return false
    }
    compare(before, old, after, new)
  }

  private mutating func compare(
    _ before: Instruction, _ old: SagaProgram, _ after: Instruction, _ new: SagaProgram
  ) {
    switch (before, after) {
    case (.invoke(let invoke), .invoke(let other)):
      let (contracts, others) = (invoke.contracts(old), other.contracts(new))
      isContractOther = contracts != others
      isEffectOther = contracts.map(\.afterTheCall) != others.map(\.afterTheCall)
    case (.fork(let fork), .fork(let other)):
      areRegionsOther = PartShape(fork, old) != PartShape(other, new)
    case (.wait(let wait), .wait(let other)):
      isContractOther = wait.event.map { old.event($0) } != other.event.map { new.event($0) }
    default: return
    }
  }

  /// Why an instance cannot follow the new program that is done with the step; nil where it can.
  func obstacle(toEnded record: StepState) -> String? {
    if isMoved { return Self.moved(name) }
    if record.status == .skipped, record.action.attempts == 0 {
      return canBeSkipped && !changed.contains(.kind) ? nil : "`\(name)` was passed over, and could not be any more"
    }
    let heavy: [StepFacts.Aspect] = [.kind, .operation, .undo, .key, .position, .check]
    if let aspect = changed.first(where: { heavy.contains($0) }) { return Self.other(name, aspect.words) }
    if isResultOther { return Self.other(name, StepFacts.Aspect.result.words) }
    if isEffectOther { return Self.other(name, "the contract of its calls") }
    return areRegionsOther ? Self.other(name, "the parts in it") : nil
  }

  /// Why an instance cannot follow the new program that stands at the step; nil where it can.
  /// - Parameter isBegun: Whether something of it was done: a call made, a wait begun.
  func obstacle(toOpen record: StepState, isBegun: Bool) -> String? {
    if isMoved { return Self.moved(name) }
    guard isBegun else { return changed.contains(.kind) ? Self.other(name, StepFacts.Aspect.kind.words) : nil }
    if let aspect = changed.first { return "it stands at `\(name)`, and \(aspect.words) changed" }
    if isResultOther || isContractOther { return "it stands at `\(name)`, whose contract changed" }
    return areRegionsOther ? Self.other(name, "the parts in it") : nil
  }

  private static func moved(_ name: String) -> String {
    "`\(name)` was reached, and is gone, or has another name or place"
  }

  private static func other(_ name: String, _ words: String) -> String {
    "`\(name)` was reached, and \(words) changed"
  }
}

/// What the parts of a fork are, as far as records depend on it.
private struct PartShape: Hashable {
  private let codes: [String?]
  private let firsts: [Int]
  /// Of loops alone: each round has its records.
  private let counts: [Int]
  private let entities: [String]
  private let ids: [Template]
  private let key: Template?

  init(_ fork: Fork, _ program: SagaProgram) {
    codes = fork.catches.map(\.code)
    let regions = fork.regions.map { program.region($0) }
    firsts = regions.map { $0.firstStep.index }
    switch fork.body {
    case .items, .rounds: counts = regions.map(\.stepCount)
    case .branches, .scope, .saga, .reactions: counts = []
    }
    guard case .saga(_, let id) = fork.body else {
      (entities, ids, key) = ([], [], nil)
      return
    }
    let subSaga = program.subSaga(id)
    entities = subSaga.entities.map { program.entities[$0.entity.index].name }
    ids = subSaga.entities.map(\.id)
    key = subSaga.key
  }
}

extension SagaProgram {
  /// The instruction of a step; nil where there is none, or more than one.
  fileprivate func instruction(of step: StepID) -> Instruction? {
    let found = nodes.filter { $0.instruction.step == step }
    return found.count == 1 ? found.first?.instruction : nil
  }
}

extension Invoke {
  /// The contracts of the calls that it can lead to.
  fileprivate func contracts(_ program: SagaProgram) -> [Operation] {
    ([call] + undo.map(\.call) + (check.map { [$0] } ?? [])).map { program.operation($0.operation) }
  }
}

extension Operation {
  /// What of a contract counts once the call was made.
  fileprivate var afterTheCall: Operation {
    var rest = self
    rest.input = nil
    rest.refusals = []
    return rest
  }
}
