import SkaldCore

/// What an exploration found.
public struct VerifyReport: Sendable {
  /// One way in which the saga can end, or wait for a person.
  public struct End: Sendable {
    /// The status; `stuck` where a person has to act.
    public let status: String
    /// The code of the failure, or the kind of the incident; empty where there is none.
    public let code: String
    /// The step at fault; empty where there is none.
    public let step: String
    /// The shortest story that leads there.
    public let story: Story
  }

  /// Something that must never be, and can be.
  public struct Counterexample: Sendable {
    /// What does not hold.
    public let property: Property
    /// The step at fault; empty for the whole saga.
    public let step: String
    /// What is wrong, where the property does not say all.
    public let detail: String
    /// The shortest story that leads there.
    public let story: Story
  }

  /// The saga, or the choreography.
  public let definition: String
  /// How many different states there are.
  public private(set) var states: Int
  /// How many moves were made.
  public private(set) var transitions: Int
  /// How many moves the longest story had that was looked at.
  public private(set) var depth: Int
  /// How far it was to go.
  public let bounds: VerifyBounds
  /// With how many faults every story was looked at; nil where not even those without a fault were.
  public private(set) var completeFaults: Int?
  /// How many parts of wide forks were explored one after the other; 1 where the saga was explored as a whole.
  public internal(set) var slices = 1
  /// Whether some values of inputs and results were not tried in every combination.
  public let areValuesPartial: Bool
  /// Whether a loop without a limit was followed for some of its rounds only.
  public private(set) var areLoopsCut: Bool
  /// How many moves it takes at most to an end, once nothing goes wrong any more.
  public private(set) var movesToEnd: Int
  /// The ways in which it can end.
  public private(set) var ends: [End]
  /// What must never be, and can be.
  public private(set) var counterexamples: [Counterexample]
  /// What was taken for granted, because no made-up value led there.
  public private(set) var assumptions: [String]
  /// What the stories came by.
  private(set) var coverage: Coverage
  /// What was explored.
  let programs: [SagaProgram]

  init(_ exploration: Exploration, asked: VerifyBounds) {
    let model = exploration.model
    let teller = Teller(model: model)
    func story(_ id: Int32) -> Story {
      let path = exploration.moves(to: id)
      return teller.story(model.inputs[path.input], path.moves)
    }
    definition = model.parts.first.map { $0.program.participation?.choreography ?? $0.program.name } ?? ""
    states = exploration.states
    transitions = exploration.transitions
    depth = exploration.depth
    bounds = asked
    completeFaults = exploration.isCut ? nil : model.bounds.faults
    areValuesPartial = model.isPartial
    areLoopsCut = exploration.found.cutsLoops
    movesToEnd = exploration.movesToEnd
    coverage = exploration.coverage
    programs = model.originals
    assumptions = model.assumptions.compactMap { $0.text(model.originals[0]) }
    ends =
      exploration.found.ends.map {
        End(status: $0.end.status, code: $0.end.code, step: $0.end.step, story: story($0.id))
      }
      + exploration.found.turns.map { turn in
        let path = exploration.moves(to: turn.parent, then: turn.move)
        let story = teller.story(model.inputs[path.input], path.moves)
        return End(status: path.status, code: turn.end.code, step: turn.end.step, story: story)
      }
    counterexamples = exploration.found.violations.map { violation, id in
      let place = violation.place
      let step = place.map { model.part($0).program.step($0.record.step).title } ?? ""
      return Counterexample(property: violation.property, step: step, detail: violation.detail, story: story(id))
    }
  }
}

extension VerifyReport {
  /// Whether every story within the bounds was looked at.
  public var isComplete: Bool { completeFaults == bounds.faults }

  /// The names of the steps that no story came by.
  public var unreached: [String] { coverage.unreached(programs) }

  /// Takes up what the same exploration found with one more fault.
  mutating func deepen(_ deeper: VerifyReport) {
    var report = deeper
    report.completeFaults = deeper.completeFaults ?? completeFaults
    report.addFindings(of: self)
    self = report
  }

  /// Takes up what another exploration of the same saga found: of each kind the shorter story.
  mutating func add(_ other: VerifyReport) {
    states += other.states
    transitions += other.transitions
    depth = max(depth, other.depth)
    completeFaults = completeFaults.flatMap { mine in other.completeFaults.map { min(mine, $0) } }
    movesToEnd = max(movesToEnd, other.movesToEnd)
    areLoopsCut = areLoopsCut || other.areLoopsCut
    coverage.add(other.coverage)
    for assumption in other.assumptions where !assumptions.contains(assumption) { assumptions.append(assumption) }
    addFindings(of: other)
  }

  /// A saga that cannot end, and one that nobody can bring to an end, are one fault told twice.
  private mutating func keepShorterDeadlock() {
    let deadlocks = counterexamples.filter { [.strandedSaga, .endlessStory].contains($0.property) }
    guard let shortest = deadlocks.map(\.story.length).min(), deadlocks.count > 1 else { return }
    let kept = deadlocks.first { $0.story.length == shortest }?.property
    counterexamples.removeAll { [.strandedSaga, .endlessStory].contains($0.property) && $0.property != kept }
  }

  private mutating func addFindings(of other: VerifyReport) {
    for end in other.ends {
      let index = ends.firstIndex { ($0.status, $0.code, $0.step) == (end.status, end.code, end.step) }
      guard let index else {
        ends.append(end)
        continue
      }
      if end.story.length < ends[index].story.length { ends[index] = end }
    }
    for example in other.counterexamples {
      let index = counterexamples.firstIndex { $0.property == example.property && $0.step == example.step }
      guard let index else {
        counterexamples.append(example)
        continue
      }
      if example.story.length < counterexamples[index].story.length { counterexamples[index] = example }
    }
    keepShorterDeadlock()
  }
}
