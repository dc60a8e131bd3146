package import SkaldCore
package import SkaldRuntime

/// What a driver may ask between two batches.
extension Kernel {
  /// Whether an instance has not come to its end.
  package func isLive(_ id: InstanceID) -> Bool { live[id.number] != nil || slots[id.number] != nil }

  /// Whether an instance exists, live or ended.
  package func knows(_ id: InstanceID) throws(EngineError) -> Bool {
    do throws(StoreError) {
      guard !isLive(id) else { return true }
      return try reader.instance(id) != nil
    } catch {
      throw .store(error)
    }
  }

  /// The program that a live instance whose state is in memory follows.
  package func program(of id: InstanceID) -> SagaProgram? { live[id.number]?.definition.program }

  /// A transition that is told again: its commands, the state it led to, and the program.
  package struct Told {
    let commands: [Command]
    let state: SagaState
    let program: SagaProgram

    fileprivate init(_ fold: Fold) { (commands, state, program) = (fold.commands, fold.state, fold.program) }
  }

  /// The commands of each transition of an instance, told again from its journal.
  /// - Throws: ``StoreError`` where the journal cannot be read.
  package func transitions(of id: InstanceID) throws(StoreError) -> [Told] {
    guard let row = try reader.instance(id), let place = placeOfDefinition[row.definition] else { return [] }
    let events = try store.journal(of: id).map(\.event)
    let lineage = try lineage(events, following: definitions[Int(place)])
    guard var fold = try? Fold(lineage, from: events.first) else { return [] }
    var transitions = [Told(fold)]
    for event in events.dropFirst() {
      fold.take(event)
      transitions.append(Told(fold))
    }
    return transitions
  }

  /// The state of an instance, and the program that it follows.
  /// - Throws: ``StoreError`` where it cannot be read.
  package func state(of id: InstanceID) throws(StoreError) -> (SagaState, SagaProgram) {
    if let instance = live[id.number] { return (instance.state, instance.definition.program) }
    guard let row = try reader.instance(id), let place = placeOfDefinition[row.definition],
      let loaded = try load(id, definitions[Int(place)])
    else { throw StoreError(code: .corrupt, message: "instance \(id.number) cannot be read") }
    return (loaded.state, loaded.definition.program)
  }
}
