import CEL
import JSONSchema
package import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// A participant of a choreography as a program.
package struct LoweredParticipant: Sendable {
  /// Its name.
  package let name: String
  /// The program.
  package let program: SagaProgram
  /// Where its parts stand.
  package let debug: DebugInfo
}

extension Lowerer {
  /// The programs of a choreography, one for each participant, in the order of the file; nil where it has errors.
  package static func lower(_ flow: BoundChoreography) -> [LoweredParticipant]? {
    var found: [LoweredParticipant] = []
    for participant in flow.syntax.participants {
      var lowerer = Lowerer(sagas: [])
      let name = participant.name.value
      guard let (program, debug) = lowerer.program(of: flow, for: name) else { return nil }
      found.append(LoweredParticipant(name: name, program: program, debug: debug))
    }
    return found
  }

  private mutating func program(
    of flow: BoundChoreography, for participant: String
  ) -> (program: SagaProgram, debug: DebugInfo)? {
    let own = flow.reactions.filter { $0.participant.value == participant }
    guard let key = flow.syntax.key?.value, let starts = event(flow.starts), let completed = event(flow.completed)
    else { return nil }
    let compensated = flow.compensated.flatMap { event($0) }
    takeEntities(of: flow, movedBy: own, key: key)
    let root = addStep("reactions", at: flow.syntax.range)
    let (entry, end) = (reserve(), reserve())
    let names = Self.names(of: own)
    let steps = zip(own, names).map { addSteps(of: $0, named: $1) }
    let reactions = own.indices.map { index in
      let undone = own.indices.filter { own[$0].isUndone(by: own[index]) }.map { steps[$0] }
      return reaction(own[index], step: steps[index], undone: undone)
    }
    let data = flow.starts?.data ?? ObjectSchema(fields: [], isClosed: false)
    let part = Participation(
      choreography: flow.name, participant: participant, key: key, starts: starts, completed: completed,
      compensated: compensated, needsStart: own.contains { $0.readsStart } || readsStart(entitiesOf: flow),
      reactions: reactions)
    emit(Node(.fork(Fork(step: root, body: .reactions(part))), next: end), at: entry, from: flow.syntax.range)
    emit(Node(.finish), at: end, from: flow.syntax.range)
    guard isComplete, let resolved = resolvedNodes(), let first = position(of: entry), let path = Self.path(key)
    else { return nil }
    let isLast = own.contains { $0.emissions.contains { $0.event?.name == flow.completed?.name } }
    let program = SagaProgram(
      name: "\(flow.name).\(participant)", version: flow.version,
      input: part.needsStart ? .object(data) : .openObject, key: path, startedBy: nil, entities: entities,
      operations: operations, events: events, steps: self.steps, nodes: resolved, regions: resolvedRegions,
      entry: first, outcome: Outcome(), output: nil,
      tuning: Tuning(
        policies: policies, deadline: isLast ? flow.syntax.deadline?.value : nil,
        concurrency: concurrency.isEmpty ? nil : concurrency,
        labels: flow.syntax.labels.isEmpty ? nil : flow.syntax.labels))
    return (program, DebugInfo(file: flow.file, nodes: places, steps: stepPlaces))
  }

  /// The value by which a participant's instances are told: the flow's key, which every event carries.
  private static func path(_ key: String) -> Template? {
    (try? Expression(parsing: "input.\(key)")).map { .expression(ProgramExpression($0)) }
  }

  /// Takes up the entities that the participant moves; for the others there is no place, and nothing refers to them.
  private mutating func takeEntities(
    of flow: BoundChoreography, movedBy own: [BoundReaction], key: String
  ) {
    context.entities = flow.entities.map { _ in EntityID(0) }
    for (index, bound) in flow.entities.enumerated() where own.contains(where: { $0.moves(index) }) {
      let syntax = flow.syntax.entities.first { $0.name.value == bound.name }
      let written = syntax.map { template($0.value) }
      context.entities[index] = entity(bound, id: written ?? Self.path(key))
    }
  }

  private func readsStart(entitiesOf flow: BoundChoreography) -> Bool {
    flow.syntax.entities.contains { field in
      let reads = field.value.template?.expressionRoots.contains("start") == true
      return reads && entities.contains { $0.name == field.name.value }
    }
  }

  private mutating func addStep(_ name: String, at place: SourceRange) -> StepID {
    steps.append(Step(name: name.split(separator: "/").last.map(String.init) ?? name, path: name))
    stepPlaces.append(place)
    return StepID(steps.count - 1)
  }

