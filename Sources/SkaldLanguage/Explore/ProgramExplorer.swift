import SkaldCore

/// Walks through a program breadth first, so that the first way to anything is the shortest.
///
/// It follows what can happen as the tables of the engine have it, and no second reading of the language: an answer, a
/// refusal, an outcome that stays unknown, and cancel or deadline wherever the point of no return is open. What the
/// expressions of a choice come to is not known, except that one and the same comes to one and the same.
package struct ProgramExplorer {
  /// More situations than these are not looked at: far more than a saga that people can read has.
  package static let situationsMax = 20_000

  /// A point of a path: what follows depends on nothing else.
  struct Situation: Hashable {
    var point = Point.running
    /// The nodes at which the saga and its branches stand, sorted.
    var tokens: [NodeID]
    /// The sub-sagas that began and were not undone.
    var subSagas: Set<SubSagaID> = []
    /// The state of each entity; nil after a move that its table does not have.
    var states: [String?]
    /// The pivots that succeeded, sorted.
    var pivots: [NodeID] = []
    /// The calls that are counted and whose effect stands, sorted.
    var effects: [NodeID] = []
    /// The calls that are counted and were undone with a part of the saga, sorted.
    var undone: [NodeID] = []
    /// What conditions that are asked more than once came to.
    var assumed: [String: Bool] = [:]
    /// The failures that led into alternatives which end with the same failure, by the region of the alternative.
    var caught: [RegionID?: String] = [:]

    var isPivotPassed: Bool { !pivots.isEmpty }

    /// Lets what stands at a node go on elsewhere.
    mutating func replace(_ node: NodeID, with others: [NodeID]) {
      if let index = tokens.firstIndex(of: node) { tokens.remove(at: index) }
      for other in others where !tokens.contains(other) { tokens.append(other) }
      tokens.sort()
    }
  }

  enum Point: Hashable {
    /// Before the nodes of its tokens.
    case running
    /// The turn to compensation happened.
    case compensating
    /// An end.
    case end(Exploration.OutcomeKind)
  }

  /// A situation with the way to it.
  private struct Visit {
    let situation: Situation
    let parent: Int?
    let label: String?
  }

  let program: SagaProgram
  let repeatedConditions: Set<String>
  let regions: RegionMap
  let forksWithSubSagas: [RegionMap.Place]
  /// The alternatives that end with the failure that led into them, where a scope asks for its code.
  let turningBack: Set<NodeID>
  let effects: EffectCoverage
  /// The forks that may give up a branch in which something is counted.
  let forksWithLosers: Set<NodeID>
  var exploration = Exploration()
  private let situationsMax: Int
  private var visits: [Visit] = []
  private var seen: Set<Situation> = []
  private var current = 0

  init(_ program: SagaProgram, _ effects: EffectCoverage, situationsMax: Int) {
    self.program = program
    self.effects = effects
    self.situationsMax = situationsMax
    repeatedConditions = Self.repeatedConditions(of: program)
    regions = RegionMap(program)
    forksWithSubSagas = program.nodes.enumerated().compactMap { index, node in
      guard case .fork(let fork) = node.instruction, case .saga = fork.body else { return nil }
      return RegionMap.Place(node: NodeID(index), fork: fork)
    }
    let regions = regions
    turningBack = Set(
      program.nodes.flatMap { $0.catches.map { $0.target } }.filter { target in
        regions.around(target).contains { !$0.place.fork.catches.isEmpty } && program.failsAgain(from: target)
      })
    forksWithLosers = Set(
      effects.counted.flatMap { regions.around($0) }.filter { $0.place.fork.givesUpBranches }.map { $0.place.node })
  }

  mutating func explore() {
    let hasMoves = program.entities.contains { $0.id != nil && !$0.states.isEmpty }
    guard hasMoves || !effects.isEmpty else { return }
    visit(Situation(tokens: [program.entry], states: program.entities.map { $0.initial }), parent: nil, nil)
    while current < visits.count {
      let situation = visits[current].situation
      switch situation.point {
      case .running: for node in tokensToFollow(situation) { follow(node, situation) }
      case .compensating: followUndo(situation)
      case .end(let kind): check(kind, situation)
      }
      current += 1
    }
  }

  /// Goes on from the situation at hand; `label` is the part of the story that leads there.
  mutating func go(_ situation: Situation, _ label: String?) {
    guard situation.isPivotPassed, !situation.effects.isEmpty else { return visit(situation, parent: current, label) }
    var settled = situation
    settled.effects.removeAll { !mayBeGivenUp($0, in: situation) }
    visit(settled, parent: current, label)
  }

  private mutating func visit(_ situation: Situation, parent: Int?, _ label: String?) {
    guard visits.count < situationsMax else {
      exploration.isComplete = false
      return
    }
    guard seen.insert(situation).inserted else { return }
    visits.append(Visit(situation: situation, parent: parent, label: label))
  }

  /// The story of the situation at hand.
  func story(_ label: String?) -> [String] {
    var lines = [label].compactMap { $0 }
    var index: Int? = current
    while let here = index {
      if let label = visits[here].label { lines.append(label) }
      index = visits[here].parent
    }
    return lines.reversed()
  }

  /// Moves entities, with a finding for each move that is not in the table.
  mutating func move(
    _ moves: [EntityMove], _ situation: inout Situation, _ label: String?, origin: (Int) -> Exploration.Origin
  ) {
    for (index, move) in moves.enumerated() {
      let entity = move.entity.index
      // An entity that sub-sagas alone move is theirs: each of them is looked at by itself.
      guard program.entities[entity].id != nil else { continue }
      guard let source = situation.states[entity] else {
        situation.states[entity] = move.state
        continue
      }
      let isLegal = program.entities[entity].allows(source, move.state)
      situation.states[entity] = isLegal ? move.state : nil
      if !isLegal { note(origin(index), move, from: source, label) }
    }
  }

  private mutating func note(_ written: Exploration.Origin, _ move: EntityMove, from source: String, _ label: String?) {
    let origin = recorded(written)
    if let index = exploration.illegalMoves.firstIndex(where: { $0.origin == origin }) {
      if !exploration.illegalMoves[index].sources.contains(source) {
        exploration.illegalMoves[index].sources.append(source)
      }
      return
    }
    exploration.illegalMoves.append(
      .init(origin: origin, entity: move.entity, sources: [source], target: move.state, path: story(label)))
  }

  /// The origin with the records of the saga instead of the program's steps, and a sub-saga's step for what is in it.
  private func recorded(_ origin: Exploration.Origin) -> Exploration.Origin {
    switch origin {
    case .outcome: origin
    case .dispatched(let step, let index):
      program.step(step).saga == nil ? .dispatched(recorded(step), index) : .part(recorded(caller(of: step)))
    case .succeeded(let step, let index):
      program.step(step).saga == nil ? .succeeded(recorded(step), index) : .part(recorded(caller(of: step)))
    case .part(let step): .part(recorded(program.step(step).saga == nil ? step : caller(of: step)))
    }
  }

  /// The saga's own step whose sub-saga a step belongs to.
  func caller(of step: StepID) -> StepID {
    var index = step.index
    while index > 0, program.steps[index].saga != nil { index -= 1 }
    return StepID(index)
  }

  /// The record of a step among those of the saga itself.
  func recorded(_ step: StepID) -> StepID {
    StepID(program.steps[..<step.index].count { $0.saga == nil })
  }

  private mutating func check(_ kind: Exploration.OutcomeKind, _ situation: Situation) {
    for (index, state) in situation.states.enumerated() {
      let id = EntityID(index)
      guard let state, program.entities[index].id != nil, !program.entities[index].isLast(state) else { continue }
      let isKnown = exploration.unfinishedEnds.contains { $0.kind == kind && $0.entity == id && $0.state == state }
      guard !isKnown else { continue }
      exploration.unfinishedEnds.append(.init(kind: kind, entity: id, state: state, path: story(nil)))
    }
  }

  private static func repeatedConditions(of program: SagaProgram) -> Set<String> {
    var once: Set<String> = []
    var repeated: Set<String> = []
    for case .branch(let branch) in program.nodes.lazy.map({ $0.instruction }) {
      for condition in branch.cases.map({ $0.condition.source }) where !once.insert(condition).inserted {
        repeated.insert(condition)
      }
    }
    return repeated
  }
}

extension Entity {
  /// Whether a state has none after it.
  fileprivate func isLast(_ state: String) -> Bool { states.contains { $0.name == state && $0.next.isEmpty } }
}
