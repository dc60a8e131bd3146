import SkaldCore

extension ProgramExplorer {
  /// A fork is reached: its regions begin.
  mutating func begin(_ fork: Fork, at node: NodeID, next: NodeID?, _ situation: Situation) {
    turnBackOnCancel(situation, "before \(name(fork.step))")
    var begun = situation
    switch fork.body {
    case .branches(let regions, _):
      begun.replace(node, with: regions.map { program.region($0).entry })
      go(begun, nil)
    case .items(let region, _):
      goOn(from: node, to: next, situation, "\(name(fork.step)) without items")
      begun.replace(node, with: [program.region(region).entry])
      go(begun, nil)
    case .rounds(let region, _), .scope(let region):
      begun.replace(node, with: [program.region(region).entry])
      go(begun, nil)
    case .saga(let region, let subSaga):
      if mayBeLockedOut(subSaga) {
        fail(node, Failure.entityLocked, situation, "\(name(fork.step)) finds its entity locked")
      }
      begun.replace(node, with: [program.region(region).entry])
      begun.subSagas.insert(subSaga)
      go(begun, nil)
    // Flows are explored as a whole, by FlowExplorer.
    case .reactions: return
    }
  }

  /// Whether a sub-saga may find that another instance holds its entity: one that the saga itself moves it holds already.
  private func mayBeLockedOut(_ id: SubSagaID) -> Bool {
    program.subSaga(id).entities.contains { use in
      let entity = program.entities[use.entity.index]
      return entity.id == nil && entity.keptStates.contains(entity.initial)
    }
  }

  /// A region came to its end.
  mutating func join(_ node: NodeID, _ situation: Situation) {
    guard let (place, region) = regions.fork(of: node) else { return }
    let next = program.node(place.node).next
    let label = name(place.fork.step)
    switch place.fork.body {
    case .branches(_, let need): joinBranches(place, need: need, next: next, situation)
    case .items:
      goOn(from: node, to: program.region(region).entry, situation, "next item of \(label)")
      goOn(from: node, to: next, situation, label)
    case .rounds(_, let rounds):
      goOn(from: node, to: program.region(region).entry, situation, "next round of \(label)")
      goOn(from: node, to: next, situation, label)
      if rounds.atMost != nil { fail(node, Failure.roundsUsedUp, situation, "\(label) used up") }
    case .scope: goOn(from: node, to: next, situation, nil)
    case .saga(_, let subSaga):
      var done = situation
      move(program.subSaga(subSaga).outcome.completed.moves, &done, nil) { _ in .part(place.fork.step) }
      goOn(from: node, to: next, done, label)
    case .reactions: return
    }
  }

  /// Once enough branches came to their end the others are given up.
  private mutating func joinBranches(
    _ place: RegionMap.Place, need: Int, next: NodeID?, _ situation: Situation
  ) {
    let ended = situation.tokens.count { token in
      guard regions.fork(of: token)?.place.node == place.node, case .join = program.node(token).instruction else {
        return false
      }
      return true
    }
    guard ended >= need, let next else { return }
    var done = situation
    for (loser, region) in losers(of: place, situation) {
      noteLeaks(&done, inFlight: [loser], part: place, region, name(place.fork.step))
    }
    done.tokens.removeAll { regions.isInside($0, place.node) }
    done.tokens.append(next)
    done.tokens.sort()
    go(done, name(place.fork.step))
  }

