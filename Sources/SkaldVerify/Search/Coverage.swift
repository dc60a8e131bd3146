import SkaldCore

/// Which parts of the programs some story came by, and what could not be computed.
struct Coverage: Sendable {
  /// The steps that were reached, by part.
  private(set) var steps: [Set<StepID>]
  /// The nodes whose expressions gave no value, by part.
  private(set) var failed: [Set<NodeID>]

  init(parts: Int) {
    steps = Array(repeating: [], count: parts)
    failed = Array(repeating: [], count: parts)
  }

  /// The titles of the steps that were not reached.
  func unreached(_ programs: [SagaProgram]) -> [String] {
    programs.enumerated().flatMap { part, program in
      program.steps.indices.filter { !steps[part].contains(StepID($0)) && program.isExecuted($0) }
        .map { program.steps[$0].title }
    }
  }

  /// Notes what a transition came by.
  mutating func note(_ commands: [Command], of part: Int, _ world: World) {
    for command in commands {
      guard case .record(let fact) = command else { continue }
      if let record = fact.record { steps[part].insert(record.step) }
      guard case .incidentOpened(let incident) = fact, incident.kind == "bad_expression",
        let instance = world.instances[part]
      else { continue }
      for frame in instance.state.frames where frame.phase == .running {
        if let position = frame.position { failed[part].insert(position) }
      }
    }
  }

  /// Takes up what another exploration came by.
  mutating func add(_ other: Coverage) {
    for part in steps.indices {
      steps[part].formUnion(other.steps[part])
      failed[part].formUnion(other.failed[part])
    }
  }

  /// What would lead further: values for what could not be computed, and the cases of choices that nothing led to.
  func assumptions(for program: SagaProgram, known: [Assumption]) -> [Assumption] {
    let uncomputed = failed[0].sorted().map { Assumption(node: $0, what: .computes) }.filter { !known.contains($0) }
    if !uncomputed.isEmpty { return known + uncomputed }
    guard let step = program.steps.indices.first(where: { !steps[0].contains(StepID($0)) && program.isExecuted($0) })
    else { return [] }
    return known.filter { $0.what == .computes } + program.way(to: StepID(step), reached: steps[0])
  }
}

extension Fact {
  /// The record that it is about, where that says that its step was reached.
  fileprivate var record: RecordID? {
    switch self {
    case .dispatched(let call): call.id.record
    case .succeeded(let id, _), .failed(let id, _, _, _), .waiting(let id, _), .entered(let id), .consumed(let id, _):
      id
    case .scheduled, .started, .answered, .retryPlanned, .skipped, .decided, .operated, .kept, .published, .moved,
      .undo,
      .status, .cancelRequested, .cancelRefused, .deadlineIgnored, .incidentOpened, .incidentClosed, .late, .adopted,
      .dropped, .superseded, .recovered:
      nil
    }
  }
}

extension SagaProgram {
  /// Whether an instruction belongs to a step.
  fileprivate func isExecuted(_ step: Int) -> Bool { place(of: StepID(step)) != nil }

  private func place(of step: StepID) -> NodeID? {
    nodes.indices.first { nodes[$0].instruction.step == step }.map { NodeID($0) }
  }

  /// The choices on the way from the entry to a step, each with the case that leads there.
  fileprivate func way(to step: StepID, reached: Set<StepID>) -> [Assumption] {
    guard var target = place(of: step) else { return [] }
    let map = RegionMap(self)
    var found: [Assumption] = []
    while true {
      let home = map.fork(of: target)
      found = choices(from: home.map { region($0.region).entry } ?? entry, to: target) + found
      guard let home else { return found }
      target = home.place.node
      // A list that was empty has items.
      if case .items(let place, _) = home.place.fork.body, !region(place).steps.contains(where: reached.contains) {
        found.insert(Assumption(node: target, what: .computes), at: 0)
      }
    }
  }

  /// The choices on a way within one region.
  private func choices(from source: NodeID, to target: NodeID) -> [Assumption] {
    var before: [Int: (node: NodeID, assumption: Assumption?)] = [:]
    var queue = [source]
    var next = 0
    var seen: Set<Int> = [source.index]
    while next < queue.count {
      let id = queue[next]
      next += 1
      if id == target { break }
      var ways: [(NodeID, Assumption?)] = []
      if case .branch(let branch) = node(id).instruction {
        ways = branch.cases.enumerated().map { ($1.target, Assumption(node: id, what: .takes($0))) }
        ways.append((branch.otherwise, Assumption(node: id, what: .takes(branch.cases.count))))
      } else {
        ways = node(id).successors.map { ($0, nil) }
      }
      for (follower, assumption) in ways where seen.insert(follower.index).inserted {
        before[follower.index] = (id, assumption)
        queue.append(follower)
      }
    }
    var found: [Assumption] = []
    var place = target
    while let (node, assumption) = before[place.index] {
      if let assumption { found.insert(assumption, at: 0) }
      place = node
    }
    return found
  }
}
