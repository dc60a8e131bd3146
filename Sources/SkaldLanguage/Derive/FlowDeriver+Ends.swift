import SkaldCore
import SkaldDiagnostics

extension FlowDeriver {
  /// Makes all reactions of the saga, with its ends.
  mutating func derive() {
    guard let start = start() else { return }
    let (nodes, done) = forward(saga.steps, from: [[start]])
    guard !done.isEmpty else {
      return report("the saga always fails, and a flow needs an end of success", at: saga.syntax.range)
    }
    if !failures.isEmpty {
      announce(
        saga.outcome.compensating, "outcome compensating", when: failures.map { [$0] },
        at: saga.syntax.outcome.compensating?.range)
    }
    completed = end(
      saga.outcome.completed, "completed", when: done, at: saga.syntax.outcome.completed?.range)
    isTurning = true
    let gone = back(through: nodes, from: [], Return())
    if !gone.isEmpty {
      compensated = end(
        saga.outcome.compensated, "compensated", when: gone, at: saga.syntax.outcome.compensated?.range)
    }
    checkAnnouncements()
    checkReturns()
  }

  private mutating func start() -> Int? {
    if let event = saga.startedBy {
      return outside(event, of: nil, at: saga.syntax.startedBy?.range ?? saga.syntax.range)
    }
    let start = link("requested")
    links[start].isRequest = true
    return start
  }

  private mutating func announce(
    _ effects: BoundOutcome.Effects, _ comment: String, when trigger: DerivedTrigger, at range: SourceRange?
  ) {
    guard !effects.moves.isEmpty || !effects.emissions.isEmpty else { return }
    var reaction = DerivedReaction(announcer, comment, when: trigger, at: range ?? saga.syntax.range)
    reaction.moves = effects.moves.map { (saga.entities[$0.entity.index].name, $0.state.value) }
    reaction.emits = effects.emissions.map { .init(bound: $0) }
    add(reaction, isAnnouncement: true)
  }

  /// Announces an end: by the saga's own event where it names the flow.
  private mutating func end(
    _ effects: BoundOutcome.Effects, _ word: String, when trigger: DerivedTrigger, at range: SourceRange?
  ) -> Int {
    let end = link(word, existing: effects.emissions)
    var reaction = DerivedReaction(announcer, "outcome \(word)", when: trigger, at: range ?? saga.syntax.range)
    reaction.moves = effects.moves.map { (saga.entities[$0.entity.index].name, $0.state.value) }
    reaction.emits = effects.emissions.map { .init(bound: $0) } + [.init(link: end)]
    if let last = announcements.last, reaction.moves.isEmpty, last.condition == nil, last.emits.isEmpty,
      last.when == trigger
    {
      // The end is announced with the last move, never before it.
      reaction.moves = last.moves
      announcements.removeLast()
    }
    add(reaction, isAnnouncement: true)
    for emission in effects.emissions where links[end].existing?.event?.name != emission.event?.name {
      guard let event = emission.event?.declaration, event.isPublic?.value != true, event.isExternal?.value != true
      else { continue }
      report(
        "`\(event.name.value)` announces the end and does not name the flow by `\(key)`",
        at: emission.syntax.event.range, help: "let its `key` be `\(key)`, or let it be `public: true`")
    }
    return end
  }

  /// A saga may move an entity to the state that it is in; a reaction would wait for another one.
  private mutating func checkReturns() {
    let (turning, undone) = (saga.outcome.compensating, saga.outcome.compensated)
    for move in turning.moves + undone.moves {
      let entity = saga.entities[move.entity.index]
      guard let first = entity.declaration.starts?.value, move.state.value == first else { continue }
      let isListed = entity.declaration.states.contains { state in
        state.name.value == first && state.next.contains { $0.value == first }
      }
      guard !isListed else { continue }
      report(
        "`\(entity.name)` may still be in `\(first)` when the flow turns back: the move there would be held",
        at: move.state.range, help: "let no end move an entity to its first state")
    }
  }

  /// Two branches may both fail, and what is said of the first failure would be said twice.
  private mutating func checkAnnouncements() {
    let turning = saga.outcome.compensating
    guard !turning.emissions.isEmpty, turning.moves.isEmpty, saga.allSteps.contains(where: { $0.parallel != nil })
    else { return }
    report(
      "with branches, `compensating` may come about twice, and no state keeps its event from being emitted twice",
      at: saga.syntax.outcome.compensating?.range ?? saga.syntax.range, help: "give it a `state`")
  }
}
