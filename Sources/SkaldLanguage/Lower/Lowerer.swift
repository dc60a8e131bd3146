import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// Turns a bound saga into a program.
///
/// A node is reserved before what leads to it is emitted, and gets its place when it is emitted itself, so that the
/// program's nodes stand in the order of the file.
package struct Lowerer {
  var nodes: [Node] = []
  var places: [SourceRange] = []
  /// The place of a reserved node; nil until it is emitted.
  private var positions: [Int?] = []
  var operations: [SkaldCore.Operation] = []
  var concurrency: [OperationConcurrency] = []
  var events: [EventType] = []
  var policies: [CallPolicy] = []
  var entities: [Entity] = []
  var steps: [Step] = []
  var stepPlaces: [SourceRange] = []
  var regions: [Region] = []
  var subSagas: [SubSaga] = []
  /// Sub-sagas whose instructions are still to be added.
  var waiting: [Int: (context: LoweringContext, entry: NodeID)] = [:]
  var allocations: [Allocation] = []
  var context = LoweringContext()
  /// The sagas that can run as parts of this one.
  let sagas: [BoundSaga]
  /// Whether every part had a form; a part without one was reported as an error before.
  var isComplete = true

  /// The program of a saga and its places; nil where the saga has errors.
  /// - Parameter sagas: The sagas of the project, of which some may run as parts of this one.
  package static func lower(
    _ saga: BoundSaga, among sagas: [BoundSaga] = []
  ) -> (program: SagaProgram, debug: DebugInfo)? {
    var lowerer = Lowerer(sagas: sagas)
    return lowerer.program(of: saga)
  }

  init(sagas: [BoundSaga]) { self.sagas = sagas }

  /// Notes that a part has no form; it was reported as an error before.
  package mutating func giveUp() { isComplete = false }

  /// Reserves a node that is emitted later.
  package mutating func reserve() -> NodeID {
    positions.append(nil)
    return NodeID(positions.count - 1)
  }

  /// Gives a reserved node its instruction.
  package mutating func emit(_ node: Node, at id: NodeID, from place: SourceRange) {
    positions[id.index] = nodes.count
    nodes.append(node)
    places.append(context.place ?? place)
  }

  /// Adds the instructions of a list of steps, from a node on.
  package mutating func lower(_ steps: [BoundStep], at entry: NodeID, next: NodeID) {
    var at = entry
    for (index, step) in steps.enumerated() {
      let following = index == steps.count - 1 ? next : reserve()
      step.body.lower(step, at: at, next: following, into: &self)
      at = following
    }
  }

  private mutating func program(of saga: BoundSaga) -> (program: SagaProgram, debug: DebugInfo)? {
    guard allocate(saga, prefix: "", nil, place: nil, callers: []) != nil else { return nil }
    let startedBy = saga.startedBy.flatMap { event($0) }
    context.entities = saga.entities.map { entity($0, id: $0.key.map { template($0) }) }
    let end = reserve()
    let entry = saga.steps.isEmpty ? end : reserve()
    if !saga.steps.isEmpty { lower(saga.steps, at: entry, next: end) }
    emit(Node(.finish), at: end, from: saga.syntax.range)
    let outcome = outcome(saga.outcome)
    let key = saga.syntax.key.map { template($0) }
    let output = saga.syntax.output.map { template($0) }
    guard isComplete, let resolved = resolvedNodes(), let first = position(of: entry) else { return nil }
    let program = SagaProgram(
      name: saga.name, version: saga.version, input: saga.inputType, key: key, startedBy: startedBy,
      entities: entities, operations: operations, events: events, steps: steps, nodes: resolved,
      regions: resolvedRegions, subSagas: subSagas, entry: first, outcome: outcome, output: output,
      tuning: Tuning(
        policies: policies, deadline: saga.syntax.deadline?.value,
        concurrency: concurrency.isEmpty ? nil : concurrency, lockWaits: lockWaits(saga),
        labels: saga.syntax.labels.isEmpty ? nil : saga.syntax.labels))
    return (program, DebugInfo(file: saga.file, nodes: places, steps: stepPlaces))
  }

  /// What the saga's own entities say of starts that find them held.
  private func lockWaits(_ saga: BoundSaga) -> [LockWait]? {
    let waits = saga.entities.compactMap { entity in
      guard case .wait(let length) = entity.declaration.whenLocked?.value else { return LockWait?.none }
      return LockWait(entity.name, length)
    }
    return waits.isEmpty ? nil : waits
  }

  mutating func outcome(_ outcome: BoundOutcome) -> Outcome {
    Outcome(
      completed: effects(outcome.completed), compensating: effects(outcome.compensating),
      compensated: effects(outcome.compensated), stuck: effects(outcome.stuck))
  }

  private mutating func effects(_ effects: BoundOutcome.Effects) -> Outcome.Effects {
    Outcome.Effects(moves: effects.moves.map { move($0) }, emissions: emissions(effects.emissions))
  }

  func position(of id: NodeID) -> NodeID? { positions[id.index].map { NodeID($0) } }

  /// The regions with places instead of reservations.
  var resolvedRegions: [Region] {
    regions.map { region in
      var region = region
      region.entry = position(of: region.entry) ?? region.entry
      return region
    }
  }

  /// The nodes with places instead of reservations.
  func resolvedNodes() -> [Node]? {
    var resolved: [Node] = []
    resolved.reserveCapacity(nodes.count)
    for node in nodes {
      guard let node = node.mapped({ position(of: $0) }) else { return nil }
      resolved.append(node)
    }
    return resolved
  }
}

