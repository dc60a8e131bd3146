import SkaldCore

/// What an exploration visited and found.
struct Exploration: Sendable {
  let model: Model
  let table: Table
  let found: Findings
  let coverage: Coverage
  /// How many moves were made.
  let transitions: Int
  /// How many moves the longest story had that was looked at.
  let depth: Int
  /// Whether a bound ended it.
  let isCut: Bool
  /// How many fair moves a world is at most from an end.
  let movesToEnd: Int

  /// How many worlds there are.
  var states: Int { table.count }

  /// The moves that lead to a world, from the input on.
  func moves(to id: Int32) -> (input: Int, moves: [Move]) {
    let path = table.path(to: id)
    var world = World.beginning(model.inputs[path.input], model).world
    var moves: [Move] = []
    for place in path.moves {
      let open = world.moves(model, mayFail: world.faults < model.bounds.faults)
      guard open.indices.contains(place) else { break }
      moves.append(open[place])
      world = world.after(open[place], model).world
    }
    return (path.input, moves)
  }
}
