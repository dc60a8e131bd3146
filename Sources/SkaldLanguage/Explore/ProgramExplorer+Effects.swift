import SkaldCore

extension ProgramExplorer {
  /// The situation once a call may have taken effect.
  mutating func took(effectAt node: NodeID, _ situation: Situation, _ label: String) -> Situation {
    guard effects.counted.contains(node) else { return situation }
    var affected = situation
    // A round that is done again is no new effect.
    if !affected.effects.contains(node) { affected.effects = (affected.effects + [node]).sorted() }
    for double in effects.doubles where double.undoer == node && situation.undone.contains(double.step) {
      note(double, part: nil, label)
    }
    return affected
  }

  /// Whether nothing in a region is past its point of no return.
  func isOpen(_ place: RegionMap.Place, _ region: RegionID, _ situation: Situation) -> Bool {
    !situation.pivots.contains { regions.isInside($0, place.node, region: region) }
  }

  /// Whether a part of the saga in which a call lies may still be given up, although the pivot has passed.
  func mayBeGivenUp(_ node: NodeID, in situation: Situation) -> Bool {
    regions.around(node).contains { place, region in
      guard situation.tokens.contains(where: { regions.isInside($0, place.node, region: region) }) else { return false }
      return place.fork.givesUpBranches || !place.fork.catches.isEmpty && isOpen(place, region, situation)
    }
  }

  /// The branches that are given up once enough others came to their end, by where they stand.
  func losers(of place: RegionMap.Place, _ situation: Situation) -> [(node: NodeID, region: RegionID)] {
    guard forksWithLosers.contains(place.node) else { return [] }
    return situation.tokens.compactMap { token in
      guard let region = regions.around(token).first(where: { $0.place.node == place.node })?.region else { return nil }
      if case .join = program.node(token).instruction, regions.fork(of: token)?.place.node == place.node { return nil }
      return (token, region)
    }
  }

  func isPivot(_ node: NodeID) -> Bool {
    guard case .invoke(let invoke) = program.node(node).instruction else { return false }
    return invoke.position == .pivot
  }

  /// Whether a node is the end of a branch that decides which others are given up.
  func isJoinOfLosers(_ node: NodeID) -> Bool {
    guard case .join = program.node(node).instruction, let place = regions.fork(of: node)?.place else { return false }
    return forksWithLosers.contains(place.node)
  }

  /// What is left when the saga comes to the end `compensated`.
  mutating func noteLeaks(_ situation: Situation, _ label: String) {
    for node in situation.effects { note(node, part: nil, label) }
    for double in effects.doubles
    where situation.effects.contains(double.step) && situation.effects.contains(double.undoer) {
      note(double, part: nil, label)
    }
  }

  /// What is left when a part of the saga is given up; calls in flight there may take effect, too.
  mutating func noteLeaks(
    _ situation: inout Situation, inFlight: [NodeID], part: RegionMap.Place, _ region: RegionID, _ label: String?
  ) {
    guard !effects.isEmpty else { return }
    let inside = situation.effects.filter { regions.isInside($0, part.node, region: region) }
    let isTold = program.step(part.fork.step).saga == nil
    if isTold { for node in inFlight + inside { note(node, part: part, label) } }
    for double in effects.doubles where inside.contains(double.step) {
      if situation.effects.contains(double.undoer) { note(double, part: part, label) }
      situation.undone = Set(situation.undone).union([double.step]).sorted()
    }
    situation.effects.removeAll { inside.contains($0) }
  }

  /// Notes an effect that is left behind, once.
  private mutating func note(_ node: NodeID, part: RegionMap.Place?, _ label: String?) {
    guard let gap = effects.gaps[node], case .invoke(let invoke) = program.node(node).instruction else { return }
    // What a sub-saga leaves behind by itself is found where it is looked at.
    if part == nil, program.step(invoke.step).saga != nil { return }
    note(invoke.step, .left(gap), part, label)
  }

  private mutating func note(_ double: EffectCoverage.Double, part: RegionMap.Place?, _ label: String?) {
    guard case .invoke(let invoke) = program.node(double.step).instruction,
      case .invoke(let undoer) = program.node(double.undoer).instruction,
      program.step(invoke.step).saga == nil, program.step(undoer.step).saga == nil
    else { return }
    note(invoke.step, .undoneTwice(by: recorded(undoer.step)), part, label)
  }

  private mutating func note(
    _ step: StepID, _ kind: Exploration.Leak.Kind, _ part: RegionMap.Place?, _ label: String?
  ) {
    let isOwn = program.step(step).saga == nil
    let record = recorded(isOwn ? step : caller(of: step))
    // Of a sub-saga one effect is told: all have the same cause.
    guard !exploration.leaks.contains(where: { $0.step == record }) else { return }
    exploration.leaks.append(
      .init(
        step: record, title: program.step(step).title, kind: kind, part: part.map { name($0.fork.step) },
        path: story(label)))
  }
}

extension Fork {
  /// Whether it goes on before all branches are done, and gives up the others.
  var givesUpBranches: Bool {
    guard case .branches(let regions, let need) = body else { return false }
    return need < regions.count
  }
}
