import SkaldCore
import SkaldRuntime

extension Kernel {
  /// Reads the store's definitions and makes those given the ones that new instances follow.
  func loadDefinitions(_ programs: [SagaProgram]) throws(StoreError) {
    var given: [DefinitionID] = []
    for program in programs { given.append(try store.keep(program)) }
    for (id, program) in try reader.definitions() {
      let definition = Definition(id: id, program: program, index: Int32(definitions.count))
      definitions.append(definition)
      placeOfDefinition[id] = definition.index
    }
    for id in given {
      guard let place = placeOfDefinition[id] else { continue }
      let definition = definitions[Int(place)]
      definition.isActive = true
      active[definition.program.name] = definition
    }
    for definition in definitions {
      for type in definition.program.events {
        guard let key = type.key, eventKeys[type.name]?.contains(key) != true else { continue }
        eventKeys[type.name, default: []].append(key)
      }
    }
  }

  /// The sagas that can be started, in the order of their names.
  package var sagas: [String] { active.keys.sorted() }
}