  /// A reaction has a record, and one more for the event with a refusal.
  private mutating func addSteps(of reaction: BoundReaction, named name: String) -> StepID {
    let step = addStep(name, at: reaction.place)
    if reaction.call != nil, reaction.refused != nil { _ = addStep("\(name)/refused", at: reaction.place) }
    return step
  }

  /// What people call the reactions: by their action, or by the state or the event that they lead to.
  private static func names(of reactions: [BoundReaction]) -> [String] {
    var names: [String] = []
    for reaction in reactions {
      let name = reaction.title
      var other = name
      var number = 1
      while names.contains(other) {
        number += 1
        other = "\(name)\(number)"
      }
      names.append(other)
    }
    return names
  }
}

extension Lowerer {
  private mutating func reaction(_ bound: BoundReaction, step: StepID, undone: [StepID]) -> Reaction {
    let join = reserve()
    let entry = bound.call == nil ? join : reserve()
    let moves = bound.moves.map { move($0) }
    var reaction = Reaction(
      region: RegionID(regions.count), step: step, result: bound.call.map { _ in bound.action },
      events: bound.events.compactMap { event($0) }, needsAll: bound.syntax.needsAll, data: .object(bound.data),
      condition: expression(bound.syntax.condition), moves: moves, undone: undone)
    let hasRefusal = bound.call != nil && bound.refused != nil
    regions.append(
      Region(name: bound.name, entry: entry, firstStep: step, stepCount: hasRefusal ? 2 : 1))
    if let call = bound.call {
      invoke(call, bound, step: step, moves: moves, at: entry, next: join)
    } else {
      reaction.emissions = emissions(bound.emissions)
    }
    emit(Node(.join), at: join, from: bound.place)
    return reaction
  }

  private mutating func invoke(
    _ call: BoundCall, _ bound: BoundReaction, step: StepID, moves: [EntityMove], at entry: NodeID, next: NodeID
  ) {
    guard let operation = operation(call.operation) else { return }
    let plan = CallPlan(
      operation: operation, arguments: fields(call.arguments), policy: policy(call.policy.lowered))
    let refusal = bound.refused.map { (at: reserve(), emission: $0) }
    let invoke = Invoke(
      step: step, call: plan, idempotencyKey: call.syntax.idempotencyKey.map { template($0) }, succeeded: moves,
      emissions: emissions(bound.emissions), position: call.position, onUnknown: .alert,
      catches: refusal.map { [Catch(code: nil, target: $0.at)] } ?? [])
    emit(Node(.invoke(invoke), next: next), at: entry, from: bound.place)
    guard let refusal, let emission = emissions([refusal.emission]).first else { return }
    emit(
      Node(.emit(step: StepID(step.index + 1), emission: emission), next: next), at: refusal.at, from: bound.place)
  }
}

extension BoundReaction {
  /// The last part of its operation's name.
  fileprivate var action: String { syntax.call?.operation.value.split(separator: ".").last.map(String.init) ?? "" }

  fileprivate var title: String {
    if call != nil { return action }
    return moves.first?.state.value ?? emissions.first?.event?.name ?? events.first?.name ?? name
  }

  fileprivate func moves(_ entity: Int) -> Bool { moves.contains { $0.entity.index == entity } }

  fileprivate func isUndone(by other: BoundReaction) -> Bool {
    guard let undone = other.undoes?.name else { return false }
    return call?.operation?.name == undone && syntax.undoes == nil
  }

  /// Whether an expression of it reads what the first event of the flow said.
  fileprivate var readsStart: Bool {
    var roots = syntax.condition?.lowered?.parsed.references.map { $0.root } ?? []
    roots += call?.syntax.idempotencyKey?.template?.expressionRoots ?? []
    let fields = (call?.arguments ?? []) + (emissions + [refused].compactMap { $0 }).flatMap { $0.fields }
    for field in fields { roots += field.template?.expressionRoots ?? [] }
    return roots.contains("start")
  }
}

extension Template {
  /// The names that its expressions begin with.
  fileprivate var expressionRoots: [String] {
    switch self {
    case .literal: []
    case .expression(let expression): expression.parsed.references.map { $0.root }
    case .text(let pieces):
      pieces.flatMap { piece -> [String] in
        guard case .expression(let expression) = piece else { return [] }
        return expression.parsed.references.map { $0.root }
      }
    case .list(let elements): elements.flatMap { $0.expressionRoots }
    case .object(let fields): fields.flatMap { $0.value.expressionRoots }
    }
  }
}
