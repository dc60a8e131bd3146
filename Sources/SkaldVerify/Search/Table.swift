/// Every world that was found: how it was reached, and where fair moves lead from it.
struct Table {
  /// The world before; -1 for a beginning, whose move is the number of its input.
  private(set) var parents: [Int32] = []
  /// The place of the move among those of the world before.
  private(set) var moves: [UInt16] = []
  /// How many faults it took.
  private(set) var faults: [UInt8] = []
  /// How many moves it took.
  private(set) var depths: [UInt16] = []
  /// Whether it needs no move to an end: it is one, or nobody looked further.
  var isSettled: [Bool] = []
  /// Whether an incident is open that keeps it from going on.
  private(set) var isStuck: [Bool] = []
  private var known: [Int: Int32] = [:]
  private var sources: [Int32] = []
  private var targets: [Int32] = []

  /// How many worlds there are.
  var count: Int { parents.count }

  /// Takes a world up, unless it is known with as few faults.
  /// - Returns: its number, and whether it is to be looked at.
  mutating func take(
    _ mark: Int, parent: Int32, move: Int, faults: Int, isStuck: Bool
  ) -> (id: Int32, isNew: Bool) {
    if let id = known[mark], self.faults[Int(id)] <= faults { return (id, false) }
    let id = Int32(parents.count)
    known[mark] = id
    parents.append(parent)
    moves.append(UInt16(clamping: move))
    self.faults.append(UInt8(clamping: faults))
    depths.append(parent < 0 ? 0 : depths[Int(parent)] + 1)
    isSettled.append(false)
    self.isStuck.append(isStuck)
    return (id, true)
  }

  /// Whether a world was found with as few faults.
  func knows(_ mark: Int, faults: Int) -> Bool { known[mark].map { self.faults[Int($0)] <= faults } ?? false }

  /// The number of a world; nil where it was not found.
  func id(of mark: Int) -> Int32? { known[mark] }

  /// Notes that a fair move leads from one world to another.
  mutating func connect(_ source: Int32, _ target: Int32) {
    sources.append(source)
    targets.append(target)
  }

  /// The way to a world: the number of the input, and the places of the moves.
  func path(to id: Int32) -> (input: Int, moves: [Int]) {
    var path: [Int] = []
    var id = Int(id)
    while parents[id] >= 0 {
      path.append(Int(moves[id]))
      id = Int(parents[id])
    }
    return (Int(moves[id]), path.reversed())
  }

  /// How many fair moves each world is from an end; nil where none leads to one.
  func distances() -> [Int32?] {
    var starts = [Int32](repeating: 0, count: count + 1)
    for target in targets { starts[Int(target) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var filled = starts
    var before = [Int32](repeating: 0, count: targets.count)
    for (source, target) in zip(sources, targets) {
      before[Int(filled[Int(target)])] = source
      filled[Int(target)] += 1
    }
    var distances = [Int32?](repeating: nil, count: count)
    var queue = isSettled.indices.filter { isSettled[$0] }.map { Int32($0) }
    for id in queue { distances[Int(id)] = 0 }
    var next = 0
    while next < queue.count {
      let id = Int(queue[next])
      next += 1
      for source in before[Int(starts[id])..<Int(starts[id + 1])] where distances[Int(source)] == nil {
        distances[Int(source)] = (distances[id] ?? 0) + 1
        queue.append(source)
      }
    }
    return distances
  }
}