extension Lowerer {
  /// The place of an operation in the program's table; nil where it was not resolved.
  package mutating func operation(_ operation: BoundOperation?) -> OperationID? {
    guard let operation else {
      isComplete = false
      return nil
    }
    if let index = operations.firstIndex(where: { $0.name == operation.name }) { return OperationID(index) }
    operations.append(operation.lowered)
    let id = OperationID(operations.count - 1)
    if let calls = operation.declaration?.concurrency?.value { concurrency.append(.init(id, calls)) }
    return id
  }

  /// The place of an entity in the program's table; sagas that move entities of one name share its table.
  mutating func entity(_ entity: BoundEntity, id: Template?) -> EntityID {
    if let index = entities.firstIndex(where: { $0.name == entity.name }) { return EntityID(index) }
    entities.append(
      Entity(
        name: entity.name, id: id, initial: entity.declaration.starts?.value ?? "",
        states: entity.declaration.states.map { .init(name: $0.name.value, next: $0.next.map { $0.value }) },
        locked: entity.declaration.locked.map { $0.value }))
    return EntityID(entities.count - 1)
  }

  /// A move as programs hold it.
  package func move(_ move: BoundMove) -> EntityMove {
    EntityMove(entity: context.entities[move.entity.index], state: move.state.value)
  }

  /// The place of an event in the program's table; nil where it was not resolved.
  package mutating func event(_ event: BoundEvent?) -> EventTypeID? {
    guard let event else {
      isComplete = false
      return nil
    }
    if let index = events.firstIndex(where: { $0.name == event.name }) { return EventTypeID(index) }
    events.append(event.lowered)
    return EventTypeID(events.count - 1)
  }

  /// A place in the tuning for a policy. Each use has one of its own, so that a change of one policy moves no other.
  package mutating func policy(_ policy: CallPolicy) -> PolicyID {
    policies.append(policy)
    return PolicyID(policies.count - 1)
  }

  /// A value; null, and no program, where an expression in it did not parse.
  package mutating func template(_ value: ValueSyntax) -> Template {
    if let template = value.template { return template }
    isComplete = false
    return .literal(.null)
  }

  /// An expression; nil where none is written, and no program where it did not parse.
  package mutating func expression(_ syntax: ExpressionSyntax?) -> ProgramExpression? {
    guard let syntax else { return nil }
    if syntax.lowered == nil { isComplete = false }
    return syntax.lowered
  }

  /// Fields; no program where a field that must be there has no source, or an expression did not parse.
  package mutating func fields(_ fields: [BoundField]) -> Template {
    for field in fields {
      if case .written = field.source, field.template == nil { isComplete = false }
    }
    return fields.template
  }

  /// Events with their data.
  package mutating func emissions(_ emissions: [BoundEmission]) -> [Emission] {
    var lowered: [Emission] = []
    for emission in emissions {
      let data = fields(emission.fields)
      if let id = event(emission.event) { lowered.append(Emission(event: id, data: data)) }
    }
    return lowered
  }
}
