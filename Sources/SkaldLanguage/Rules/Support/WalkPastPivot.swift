import SkaldCore
import SkaldDiagnostics

/// Goes through the steps of a saga, and looks for what can fail on a path that has passed a pivot.
struct WalkPastPivot {
  /// A way in which a step fails.
  struct Failure {
    enum Kind { case turn, rounds, part(String), refusal, fail, time }

    let kind: Kind
    /// Its codes.
    let codes: [String]
    /// Where it stands.
    let place: SourceRange
  }

  /// A failure that nothing takes up.
  struct Found {
    let failure: Failure
    let step: BoundStep
    let pivot: BoundStep
  }

  /// How deep sub-sagas are followed: deeper ones are an error.
  private static let depthMax = 64

  /// The sagas of the project.
  let sagas: [BoundSaga]
  /// What was found.
  private(set) var failures: [Found] = []

  init(sagas: [BoundSaga]) { self.sagas = sagas }

  /// What may lie before a step.
  struct Way {
    /// The pivot that some path has passed.
    var pivot: BoundStep?
    /// The codes that a scope around it takes up, which lies behind that pivot.
    var caught: Set<String> = []
    /// Whether the pivot is in another branch.
    var isBeside = false
  }

  /// Goes through steps one after the other.
  /// - Returns: the pivot that may lie before their end.
  mutating func walk(_ steps: [BoundStep], _ start: Way = Way()) -> BoundStep? {
    var way = start
    for step in steps {
      if let pivot = way.pivot {
        failures += failures(of: step).filter { !$0.isCaught(by: way.caught) && !isToldElsewhere($0, step, way) }.map {
          Found(failure: $0, step: step, pivot: pivot)
        }
      }
      let end = walkInside(step, way)
      // A scope around a pivot does not take up what comes behind it.
      if way.pivot == nil, end != nil { way.caught = [] }
      way.pivot = end
    }
    return way.pivot
  }

  private mutating func walkInside(_ step: BoundStep, _ way: Way) -> BoundStep? {
    var next = way.pivot
    for (index, branch) in step.body.branches.enumerated() {
      let end = walk(branch.steps, inside(step, index, way))
      if branch.leadsOn { next = next ?? end }
      guard case .caught(let code) = branch.entry, let end, let then = step.turns[code.value] else { continue }
      let turn = Failure(kind: .turn, codes: [code.value], place: then)
      let isInside = way.pivot == nil
      if isInside || !turn.isCaught(by: way.caught) { failures.append(Found(failure: turn, step: step, pivot: end)) }
    }
    return next ?? (step.isPivot ? step : nil)
  }

  /// What lies before a branch of a step.
  private func inside(_ step: BoundStep, _ index: Int, _ way: Way) -> Way {
    var inner = way
    if inner.pivot == nil, let pivot = step.pivotBeside(index) {
      inner = Way(pivot: pivot, isBeside: true)
    }
    inner.caught.formUnion(step.codesCaught(in: index))
    return inner
  }

  /// Whether SK504, SK508 or SK509 speak of it.
  private func isToldElsewhere(_ failure: Failure, _ step: BoundStep, _ way: Way) -> Bool {
    switch failure.kind {
    case .turn, .rounds, .part: false
    case .time: step.position == .afterPivot
    case .refusal, .fail: step.position == .afterPivot || way.isBeside && way.pivot?.call != nil
    }
  }

  /// The ways in which a step itself fails.
  private func failures(of step: BoundStep) -> [Failure] {
    if let loop = step.loop, let place = step.syntax.range(ofKey: "atMost"), loop.syntax.atMost != nil {
      return [Failure(kind: .rounds, codes: [SkaldCore.Failure.roundsUsedUp], place: place)]
    }
    if let part = step.subSaga, !part.hasPivot, let inner = failure(ofPart: part, depth: 0) {
      return [Failure(kind: .part(inner.step), codes: inner.codes, place: part.syntax.saga.range)]
    }
    return step.ownFailures
  }

