import SkaldCore
import SkaldValue

/// Visits every world that the bounds allow, those after fewer moves first: the first story that breaks a property is
/// the shortest one.
struct Explorer {
  /// A world whose moves were not looked at yet.
  private struct Entry: Sendable {
    let id: Int32
    let world: World
  }

  /// What a move leads to.
  private struct Candidate: Sendable {
    /// The place of the move among those of its world.
    let move: Int
    let isFair: Bool
    let mark: Int
    let faults: Int
    let isStuck: Bool
    /// Whether and why a saga turns back with it.
    let turns: [Findings.End]
    /// The world itself, with what led there; nil where it was known before: most moves lead to such worlds.
    let fresh: Moment?
  }

  /// How many worlds are looked at in one go, and how many of them by one task.
  private static let batch = (worlds: 512, tasks: 4)

  let model: Model
  private var table = Table()
  private(set) var found = Findings()
  private var coverage: Coverage
  private var transitions = 0

  init(_ model: Model) {
    self.model = model
    coverage = Coverage(parts: model.parts.count)
  }

  /// Explores.
  /// - Parameter mayGoOn: Asked now and then; false ends the exploration where it stands.
  mutating func run(while mayGoOn: @Sendable () -> Bool) async -> Exploration {
    var frontier = begin()
    var depth = 0
    var isCut = false
    while !frontier.isEmpty {
      guard depth < model.bounds.moves, table.count < model.bounds.states, mayGoOn() else {
        isCut = true
        break
      }
      var next: [Entry] = []
      for start in stride(from: 0, to: frontier.count, by: Self.batch.worlds) {
        let batch = frontier[start..<min(start + Self.batch.worlds, frontier.count)]
        for (entry, candidates) in zip(batch, await expand(Array(batch))) { take(candidates, of: entry, &next) }
        guard table.count < model.bounds.states, mayGoOn() else {
          isCut = true
          settle(frontier[min(start + Self.batch.worlds, frontier.count)...])
          break
        }
      }
      frontier = next
      depth += 1
      if isCut { break }
    }
    settle(frontier[...])
    return finish(depth: depth, isCut: isCut)
  }

  private mutating func begin() -> [Entry] {
    var entries: [Entry] = []
    for (index, input) in model.inputs.enumerated() {
      let step = World.beginning(input, model)
      for act in step.acts { coverage.note(act.commands, of: act.part, step.world) }
      let (id, isNew) = table.take(step.world.mark(model), parent: -1, move: index, faults: 0, isStuck: false)
      if step.world.hasNoValue(model) {
        table.isSettled[Int(id)] = true
      } else if isNew {
        entries.append(Entry(id: id, world: step.world))
      }
    }
    return entries
  }

  /// Nobody looks any further.
  private mutating func settle(_ entries: ArraySlice<Entry>) {
    for entry in entries { table.isSettled[Int(entry.id)] = true }
  }

  private func expand(_ batch: [Entry]) async -> [[Candidate]] {
    let size = max(1, (batch.count + Self.batch.tasks - 1) / Self.batch.tasks)
    let (model, table) = (model, table)
    guard batch.count > Self.batch.tasks * 4 else { return batch.map { Self.candidates($0, model, table) } }
    return await withTaskGroup(of: (Int, [[Candidate]]).self) { group in
      for start in stride(from: 0, to: batch.count, by: size) {
        let part = batch[start..<min(start + size, batch.count)]
        group.addTask { (start, part.map { Self.candidates($0, model, table) }) }
      }
      var parts: [(Int, [[Candidate]])] = []
      for await part in group { parts.append(part) }
      return parts.sorted { $0.0 < $1.0 }.flatMap { $0.1 }
    }
  }

  private static func candidates(_ entry: Entry, _ model: Model, _ table: Table) -> [Candidate] {
    let moves = entry.world.moves(model, mayFail: entry.world.faults < model.bounds.faults)
    return moves.enumerated().map { index, move in
      var step = entry.world.after(move, model)
      let (mark, faults) = (step.world.mark(model), step.world.faults)
      let isKnown = table.knows(mark, faults: faults)
      if !isKnown { step.violation = step.violation ?? step.world.violation(model) }
      return Candidate(
        move: index, isFair: move.isFair, mark: mark, faults: faults, isStuck: step.world.isStuck,
        turns: step.acts.flatMap { Findings.turns($0.commands) }, fresh: isKnown ? nil : step)
    }
  }

  private mutating func take(_ candidates: [Candidate], of entry: Entry, _ next: inout [Entry]) {
    transitions += candidates.count
    if entry.world.isOver {
      table.isSettled[Int(entry.id)] = true
      found.note(endOf: entry.world, entry.id, model)
    } else if !candidates.contains(where: { $0.isFair }), !entry.world.isStuck {
      table.isSettled[Int(entry.id)] = true
      found.note(Violation(model.isFlow ? .eventLost : .deadEnd, nil), entry.id)
    }
    for candidate in candidates {
      for turn in candidate.turns { found.note(turn: turn, entry.id, move: candidate.move) }
      let (id, isNew) = table.take(
        candidate.mark, parent: entry.id, move: candidate.move, faults: candidate.faults, isStuck: candidate.isStuck)
      if candidate.isFair { table.connect(entry.id, id) }
      if isNew, let step = candidate.fresh { takeUp(step, id, &next) }
    }
  }

  /// Takes up a world that nothing led to before.
  private mutating func takeUp(_ step: Moment, _ id: Int32, _ next: inout [Entry]) {
    for act in step.acts { coverage.note(act.commands, of: act.part, step.world) }
    if step.world.hasNoValue(model) {
      // The value that was made up is to blame, not the saga: another exploration assumes one.
      table.isSettled[Int(id)] = true
      return
    }
    found.note(stuck: step.world, id, model)
    if let violation = step.violation {
      // What follows from a broken world says nothing new.
      table.isSettled[Int(id)] = true
      found.note(violation, id)
    } else if step.world.goesRound {
      table.isSettled[Int(id)] = true
      found.cutsLoops = true
    } else {
      next.append(Entry(id: id, world: step.world))
    }
  }

  /// Looks for worlds from which no end can be reached.
  private mutating func finish(depth: Int, isCut: Bool) -> Exploration {
    let distances = table.distances()
    let longest = distances.lazy.compactMap { $0 }.max() ?? 0
    let lost = distances.indices.filter { distances[$0] == nil }
    // What leads to a state that only a person's decision ends is no loop of its own.
    if let first = lost.first {
      let stranded = lost.first { table.isStuck[$0] && table.depths[$0] == table.depths[first] }
      found.note(Violation(stranded == nil ? .endlessStory : .strandedSaga, nil), Int32(stranded ?? first))
    }
    return Exploration(
      model: model, table: table, distances: distances, found: found, coverage: coverage, transitions: transitions,
      depth: depth,
      isCut: isCut,
      movesToEnd: Int(longest))
  }
}
