import JSONSchema
import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Gives the names of one choreography their meaning, by the means that sagas have.
struct ChoreographyBinder {
  private(set) var binder: SagaBinder
  private let syntax: ChoreographySyntax
  private var flow: BoundChoreography
  private var steps: [BoundStep] = []
  private var start = ObjectSchema(fields: [], isClosed: false)

  init(_ syntax: ChoreographySyntax, file: String, reach: Reach) {
    self.syntax = syntax
    var parts = SagaSyntax(name: syntax.name, range: syntax.range)
    parts.version = syntax.version
    parts.use = syntax.use
    parts.defaults = syntax.defaults
    parts.entities = syntax.entities
    parts.hasGaps = syntax.hasGaps
    binder = SagaBinder(parts, file: file, reach: reach)
    binder.flow.scope.removeRoot("input")
    flow = BoundChoreography(syntax: syntax, file: file, parts: binder.saga)
  }

  /// Binds the whole choreography.
  mutating func bindAll() -> BoundChoreography {
    flow.starts = syntax.starts.flatMap { binder.consumed($0) }
    flow.completed = syntax.completed.flatMap { binder.consumed($0) }
    flow.compensated = syntax.compensated.flatMap { binder.consumed($0) }
    start = flow.starts?.data ?? start
    addRoot("start", start, isKnown: flow.starts?.knownData != nil)
    binder.bindEntities()
    binder.noteDefaults()
    noteEntities()
    for participant in syntax.participants {
      for reaction in participant.reactions { bind(reaction, of: participant.name) }
    }
    binder.saga.steps = steps
    flow.parts = binder.saga
    return flow
  }

  private mutating func addRoot(_ name: String, _ data: ObjectSchema, isKnown: Bool) {
    binder.flow.scope.addRoot(name, isKnown ? CELType(.object(data)) : .dyn)
  }

  private mutating func noteEntities() {
    var scope = binder.flow.scope
    scope.removeRoot("saga")
    for entity in syntax.entities {
      binder.note(
        entity.value, expected: nil, purpose: "which `\(entity.name.value)` it is",
        at: .init(place: .entity(entity.name.value), step: nil, scope: scope))
    }
  }

  private mutating func bind(_ reaction: ReactionSyntax, of participant: Located<String>) {
    let events = reaction.events.compactMap { binder.consumed($0) }
    let data = ObjectSchema.shared(by: events.map { $0.data }, isUnion: reaction.needsAll)
    addRoot("event", data, isKnown: !events.isEmpty && events.allSatisfy { $0.knownData != nil })
    let outer = binder.flow.scope
    defer { binder.flow.scope = outer }
    let moves = moves(of: reaction, participant)
    let operation = reaction.call.flatMap { binder.operation($0.operation) }
    let what = reaction.call?.operation.value ?? reaction.events.first?.value ?? participant.value
    let (id, name) = binder.record(nil, orNamed: what)
    noteCondition(of: reaction, name)
    let scope = binder.flow.scope
    let providers: [FieldFinder.Provider] = [
      .event(root: "event", scope.shape(data, of: "event")), .event(root: "start", scope.shape(start, of: "start")),
    ]
    let arguments = arguments(of: reaction, operation, name, providers)
    noteKey(of: reaction, name)
    let emissions = emissions(of: reaction, operation, arguments, name, providers)
    let refused = refused(of: reaction, arguments, name, providers)
    let position = binder.position(isPivot: reaction.call?.pivot?.value == true)
    let call = reaction.call.map { call in
      BoundCall(
        syntax: call, operation: operation, arguments: arguments, policy: binder.policy(of: call, at: position),
        keyTTL: binder.keyTTL(of: operation), dispatched: [], succeeded: moves, emissions: emissions, undo: .unsaid,
        check: nil, catches: [], position: position, isPivotSure: false)
    }
    let undoes = reaction.undoes.flatMap { binder.operation($0) }
    let bound = BoundReaction(
      syntax: reaction, participant: participant, name: name, events: events, data: data, call: call, moves: moves,
      emissions: emissions, refused: refused, undoes: undoes)
    flow.reactions.append(bound)
    addParts(of: bound, id: id)
  }

  /// Lets the rules about sagas see the call and the events.
  private mutating func addParts(of reaction: BoundReaction, id: StepID) {
    var bodies: [any BoundBody] = []
    if let call = reaction.call {
      bodies.append(call)
    } else {
      bodies += reaction.emissions.map { BoundEmit(emission: $0) }
    }
    if let refused = reaction.refused { bodies.append(BoundEmit(emission: refused)) }
    let keyword = reaction.syntax.keys.first ?? reaction.participant
    let syntax = StepSyntax(
      name: nil, keyword: Located(keyword.value, at: reaction.place), body: UnreadStep(), range: reaction.syntax.range,
      keys: reaction.syntax.keys)
    for body in bodies {
      steps.append(
        BoundStep(
          id: id, name: reaction.name, syntax: syntax, body: body, position: reaction.call?.position ?? .beforePivot,
          isReachable: true))
    }
  }

