import SkaldValue

extension Transition {
  /// A frame came to its end.
  mutating func join(_ frame: Int) {
    guard let id = state.frames[frame].owner, let fork = fork(id) else { return }
    state.frames[frame].position = nil
    switch fork.body {
    case .branches(_, let need): endBranch(frame, id, need: need)
    case .items(let region, let items):
      state.frames[frame].phase = .ended
      beginItems(region, items, of: id)
    case .rounds(let region, let rounds): endRound(frame, id, region, rounds)
    case .scope:
      state.frames[frame].phase = .ended
      finish(id, output: nil)
    case .saga(_, let subSaga): endSubSaga(frame, id, program.subSaga(subSaga))
    case .reactions: endReaction(frame)
    }
  }

  /// A fork is done: the frame around it goes on.
  mutating func finish(_ id: RecordID, output: JSON?) {
    succeed(id, output: output)
    leave(state[id].frame)
  }

  private mutating func endBranch(_ frame: Int, _ id: RecordID, need: Int) {
    state.frames[frame].phase = .ended
    guard let place = state[id].fork, state[id].status == .running else { return }
    let frames = state.forks[place].frames
    guard frames.count(where: { state.frames[$0].phase == .ended }) >= need else { return }
    succeed(id, output: nil)
    let failure = Failure(code: Failure.notNeeded, step: name(id))
    for loser in frames where state.frames[loser].phase == .running { turnBack(loser, failure) }
    leave(state[id].frame)
  }

  private mutating func endSubSaga(_ frame: Int, _ id: RecordID, _ subSaga: SubSaga) {
    var output: JSON?
    if let template = subSaga.output {
      output = value(of: template, for: title(id), in: frame)
      guard output != nil else { return }
    }
    state.frames[frame].phase = .ended
    apply(subSaga.outcome.completed, in: frame)
    finish(id, output: output ?? .object(JSONObject()))
  }

  private mutating func endRound(_ frame: Int, _ id: RecordID, _ region: RegionID, _ rounds: Fork.Rounds) {
    guard let place = state[id].fork else { return }
    guard let isDone = truth(of: rounds.until, for: title(id), in: frame) else { return block(id) }
    keepLast(of: program.region(region), frame)
    if isDone {
      state.frames[frame].phase = .ended
      forget(frame, place)
      return finish(id, output: nil)
    }
    guard state.forks[place].begun < rounds.atMost ?? Self.roundsMax else {
      let failure = Failure(code: Failure.roundsUsedUp, step: name(id), message: "the loop did not come to its end")
      return fail(failure, in: frame)
    }
    if let every = rounds.every {
      guard let pause = value(of: every, for: title(id), in: frame) else { return block(id) }
      guard let due = due(after: pause) else {
        return block(id, kind: "bad_expression", message: "expected a duration between two rounds")
      }
      state[id].due = due
      record(.waiting(id, until: due))
    }
    state.frames[frame].phase = .ended
    forget(frame, place)
    if rounds.every == nil { nextRound(id) }
  }

  /// Begins the next round of a loop.
  mutating func nextRound(_ id: RecordID) {
    guard let place = state[id].fork, case .rounds(let region, _)? = fork(id)?.body else { return }
    state[id].due = nil
    begin(region, of: id, index: state.forks[place].begun)
  }

  /// What the last round found can be read behind the loop.
  private mutating func keepLast(of region: Region, _ frame: Int) {
    let block = state.frames[frame].block
    let outer = state.blocks[block - 1].parent
    for step in region.steps {
      let last = state[RecordID(step, block: block)]
      var kept = StepState()
      (kept.status, kept.output, kept.error) = (last.status, last.output, last.error)
      (kept.startedAt, kept.endedAt) = (last.startedAt, last.endedAt)
      state[state.record(of: step, from: outer)] = kept
    }
  }

  /// Drops the records of a round that left nothing to undo: a loop may go round for days.
  private mutating func forget(_ frame: Int, _ place: Int) {
    guard state.frames[frame].trail.allSatisfy({ state[$0].undo == .none && state[$0].fork == nil }) else { return }
    guard !state.pivots.contains(where: { state[$0].frame == frame }) else { return }
    state.blocks[state.frames[frame].block - 1].records = []
    state.forks[place].frames.removeAll { $0 == frame }
    state.frames[frame] = Frame(phase: .undone)
    state.freeFrames.append(frame)
  }

  /// What the items found: for each a map of their steps' results, by name.
  func output(ofItems region: RegionID, _ id: RecordID) -> JSON {
    guard let place = state[id].fork else { return .array([]) }
    let steps = program.region(region).steps.filter { program.step($0).saga == program.step(id.step).saga }
    return .array(
      state.forks[place].frames.map { frame in
        var found = JSONObject()
        for step in steps {
          let record = RecordID(step, block: state.frames[frame].block)
          if let output = state[record].output { found[program.step(step).name] = output }
        }
        return .object(found)
      })
  }
}
