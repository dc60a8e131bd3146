package import SkaldCore
import SkaldDiagnostics

/// What the paths through a saga come to: every way that answers, refusals, lost answers, cancel and deadline can take.
package struct Exploration: Sendable {
  /// Where a saga moves an entity; steps are the records of the saga, not those of its program.
  package enum Origin: Sendable, Hashable {
    /// With the first attempt of a step; the place among its moves.
    case dispatched(StepID, Int)
    /// With the result of a step; the place among its moves.
    case succeeded(StepID, Int)
    /// In a sub-saga: its step.
    case part(StepID)
    /// With an outcome; the place among its moves.
    case outcome(OutcomeKind, Int)
  }

  /// The outcomes that move entities.
  package enum OutcomeKind: String, Sendable, Hashable, CaseIterable {
    case completed, compensating, compensated, stuck
  }

  /// A move that the entity's table does not have.
  package struct IllegalMove: Sendable {
    /// Where it is asked for.
    package let origin: Origin
    /// The entity.
    package let entity: EntityID
    /// The states from which it is asked for, in the order in which they were met.
    package var sources: [String]
    /// The state it leads to.
    package let target: String
    /// The shortest way there.
    package let path: [String]
  }

  /// An end that leaves an entity in a state which is not its last.
  package struct UnfinishedEnd: Sendable {
    /// Which end.
    package let kind: OutcomeKind
    /// The entity.
    package let entity: EntityID
    /// The state in which it is left.
    package let state: String
    /// The shortest way there.
    package let path: [String]
  }

  /// The illegal moves, one for each place that asks for any.
  package internal(set) var illegalMoves: [IllegalMove] = []
  /// The ends that leave an entity unfinished, one for each end, entity and state.
  package internal(set) var unfinishedEnds: [UnfinishedEnd] = []
  /// The effects that stay although the saga or a part of it is undone, one for each step.
  package internal(set) var leaks: [Leak] = []
  /// Whether every path was followed; false where there were too many.
  package internal(set) var isComplete = true
}

extension Exploration {
  /// Follows the paths of a saga; nil where it has no program, or neither an entity of which all states are known nor
  /// an effect that may be left behind.
  init?(of saga: BoundSaga, among sagas: [BoundSaga]) {
    let hasMoves = !saga.entities.isEmpty && saga.hasAllMoves
    let hasEffects = saga.mayLeaveEffects
    guard hasMoves || hasEffects, var program = Lowerer.lower(saga, among: sagas)?.program else { return nil }
    let effects = hasEffects ? saga.effectCoverage(of: program, among: sagas) : EffectCoverage()
    // An entity without an id is moved by nobody.
    if !hasMoves { for index in program.entities.indices { program.entities[index].id = nil } }
    self.init(of: program, effects: effects)
  }

  /// Follows the paths of a program.
  package init(
    of program: SagaProgram, effects: EffectCoverage = EffectCoverage(),
    situationsMax: Int = ProgramExplorer.situationsMax
  ) {
    var explorer = ProgramExplorer(program, effects, situationsMax: situationsMax)
    explorer.explore()
    self = explorer.exploration
  }
}

extension BoundSaga {
  /// Whether every `state` that is written was resolved; of others nothing can be told that is not said already.
  fileprivate var hasAllMoves: Bool {
    let calls = allSteps.compactMap { $0.call }
    let written = calls.reduce(0) { $0 + $1.syntax.state.count + $1.syntax.state.count { $0.dispatched != nil } }
    let outcomes = [
      syntax.outcome.completed, syntax.outcome.compensating, syntax.outcome.compensated, syntax.outcome.stuck,
    ]
    let bound = calls.reduce(0) { $0 + $1.dispatched.count + $1.succeeded.count }
    let effects = [outcome.completed, outcome.compensating, outcome.compensated, outcome.stuck]
    return written + outcomes.reduce(0) { $0 + ($1?.state.count ?? 0) }
      == bound + effects.reduce(0) { $0 + $1.moves.count }
      && entities.count == syntax.entities.count && entities.allSatisfy { $0.hasTable }
  }
}

extension BoundEntity {
  /// Whether the table speaks of its own states alone, which is reported otherwise.
  fileprivate var hasTable: Bool {
    let names = Set(declaration.states.map { $0.name.value })
    guard let starts = declaration.starts, names.contains(starts.value) else { return false }
    return declaration.states.allSatisfy { $0.next.allSatisfy { names.contains($0.value) } }
  }
}
