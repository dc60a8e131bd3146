public import JSONSchema
import SkaldValue

/// A part of the program that runs as one: a branch, the body of a loop, a scope, a sub-saga.
///
/// It begins at ``entry`` and ends at a ``Instruction/join``. Its steps stand side by side in
/// ``SagaProgram/steps``, so that a round of a loop can have records of its own for them.
public struct Region: Sendable, Hashable, Codable {
  /// The name of a branch; empty for others.
  public var name: String
  /// The first node.
  public var entry: NodeID
  /// The first step inside.
  public var firstStep: StepID
  /// How many steps are inside, those of regions inside included.
  public var stepCount: Int

  /// Makes a region.
  public init(name: String = "", entry: NodeID, firstStep: StepID, stepCount: Int) {
    self.name = name
    self.entry = entry
    self.firstStep = firstStep
    self.stepCount = stepCount
  }

  /// The steps inside.
  public var steps: [StepID] { (firstStep.index..<firstStep.index + stepCount).map { StepID($0) } }

  /// Whether a step is inside.
  public func contains(_ step: StepID) -> Bool {
    step.index >= firstStep.index && step.index < firstStep.index + stepCount
  }
}

/// Runs regions, and goes on once enough of them came to their end.
public struct Fork: Sendable, Hashable, Codable {
  /// What runs.
  public enum Body: Sendable, Hashable, Codable {
    /// Branches side by side; `need` of them must succeed, and the others are then undone.
    case branches([RegionID], need: Int)
    /// One region for every item of a list.
    case items(RegionID, Items)
    /// One region again and again.
    case rounds(RegionID, Rounds)
    /// A part that is undone as one where an alternative catches its failure.
    case scope(RegionID)
    /// Another saga, as a part of this one.
    case saga(RegionID, SubSagaID)
    /// One region for every event that brings a reaction of a participant about.
    indirect case reactions(Participation)
  }

  /// The items of a list.
  public struct Items: Sendable, Hashable, Codable {
    /// The list.
    public var list: ProgramExpression
    /// What tells an item from the others, in idempotency keys; nil takes its place in the list.
    public var key: ProgramExpression?
    /// How many items run at a time.
    public var atMost: Int
    /// The shape of an item.
    public var element: Schema
    /// Makes items.
    public init(list: ProgramExpression, key: ProgramExpression? = nil, atMost: Int, element: Schema = .any) {
      self.list = list
      self.key = key
      self.atMost = atMost
      self.element = element
    }
  }

  /// The rounds of a loop.
  public struct Rounds: Sendable, Hashable, Codable {
    /// The loop ends once this holds behind a round.
    public var until: ProgramExpression
    /// The time between two rounds; nil goes on at once.
    public var every: Template?
    /// How many rounds; one more is the failure ``Failure/roundsUsedUp``. Nil for no limit.
    public var atMost: Int?
    /// Makes rounds.
    public init(until: ProgramExpression, every: Template? = nil, atMost: Int? = nil) {
      self.until = until
      self.every = every
      self.atMost = atMost
    }
  }

  /// The record of the whole.
  public var step: StepID
  /// What runs.
  public var body: Body
  /// Alternatives for failures inside, in order: what the regions did is undone first.
  public var catches: [Catch]

  /// Makes a fork.
  public init(step: StepID, body: Body, catches: [Catch] = []) {
    self.step = step
    self.body = body
    self.catches = catches
  }

  /// The regions.
  public var regions: [RegionID] {
    switch body {
    case .branches(let regions, _): regions
    case .items(let region, _), .rounds(let region, _), .scope(let region), .saga(let region, _): [region]
    case .reactions(let part): part.reactions.map { $0.region }
    }
  }
}

/// A saga that runs as a part of another: its steps, its states and its undo are part of the same instance.
public struct SubSaga: Sendable, Hashable, Codable {
  /// Which entity the sub-saga moves: the table, and an expression over its own input.
  public struct EntityUse: Sendable, Hashable, Codable {
    /// The entity.
    public var entity: EntityID
    /// Which one.
    public var id: Template
    /// Makes a use.
    public init(entity: EntityID, id: Template) {
      self.entity = entity
      self.id = id
    }
  }

  /// The definition's name.
  public var name: String
  /// The definition's version.
  public var version: Int
  /// The shape of its input.
  public var input: Schema
  /// Its input, an expression over the names of the saga that calls it.
  public var arguments: Template
  /// Its business key, an expression over its own input.
  public var key: Template?
  /// The entities whose states it moves.
  public var entities: [EntityUse]
  /// What its ends and its turn to compensation bring about.
  public var outcome: Outcome
  /// Its result, an expression over its own names.
  public var output: Template?
  /// The policy whose timeout is its deadline; nil for none.
  public var deadline: PolicyID?

  /// Makes a sub-saga.
  public init(
    name: String, version: Int, input: Schema, arguments: Template, key: Template? = nil, entities: [EntityUse] = [],
    outcome: Outcome = Outcome(), output: Template? = nil, deadline: PolicyID? = nil
  ) {
    self.name = name
    self.version = version
    self.input = input
    self.arguments = arguments
    self.key = key
    self.entities = entities
    self.outcome = outcome
    self.output = output
    self.deadline = deadline
  }
}
