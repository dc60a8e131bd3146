import SkaldCore
import SkaldRuntime
import SkaldValue

/// A definition of the store, with what the kernel looks up again and again.
final class Definition {
  let id: DefinitionID
  let program: SagaProgram
  /// What interprets it.
  let machine: Machine
  /// Its name, by itself: to ask the program for it copies the program.
  let name: String
  /// The labels of its instances, beside those of their starts.
  let labels: [Label]
  /// Its place among the kernel's definitions.
  let index: Int32
  /// The names of the events that start an instance: of a saga one at most.
  let startedBy: [String]
  /// The events that a participant of a flow hears; empty for a saga.
  let heard: [String]
  /// The events that are awaited, and the input field that must equal the event's key field.
  let correlations: [(event: String, field: String)]
  /// By entity, the states in which an instance keeps others off it.
  let keptStates: [Set<String>]
  /// Whether it moves entities that can be locked.
  let hasLocks: Bool
  /// Whether sub-sagas move such entities: which ones is not known before they begin.
  let hasInnerLocks: Bool
  /// Whether it is given at the start, and not merely pinned by a live instance.
  var isActive = false
  /// The tuning in use of the same version, which its live instances take over with the next that happens to them; nil
  /// where this one is in use, or the version is not.
  var successor: Definition?
  /// Whether it was deleted; its place stays.
  var isGone = false
  /// Whether it is a participant of a choreographed flow.
  var isParticipant: Bool { !heard.isEmpty }
  /// What its instances did.
  var tally: Tally

  init(id: DefinitionID, program: SagaProgram, index: Int32) {
    self.id = id
    self.program = program
    machine = Machine(program)
    name = program.name
    labels = program.tuning.labels ?? []
    self.index = index
    tally = Tally(operations: program.operations.count)
    startedBy = program.startingEvents.map { program.event($0).name }
    heard = program.isParticipant ? program.correlations.map { program.event($0.event).name } : []
    let keptStates = program.entities.map { Set($0.keptStates) }
    self.keptStates = keptStates
    let lockable = program.entities.indices.map { keptStates[$0].contains(program.entities[$0].initial) }
    hasLocks = lockable.contains(true)
    hasInnerLocks = program.subSagas.contains { $0.entities.contains { lockable[$0.entity.index] } }
    correlations = program.correlations.map { (program.event($0.event).name, $0.inputField) }
  }

  /// The type of an event, where the program knows one of that name.
  func eventType(named name: String) -> EventType? { program.events.first { $0.name == name } }

  /// When the next timer of an instance is due, and what the store's row should say.
  func look(at state: SagaState) -> (nextDue: Timestamp?, standing: Standing) {
    let due = state.nextDue(program)
    return (due, Standing(of: state, program, nextDue: due))
  }

  /// Counts what a transition tells.
  func count(_ fact: Fact, _ state: SagaState) { tally.count(fact, state, program) }

  /// Whether an instance may hold an entity; one whose id could not be computed is nobody's.
  func isLockable(_ entity: EntityState) -> Bool {
    let index = entity.entity.index
    return entity.id != .null && keptStates[index].contains(program.entities[index].initial)
  }

  /// The name by which other instances know an entity.
  func name(of entity: EntityState) -> EntityName {
    EntityName(entity: program.entities[entity.entity.index].name, id: entity.id)
  }

  /// The hashes under which an instance with this input is found.
  func correlationHashes(input: JSON) -> [Int64] {
    correlations.compactMap { correlation in
      input[correlation.field].map { CorrelationIndex.hash(event: correlation.event, key: $0) }
    }
  }
}

extension SagaProgram {
  /// The hashes under which an instance with this input is found; who asks often asks its ``Definition``.
  func correlationHashes(input: JSON) -> [Int64] {
    Definition(id: DefinitionID(0), program: self, index: 0).correlationHashes(input: input)
  }
}
