import SkaldCore
import SkaldValue

/// Forward states: how stages are reached, begun and left.
extension Reference {
  /// Goes on at a stage, and from there until something has to be waited for.
  mutating func reach(_ first: Int?) {
    var next = first
    while let stage = next {
      place = stage
      switch saga.stages[stage].kind {
      case .call:
        hit(.stepReached)
        return dispatchAction(stage)
      case .wait(let wait):
        guard !wait.asks, !kept.isEmpty else { return stand(stage, until: wait.limit) }
        hit(.waitMetEarly)
        meet(stage, kept.removeFirst())
        next = saga.stages[stage].next
      case .sleep(let length): return stand(stage, until: length)
      case .set:
        steps[stage].state = .succeeded
        next = saga.stages[stage].next
      case .guarded(let holds, let otherwise):
        next = saga.stages[stage].next
        guard !holds else { continue }
        if let next {
          hit(.stepSkipped)
          steps[next].state = .skipped
        }
        next = otherwise
      case .fail(let code):
        steps[stage].state = .failed
        return failStage(Failure(code: code, step: ReferenceSaga.name(stage)))
      case .again: return failStage(caught ?? Failure(code: Failure.rejected, step: ""))
      case .finish: return complete()
      }
    }
  }

  /// Goes on behind a stage.
  mutating func leave(_ stage: Int) { reach(saga.stages[stage].next) }

  private mutating func stand(_ stage: Int, until limit: Milliseconds?) {
    steps[stage].state = .waiting
    steps[stage].due = limit.map { now + $0 }
  }

  /// The failure of a stage that is no call. Behind the pivot nothing can be tried again: an incident.
  private mutating func failStage(_ failure: Failure) {
    guard !failInstance(failure) else { return }
    self.failure = failure
    open("failed_past_pivot", failure.step, blocks: true)
  }

  private mutating func meet(_ stage: Int, _ output: JSON) {
    steps[stage].due = nil
    steps[stage].state = .succeeded
    steps[stage].output = output
    steps[stage].error = nil
    closeTroubles(of: stage)
  }

  /// An event: the wait that is open consumes it, otherwise it is kept for one that comes.
  mutating func received(_ event: ReceivedEvent) {
    guard status == .running, saga.awaitsEvents, event.data["orderId"] == 7 else { return }
    hit(.takesMessage)
    guard let stage = place, let wait = saga.wait(stage), !wait.asks else { return kept.append(event.data) }
    hit(.waitMet)
    meet(stage, event.data)
    leave(stage)
  }

  /// A person's answer; one that is not as declared, or that nobody waits for, changes nothing.
  mutating func decided(_ stage: Int, _ answer: JSON) {
    guard status == .running, place == stage, saga.wait(stage)?.asks == true, answer.bool != nil else { return }
    hit(.waitAnswered)
    meet(stage, answer)
    leave(stage)
  }

  /// The time of a wait or a sleep is up.
  mutating func expire(_ stage: Int) {
    steps[stage].due = nil
    guard let wait = saga.wait(stage) else {
      hit(.waitSlept)
      steps[stage].state = .succeeded
      return leave(stage)
    }
    let failure = Failure(code: Failure.waitTimedOut, step: ReferenceSaga.name(stage))
    steps[stage].error = failure
    if let alternative = wait.alternatives.first(where: { $0.code == nil || $0.code == failure.code }) {
      hit(.waitCaught)
      giveUpWait(stage)
      caught = failure
      return reach(alternative.stage)
    }
    switch wait.otherwise {
    case .compensate:
      hit(.waitCompensates)
      giveUpWait(stage)
      failStage(failure)
    case .continue:
      hit(.waitContinues)
      giveUpWait(stage)
      leave(stage)
    case .alert:
      hit(.waitAlerts)
      open("wait_overdue", ReferenceSaga.name(stage), blocks: false)
    }
  }

  private mutating func giveUpWait(_ stage: Int) {
    steps[stage].state = .failed
    closeTroubles(of: stage)
  }
}

/// Entities and incidents.
extension Reference {
  /// Moves the entity where its table allows it; else it stays, and somebody is told.
  mutating func move(_ state: String?) {
    guard let state, state != entity else { return }
    guard saga.moves.contains([entity, state]) else {
      hit(.entityStays)
      return open("illegal_transition", "", blocks: false)
    }
    hit(.entityMoves)
    entity = state
  }

  /// Opens an incident; with the first that blocks the instance is stuck, and has its failure.
  mutating func open(_ kind: String, _ step: String, blocks: Bool) {
    guard !troubles.contains(where: { $0.kind == kind && $0.step == step }) else { return }
    let wasStuck = isStuck
    troubles.append(Trouble(kind: kind, step: step, blocks: blocks))
    guard blocks, !wasStuck else { return }
    hit(.failureWhenStuck)
    if failure == nil {
      let error = place.flatMap { ReferenceSaga.name($0) == step ? steps[$0].error : nil }
      failure = error ?? Failure(code: kind, step: step)
    }
    if saga.outcome.stuck != nil { hit(.entityStuck) }
    move(saga.outcome.stuck)
  }

  /// Closes what was open because a step did not get done.
  mutating func closeTroubles(of step: Int) {
    troubles.removeAll { $0.step == ReferenceSaga.name(step) && $0.kind != "undeclared_refusal" }
    if status == .running, !isStuck { failure = nil }
  }
}