  /// The forward part failed at a node: whoever takes it up goes on, or the saga turns back.
  mutating func fail(_ node: NodeID, _ code: String, _ situation: Situation, _ label: String?) {
    if situation.isPivotPassed, regions.around(node).isEmpty { return getStuck(situation, label) }
    for (place, region) in regions.around(node) {
      switch place.fork.body {
      case .scope:
        guard isOpen(place, region, situation),
          let found = place.fork.catches.first(where: { $0.code == nil || $0.code == code })
        else { continue }
        var caught = undone(place, region, from: node, situation, label)
        caught.note(caught: code, at: found.target, self)
        caught.tokens.append(found.target)
        caught.tokens.sort()
        return go(caught, label)
      case .branches(_, let need):
        let others = situation.tokens.filter { regions.isInside($0, place.node) }
          .compactMap { branch(of: $0, place.node) }.filter { $0 != region }
        guard Set(others).count >= need, isOpen(place, region, situation) else { continue }
        return go(undone(place, region, from: node, situation, label), label)
      case .items, .rounds, .saga, .reactions: continue
      }
    }
    if situation.isPivotPassed { getStuck(situation, label) } else { turnBack(situation, label) }
  }

  /// The region of a fork in which a node stands, at any depth.
  private func branch(of node: NodeID, _ fork: NodeID) -> RegionID? {
    regions.around(node).first { $0.place.node == fork }?.region
  }

  /// The situation once a region is given up, with what its sub-sagas bring about when they are undone.
  private mutating func undone(
    _ given: RegionMap.Place, _ region: RegionID, from node: NodeID, _ situation: Situation, _ label: String?
  ) -> Situation {
    let fork = given.node
    var undone = situation
    // A pivot in flight is in doubt: then nothing is given up.
    let others = situation.tokens.filter { $0 != node && regions.isInside($0, fork, region: region) && !isPivot($0) }
    noteLeaks(&undone, inFlight: others, part: given, region, label)
    undone.tokens.removeAll { regions.isInside($0, fork, region: region) }
    for place in forksWithSubSagas where regions.isInside(place.node, fork, region: region) {
      guard case .saga(_, let id) = place.fork.body else { continue }
      undo(id, of: place.fork.step, &undone)
    }
    return undone
  }

  /// A sub-saga is undone: it turns back, and comes to its own end.
  mutating func undo(_ id: SubSagaID, of step: StepID, _ situation: inout Situation) {
    guard situation.subSagas.contains(id) else { return }
    situation.subSagas.remove(id)
    let outcome = program.subSaga(id).outcome
    move(outcome.compensating.moves, &situation, nil) { _ in .part(step) }
    move(outcome.compensated.moves, &situation, nil) { _ in .part(step) }
  }

  /// The tokens to be followed: where one can go on without anybody noticing, that one alone.
  func tokensToFollow(_ situation: Situation) -> [NodeID] {
    let ready = situation.tokens.filter { token in
      guard case .join = program.node(token).instruction else { return true }
      // The end of a branch waits for the others; that of another region leads on.
      guard case .branches(_, let need)? = regions.fork(of: token)?.place.fork.body else { return true }
      let fork = regions.fork(of: token)?.place.node
      let ended = situation.tokens.filter { other in
        guard case .join = program.node(other).instruction else { return false }
        return regions.fork(of: other)?.place.node == fork
      }
      return ended.count >= need && ended.first == token
    }
    guard ready.count > 1 else { return ready }
    // Where losers count, the branch that comes in first decides at once.
    if let join = ready.first(where: { isJoinOfLosers($0) }) { return [join] }
    if let quiet = ready.first(where: { isQuiet($0) }) { return [quiet] }
    return ready
  }

  /// Whether a node moves no entity and no failure of it is caught: the order in which it comes is of no account, since
  /// a cancel may turn the saga back wherever its failure could.
  private func isQuiet(_ node: NodeID) -> Bool {
    let around = regions.around(node)
    let isCaught = around.contains { !$0.place.fork.catches.isEmpty }
    guard forksWithLosers.isEmpty || !around.contains(where: { forksWithLosers.contains($0.place.node) }) else {
      return false
    }
    switch program.node(node).instruction {
    case .invoke(let invoke):
      return !isCaught && invoke.dispatched.isEmpty && invoke.succeeded.isEmpty && invoke.position != .pivot
        && invoke.catches.isEmpty
    case .sleep, .set, .emit: return true
    case .wait(let wait): return !isCaught && wait.catches.isEmpty
    case .branch, .fork, .join, .finish, .fail: return false
    }
  }
}
