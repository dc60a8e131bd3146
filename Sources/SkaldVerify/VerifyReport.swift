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
  public let states: Int
  /// How many moves were made.
  public let transitions: Int
  /// How many moves the longest story had that was looked at.
  public let depth: Int
  /// How far it was to go.
  public let bounds: VerifyBounds
  /// Whether every story within the bounds was looked at.
  public let isComplete: Bool
  /// Whether some values of inputs and results were not tried in every combination.
  public let areValuesPartial: Bool
  /// How many moves it takes at most to an end, once nothing goes wrong any more.
  public let movesToEnd: Int
  /// The ways in which it can end.
  public let ends: [End]
  /// What must never be, and can be.
  public let counterexamples: [Counterexample]

  init(_ exploration: Exploration) {
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
    bounds = model.bounds
    isComplete = !exploration.isCut
    areValuesPartial = model.isPartial
    movesToEnd = exploration.movesToEnd
    ends = exploration.found.ends.map { End(status: $0.end.status, code: $0.end.code, step: $0.end.step, story: story($0.id)) }
    counterexamples = exploration.found.violations.map { violation, id in
      let place = violation.place
      let step = place.map { model.part($0).program.step($0.record.step).title } ?? ""
      return Counterexample(property: violation.property, step: step, detail: violation.detail, story: story(id))
    }
  }
}