  /// The first failure of a sub-saga that nothing in it takes up.
  private func failure(ofPart part: BoundSubSaga, depth: Int) -> (step: String, codes: [String])? {
    guard depth < Self.depthMax, let syntax = part.saga,
      let saga = sagas.first(where: {
        $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1
      })
    else { return nil }
    return failure(in: saga.steps, caught: [], depth: depth)
  }

  private func failure(in steps: [BoundStep], caught: Set<String>, depth: Int) -> (step: String, codes: [String])? {
    for step in steps {
      var ways = step.ownFailures
      if let loop = step.loop, loop.syntax.atMost != nil {
        ways.append(Failure(kind: .rounds, codes: [SkaldCore.Failure.roundsUsedUp], place: step.place))
      }
      ways += step.turns.map { Failure(kind: .turn, codes: [$0.key], place: $0.value) }
      if let way = ways.first(where: { !$0.isCaught(by: caught) }) { return (step.name, way.codes) }
      if let part = step.subSaga, let inner = failure(ofPart: part, depth: depth + 1) { return inner }
      for (index, branch) in step.body.branches.enumerated() {
        let codes = caught.union(step.codesCaught(in: index))
        if let found = failure(in: branch.steps, caught: codes, depth: depth) { return found }
      }
    }
    return nil
  }
}

extension WalkPastPivot.Failure {
  fileprivate func isCaught(by caught: Set<String>) -> Bool {
    caught.contains("other") || codes.allSatisfy { caught.contains($0) }
  }
}

extension BoundStep {
  private var catches: [BoundCatch] { call?.catches ?? wait?.catches ?? ask?.catches ?? scope?.catches ?? [] }

  /// Where its alternatives turn back, by their codes.
  fileprivate var turns: [String: SourceRange] {
    var found: [String: SourceRange] = [:]
    for alternative in catches {
      guard let then = alternative.syntax.then, then.value == .compensate else { continue }
      found[alternative.syntax.code.value] = then.range
    }
    return found
  }

  fileprivate var isPivot: Bool { call?.isPivot ?? subSaga?.hasPivot ?? false }

  /// A pivot in another branch.
  fileprivate func pivotBeside(_ branch: Int) -> BoundStep? {
    guard let parallel else { return nil }
    let others = parallel.branches.indices.filter { $0 != branch }.flatMap { parallel.branches[$0].steps.withInner }
    return others.first { $0.isPivot }
  }

  /// The codes of failures inside one of its branches that it takes up itself.
  fileprivate func codesCaught(in branch: Int) -> Set<String> {
    if let scope, branch == 0 { return Set(scope.catches.map { $0.syntax.code.value }) }
    guard let parallel, parallel.syntax.needed < parallel.branches.count else { return [] }
    // A branch that others make up for is given up, but for the last ones that are needed.
    let failing = parallel.branches.count {
      $0.steps.withInner.contains { !$0.ownFailures.isEmpty || !$0.turns.isEmpty }
    }
    return failing <= parallel.branches.count - parallel.syntax.needed ? ["other"] : []
  }

  /// Refusals without an alternative, `fail`, and a time that is up.
  fileprivate var ownFailures: [WalkPastPivot.Failure] {
    if let call, !call.isOptional {
      let own = Set(call.syntax.catches.map { $0.code.value })
      let open = (call.operation?.refusals ?? []).map { $0.value }.filter { !own.contains($0) }
      guard !own.contains("other"), !open.isEmpty else { return [] }
      return [.init(kind: .refusal, codes: open, place: call.syntax.operation.range)]
    }
    if let fail { return [.init(kind: .fail, codes: [fail.syntax.code.value], place: fail.syntax.code.range)] }
    guard let otherwise = wait?.otherwise ?? ask?.otherwise, otherwise == .compensate, catches.isEmpty else {
      return []
    }
    let place = (wait?.syntax.otherwise ?? ask?.syntax.otherwise)?.range ?? self.place
    return [.init(kind: .time, codes: [SkaldCore.Failure.waitTimedOut], place: place)]
  }
}
