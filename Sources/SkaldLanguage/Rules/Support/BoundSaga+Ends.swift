import SkaldCore
import SkaldDiagnostics

extension BoundSaga {
  /// The ends that leave an entity in a state which is not a last one. The completed end of a saga that another one runs
  /// is left out: that may still have it undone, so that its end is not the last word.
  func ends(
    of exploration: Exploration, where isWanted: (Exploration.UnfinishedEnd) -> Bool
  ) -> [Exploration.UnfinishedEnd] {
    exploration.unfinishedEnds.filter { !(isPart && $0.kind == .completed) && isWanted($0) }
  }

  /// Whether the state in which an end leaves the entity is a locked one.
  func isLocked(at end: Exploration.UnfinishedEnd) -> Bool {
    entities[end.entity.index].declaration.locked.contains { $0.value == end.state }
  }

  /// Where the end says what becomes of the entity, or else where it could.
  func place(of end: Exploration.UnfinishedEnd) -> SourceRange {
    if let move = effects(of: end.kind).moves.last(where: { $0.entity == end.entity }) { return move.state.range }
    let written = end.kind == .completed ? syntax.outcome.completed : syntax.outcome.compensated
    return written?.range ?? syntax.entities[end.entity.index].name.range
  }
}

extension Exploration.UnfinishedEnd {
  /// What to write so that the entity is left in a state that it may stay in.
  func remedy(for entity: BoundEntity) -> String {
    let table = entity.declaration
    let last = table.states.filter { $0.next.isEmpty }.map { $0.name.value }
    let locked = table.locked.map { $0.value }
    let resting = table.states.map { $0.name.value }.filter { !locked.contains($0) }
    let end = "let `outcome.\(kind.rawValue)` have a `state`: "
    if !locked.isEmpty, !resting.isEmpty { return end + "it may rest in \(resting.joined(separator: ", "))" }
    if last.isEmpty { return "give the table a state without moves, or say in `locked` which states belong to a saga" }
    return end + "its last states are \(last.joined(separator: ", "))"
  }
}
