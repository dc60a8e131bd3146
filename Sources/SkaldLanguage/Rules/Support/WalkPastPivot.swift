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

  /// Goes through steps one after the other.
  /// - Parameters:
  ///   - first: The pivot that may lie before them.
  ///   - codes: The codes that a scope around them takes up, which lies behind that pivot.
  /// - Returns: the pivot that may lie before their end.
  mutating func walk(_ steps: [BoundStep], after first: BoundStep?, caught codes: Set<String>) -> BoundStep? {
    var (pivot, caught) = (first, codes)
    for step in steps {
      if let pivot {
        let isSure = step.position == .afterPivot
        failures += failures(of: step, isToldElsewhere: isSure).filter { !$0.isCaught(by: caught) }.map {
          Found(failure: $0, step: step, pivot: pivot)
        }
      }
      let end = walkInside(step, after: pivot, caught: caught)
      if pivot == nil, end != nil { caught = [] }
      pivot = end
    }
    return pivot
  }

  private mutating func walkInside(_ step: BoundStep, after pivot: BoundStep?, caught: Set<String>) -> BoundStep? {
    var next = pivot
    for (index, branch) in step.body.branches.enumerated() {
      let end = walk(branch.steps, after: pivot, caught: caught.union(step.codesCaught(in: index)))
      if branch.leadsOn { next = next ?? end }
      guard case .caught(let code) = branch.entry, let end, let then = step.turns[code.value] else { continue }
      let turn = Failure(kind: .turn, codes: [code.value], place: then)
      // A scope around a pivot does not take up what comes behind it.
      if pivot == nil || !turn.isCaught(by: caught) { failures.append(Found(failure: turn, step: step, pivot: end)) }
    }
    let isPivot = step.call?.isPivot ?? step.subSaga?.hasPivot ?? false
    return next ?? (isPivot ? step : nil)
  }

  /// The ways in which a step itself fails.
  /// - Parameter isToldElsewhere: Whether other rules speak of its refusals.
  private func failures(of step: BoundStep, isToldElsewhere: Bool) -> [Failure] {
    if let loop = step.loop, let place = step.syntax.range(ofKey: "atMost"), loop.syntax.atMost != nil {
      return [Failure(kind: .rounds, codes: [SkaldCore.Failure.roundsUsedUp], place: place)]
    }
    if let part = step.subSaga, !part.hasPivot, let inner = failure(ofPart: part, depth: 0) {
      return [Failure(kind: .part(inner.step), codes: inner.codes, place: part.syntax.saga.range)]
    }
    return isToldElsewhere ? [] : step.ownFailures
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

  /// The codes of failures inside one of its branches that it takes up itself.
  fileprivate func codesCaught(in branch: Int) -> Set<String> {
    if let scope, branch == 0 { return Set(scope.catches.map { $0.syntax.code.value }) }
    // What others make up for is given up.
    if let parallel, parallel.syntax.needed < parallel.branches.count { return ["other"] }
    return []
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
    let place = syntax.range(ofKey: "otherwise") ?? self.place
    return [.init(kind: .time, codes: [SkaldCore.Failure.waitTimedOut], place: place)]
  }
}
