import SkaldCore

/// What an exploration visited and found.
struct Exploration: Sendable {
  let model: Model
  let table: Table
  /// How many fair moves each world is from an end.
  let distances: [Int32?]
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

  /// How many faults a story had at most.
  var faults: Int { model.bounds.faults }

  /// How many worlds there are.
  var states: Int { table.count }

  /// A story that begins with a way to a world and a move, and then goes to its end without a fault.
  func moves(to parent: Int32, then move: Int) -> (input: Int, moves: [Move], status: String) {
    var (input, moves) = self.moves(to: parent)
    var world = World.beginning(model.inputs[input], model).world
    for move in moves { world = world.after(move, model).world }
    let open = world.moves(model, mayFail: world.faults < model.bounds.faults)
    guard open.indices.contains(move) else { return (input, moves, "") }
    var next: Move? = open[move]
    while let move = next, moves.count < model.bounds.moves {
      moves.append(move)
      world = world.after(move, model).world
      next = fairMove(from: world)
    }
    return (input, moves, world.instances[0]?.status.rawValue ?? "")
  }

  /// The move that brings a world nearer to its end; nil where none does.
  private func fairMove(from world: World) -> Move? {
    guard !world.isOver, let id = table.id(of: world.mark(model)), let distance = distances[Int(id)] else { return nil }
    return world.moves(model, mayFail: false).first { move in
      guard move.isFair, let next = table.id(of: world.after(move, model).world.mark(model)),
        let further = distances[Int(next)]
      else { return false }
      return further < distance
    }
  }

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
