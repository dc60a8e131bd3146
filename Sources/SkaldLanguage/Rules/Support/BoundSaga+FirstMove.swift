import SkaldCore

extension BoundSaga {
  /// Where it first moves an entity, in the order of the file; nil where it moves it at no call and not when it completes.
  func firstMove(of entity: EntityID) -> BoundMove? {
    let moves = calls.flatMap { $0.call.dispatched + $0.call.succeeded } + outcome.completed.moves
    return moves.first { $0.entity == entity }
  }
}