  private func spot(_ place: ExpressionPlace, _ name: String) -> SagaBinder.Spot {
    .init(place: place, step: name, scope: binder.flow.scope)
  }

  /// The events with the success: the result of the call goes by the name of its action.
  private mutating func emissions(
    of reaction: ReactionSyntax, _ operation: BoundOperation?, _ arguments: [BoundField], _ name: String,
    _ providers: [FieldFinder.Provider]
  ) -> [BoundEmission] {
    var scope = binder.flow.scope
    var own: [FieldFinder.Provider] = [.arguments(arguments)]
    if let call = reaction.call, let action = call.operation.value.split(separator: ".").last.map(String.init) {
      scope.addRoot(action, operation?.output.map { CELType($0) } ?? .dyn)
      own.insert(.ownOutput(step: action, operation?.output), at: 0)
    }
    return binder.emissions(
      reaction.emits, finder: FieldFinder(providers: own + providers),
      at: .init(place: .emission, step: name, scope: scope))
  }

  private mutating func arguments(
    of reaction: ReactionSyntax, _ operation: BoundOperation?, _ name: String, _ providers: [FieldFinder.Provider]
  ) -> [BoundField] {
    guard let call = reaction.call else { return [] }
    let fields = binder.fields(
      call.arguments, declared: operation?.input, finder: FieldFinder(providers: providers))
    var scope = binder.flow.scope
    scope.addRoot("secrets", .map(.string, .string))
    binder.note(fields, of: call.operation.value, at: .init(place: .argument, step: name, scope: scope))
    return fields
  }

  /// Where the reaction does anything at all, its condition holds.
  private mutating func noteCondition(of reaction: ReactionSyntax, _ name: String) {
    guard let condition = reaction.condition else { return }
    binder.note(condition, expected: .bool, purpose: "a condition", at: spot(.condition, name))
    binder.flow.scope.learn(condition, is: true)
  }

  private mutating func noteKey(of reaction: ReactionSyntax, _ name: String) {
    if let key = reaction.call?.idempotencyKey {
      binder.note(key, expected: .string, purpose: "an idempotency key", at: spot(.idempotencyKey, name))
    }
  }

  /// The event with a refusal: `reason` is its code, and `error` tells the rest.
  private mutating func refused(
    of reaction: ReactionSyntax, _ arguments: [BoundField], _ name: String, _ providers: [FieldFinder.Provider]
  ) -> BoundEmission? {
    guard let emission = reaction.refused else { return nil }
    var scope = binder.flow.scope
    scope.addRoot("error", .failure)
    let finder = FieldFinder(
      providers: [.failureCode(FieldFinder.codeOfRefusal), .arguments(arguments)] + providers)
    return binder.emissions(
      [emission], finder: finder, at: .init(place: .emission, step: name, scope: scope)
    ).first
  }

  /// The moves: of the entity that is named, or that is named like the participant, or else of the only one.
  private mutating func moves(of reaction: ReactionSyntax, _ participant: Located<String>) -> [BoundMove] {
    let moves = reaction.state.map { move -> MoveSyntax in
      guard move.entity == nil, let entity = entity(of: participant) else { return move }
      return MoveSyntax(
        entity: Located(entity, at: move.succeeded.range), dispatched: nil, succeeded: move.succeeded)
    }
    return binder.moves(moves) { $0.succeeded }
  }

  private mutating func entity(of participant: Located<String>) -> String? {
    let name = participant.value
    if binder.saga.entities.contains(where: { $0.name == name }) { return name }
    if syntax.entities.contains(where: { $0.name.value == name }) { return nil }
    guard let found = binder.reach.find(name, { $0.entities }) else {
      return syntax.entities.count == 1 ? syntax.entities[0].name.value : nil
    }
    binder.usage.entities.insert(name)
    if let starts = found.syntax.starts { binder.usage.states.insert("\(name).\(starts.value)") }
    binder.saga.entities.append(
      BoundEntity(
        id: EntityID(binder.saga.entities.count), declaration: found.syntax,
        place: FilePlace(file: found.file, range: found.syntax.name.range), key: nil))
    return name
  }
}

extension ObjectSchema {
  /// The fields that all of some events have, or that all of them together have; of one name the first counts.
  ///
  /// Where one of several events came, a field that another one lacks, or has as another type, may be missing.
  fileprivate static func shared(by events: [ObjectSchema], isUnion: Bool) -> ObjectSchema {
    var fields: [Field] = []
    for field in events.flatMap({ $0.fields }) where !fields.contains(where: { $0.name == field.name }) {
      let same = events.compactMap { $0.field(field.name) }
      let isEverywhere = isUnion || same.count == events.count
      let isOneType = same.allSatisfy { $0.schema == field.schema }
      fields.append(
        Field(
          name: field.name, schema: isOneType ? field.schema : .any,
          isOptional: !isEverywhere || same.contains { $0.isOptional }))
    }
    return ObjectSchema(fields: fields, isClosed: false)
  }
}
