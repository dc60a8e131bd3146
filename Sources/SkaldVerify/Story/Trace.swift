public import SkaldValue

/// A story as it is kept in a file: enough to tell it again, with the definition as it is then.
public struct Trace: Sendable, Hashable {
  /// The saga, or the choreography.
  public let definition: String
  /// The code of the property that does not hold; empty where the story is a good one.
  public let property: String
  /// The input, or the data of the event that begins the flow.
  public let input: JSON
  /// The moves.
  public let moves: [String]
  /// What is taken for granted.
  public let assumptions: [String]

  /// The version of the form in which traces are kept.
  private static let version: JSON = 1

  /// Keeps a story.
  /// - Parameter property: The code of the property that it breaks; empty where it breaks none.
  public init(_ story: Story, property: String = "") {
    definition = story.definition
    self.property = property
    input = story.input
    moves = story.moves
    assumptions = story.assumptions
  }

  /// Reads a trace.
  /// - Returns: nil where the value is none.
  public init?(_ json: JSON) {
    guard json["trace"] == Self.version, let definition = json["definition"]?.string, let input = json["input"],
      let moves = json["moves"]?.array, let assumptions = json["assumptions"]?.array
    else { return nil }
    self.definition = definition
    property = json["property"]?.string ?? ""
    self.input = input
    self.moves = moves.compactMap { $0.string }
    self.assumptions = assumptions.compactMap { $0.string }
    guard self.moves.count == moves.count, self.assumptions.count == assumptions.count else { return nil }
  }

  /// The trace as a value.
  public var json: JSON {
    [
      "trace": Self.version, "definition": .string(definition), "property": .string(property), "input": input,
      "assumptions": .array(assumptions.map { .string($0) }), "moves": .array(moves.map { .string($0) }),
    ]
  }
}

/// What a trace leads to, told again.
public struct Replay: Sendable {
  /// The story, as far as the definition still tells it.
  public let story: Story
  /// The move that the definition does not allow any more; nil where all were made.
  public let missing: String?
  /// What must never be, and is; nil where every property holds.
  public let violation: Property?
}

extension Verification {
  /// Tells a story again.
  ///
  /// Each event is taken up twice, and must lead to the same state and the same calls (``Property/unrepeatable``).
  public func replay(_ trace: Trace) -> Replay {
    let assumptions = trace.assumptions.compactMap { Assumption(token: $0) }
    let model = Model(programs, bounds, assumptions: assumptions, services: services)
    var world = World.beginning(trace.input, model).world
    var moves: [Move] = []
    var violation: Property?
    var missing: String?
    for token in trace.moves {
      guard let move = world.moves(model, mayFail: true).first(where: { $0.token(model) == token }) else {
        missing = token
        break
      }
      let (step, again) = (world.after(move, model), world.after(move, model))
      if step.world != again.world { violation = violation ?? .unrepeatable }
      violation = violation ?? (step.violation ?? step.world.violation(model))?.property
      moves.append(move)
      world = step.world
    }
    return Replay(story: Teller(model: model).story(trace.input, moves), missing: missing, violation: violation)
  }
}
