import SkaldCore
import SkaldRuntime

extension Kernel {
  /// Reads the store's definitions and makes those given the ones that new instances follow.
  func loadDefinitions(_ programs: [SagaProgram]) throws(StoreError) {
    var given: [DefinitionID] = []
    for program in programs { given.append(try store.keep(program)) }
    for (id, program) in try reader.definitions() where placeOfDefinition[id] == nil { add(program, as: id) }
    activate(given)
  }

  /// Makes these the ones that new instances follow; live instances stay with those that they began with.
  func activate(_ ids: [DefinitionID]) {
    for definition in definitions { definition.isActive = false }
    active.removeAll()
    for id in ids {
      guard let place = placeOfDefinition[id] else { continue }
      let definition = definitions[Int(place)]
      definition.isActive = true
      active[definition.program.name] = definition
    }
    for definition in definitions {
      let next = active[definition.program.name]
      let tuning = definition.program.tuning.ofLiveInstances
      let isSameVersion = next?.program.version == definition.program.version
      let isOther = isSameVersion && next?.program.tuning.ofLiveInstances != tuning
      definition.successor = isOther && !definition.isGone ? next : nil
    }
  }

  private func add(_ program: SagaProgram, as id: DefinitionID) {
    let definition = Definition(id: id, program: program, index: Int32(definitions.count))
    definitions.append(definition)
    placeOfDefinition[id] = definition.index
    heardEvents.formUnion(definition.startedBy + definition.correlations.map { $0.event })
    for type in program.events {
      guard let key = type.key, eventKeys[type.name]?.contains(key) != true else { continue }
      eventKeys[type.name, default: []].append(key)
    }
  }

  /// The sagas that can be started, in the order of their names.
  package var sagas: [String] { active.values.filter { !$0.isParticipant }.map(\.program.name).sorted() }
}
