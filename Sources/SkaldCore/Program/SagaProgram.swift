public import JSONSchema
import SkaldValue

/// A saga as the interpreter runs it: a closed set of instructions over a state graph.
///
/// Lint, graph, verification, tests and every engine use this one form and nothing else. Nodes, steps, operations,
/// events and entities refer to each other by their place in these tables.
public struct SagaProgram: Sendable, Hashable, Codable {
  /// The version of this form; a change that old readers misread raises it.
  public static let formVersion = 1

  /// The form's version with which this program was made.
  public var form = SagaProgram.formVersion
  /// The definition's name.
  public var name: String
  /// The definition's version, as its author counts.
  public var version: Int
  /// The shape of the input.
  public var input: Schema
  /// The business key; without one the caller may give it.
  public var key: Template?
  /// The event that starts an instance, besides the API and the command line.
  public var startedBy: EventTypeID?
  /// The entities whose states the saga moves.
  public var entities: [Entity]
  /// The operations that are called, of the action or of an undo.
  public var operations: [Operation]
  /// The event types that are awaited or emitted.
  public var events: [EventType]
  /// Everything that has a name and a record of its own, in the order of the file.
  public var steps: [Step]
  /// The instructions; ``entry`` is executed first.
  public var nodes: [Node]
  /// The parts that run as one: branches, bodies of loops, scopes, sub-sagas.
  public var regions: [Region]
  /// The sagas that run as parts of this one.
  public var subSagas: [SubSaga]
  /// The first node.
  public var entry: NodeID
  /// What the ends and the turn to compensation bring about.
  public var outcome: Outcome
  /// The result of a completed instance.
  public var output: Template?
  /// What may change for running instances: policies of retry and time. Not part of the identity.
  public var tuning: Tuning

  /// Makes a program from its tables.
  public init(
    name: String, version: Int, input: Schema, key: Template?, startedBy: EventTypeID?, entities: [Entity],
    operations: [Operation], events: [EventType], steps: [Step], nodes: [Node], regions: [Region] = [],
    subSagas: [SubSaga] = [], entry: NodeID, outcome: Outcome, output: Template?, tuning: Tuning
  ) {
    self.name = name
    self.version = version
    self.input = input
    self.key = key
    self.startedBy = startedBy
    self.entities = entities
    self.operations = operations
    self.events = events
    self.steps = steps
    self.nodes = nodes
    self.regions = regions
    self.subSagas = subSagas
    self.entry = entry
    self.outcome = outcome
    self.output = output
    self.tuning = tuning
  }
}

extension SagaProgram {
  /// The node of an id.
  public func node(_ id: NodeID) -> Node { nodes[id.index] }
  /// The step of an id.
  public func step(_ id: StepID) -> Step { steps[id.index] }
  /// The region of an id.
  public func region(_ id: RegionID) -> Region { regions[id.index] }
  /// The sub-saga of an id.
  public func subSaga(_ id: SubSagaID) -> SubSaga { subSagas[id.index] }
  /// The operation of an id.
  public func operation(_ id: OperationID) -> Operation { operations[id.index] }
  /// The event type of an id.
  public func event(_ id: EventTypeID) -> EventType { events[id.index] }
  /// The policy of an id.
  public func policy(_ id: PolicyID) -> CallPolicy { tuning.policies[id.index] }
}

/// Something that has a name and a record of its own: a call, a wait, a timer, a value.
public struct Step: Sendable, Hashable, Codable {
  /// The name by which expressions and people call it.
  public var name: String
  /// The names from the outermost construct to this step, joined by `/`; part of idempotency keys.
  public var path: String
  /// The sub-saga whose names it belongs to; nil for the saga's own.
  public var saga: SubSagaID?

  /// What people call it: its name; in a sub-saga the whole path, since its name may occur elsewhere.
  public var title: String { saga == nil ? name : path }

  /// Makes a step.
  public init(name: String, path: String, saga: SubSagaID? = nil) {
    self.name = name
    self.path = path
    self.saga = saga
  }
}

/// What the ends of an instance, and its turn to compensation, bring about in their commits.
public struct Outcome: Sendable, Hashable, Codable {
  /// State moves and events of one outcome.
  public struct Effects: Sendable, Hashable, Codable {
    /// The entity moves, in order.
    public var moves: [EntityMove]
    /// The events, in order.
    public var emissions: [Emission]
    /// Makes effects.
    public init(moves: [EntityMove] = [], emissions: [Emission] = []) {
      self.moves = moves
      self.emissions = emissions
    }
  }

  /// With the end `completed`.
  public var completed: Effects
  /// With the turn to compensation, also when nothing has to be undone.
  public var compensating: Effects
  /// With the end `compensated`.
  public var compensated: Effects
  /// When an operator must act.
  public var stuck: Effects

  /// Makes an outcome.
  public init(
    completed: Effects = .init(), compensating: Effects = .init(), compensated: Effects = .init(),
    stuck: Effects = .init()
  ) {
    self.completed = completed
    self.compensating = compensating
    self.compensated = compensated
    self.stuck = stuck
  }
}
