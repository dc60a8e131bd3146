import SkaldCore
import SkaldRuntime
import SkaldValue

/// A definition of the store, with what the kernel looks up again and again.
final class Definition {
  let id: DefinitionID
  let program: SagaProgram
  /// Its place among the kernel's definitions.
  let index: Int32
  /// The name of the event that starts an instance.
  let startedBy: String?
  /// The events that are awaited, and the input field that must equal the event's key field.
  let correlations: [(event: String, field: String)]
  /// Whether it is given at the start, and not merely pinned by a live instance.
  var isActive = false

  init(id: DefinitionID, program: SagaProgram, index: Int32) {
    self.id = id
    self.program = program
    self.index = index
    startedBy = program.startedBy.map { program.event($0).name }
    correlations = program.correlations.map { (program.event($0.event).name, $0.inputField) }
  }

  /// The type of an event, where the program knows one of that name.
  func eventType(named name: String) -> EventType? { program.events.first { $0.name == name } }

  /// The hashes under which an instance with this input is found.
  func correlationHashes(input: JSON) -> [UInt64] {
    correlations.compactMap { correlation in
      input[correlation.field].map { CorrelationIndex.hash(event: correlation.event, key: $0) }
    }
  }
}
