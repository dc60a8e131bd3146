import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Lets a live instance follow another definition from here on; its journal says so.
  ///
  /// The definition must be one that it can follow: ``Migration`` says so, or it is another tuning of the same version.
  func adopt(
    _ next: Definition, _ instance: LiveInstance, reason: String = "", by actor: String = ""
  ) throws(StoreError) {
    let old = instance.definition
    let change = ProgramChange(from: old.id.number, to: next.id.number, reason: reason, by: actor)
    let commands = instance.withState { Machine.adopt(old.program, next.program, &$0, change, at: now) }
    instance.definition = next
    batch.adopted.append(Adoption(instance: instance.id, from: old.id, to: next.id))
    note(commands, of: SagaEvent(at: now, .adopted(change)), instance)
    guard old.program.version != next.program.version else { return }
    try correlate(instance, insteadOf: old)
    if next.hasLocks { updateLocks(instance) }
  }

  /// Lets events find an instance by what its new definition awaits, those too that came before.
  private func correlate(_ instance: LiveInstance, insteadOf old: Definition) throws(StoreError) {
    let input = instance.state.start.input
    let before = old.correlationHashes(input: input)
    let after = instance.definition.correlationHashes(input: input)
    for hash in before where !after.contains(hash) {
      batch.uncorrelated.append(Correlation(hash: hash, instance: instance.id))
    }
    var isWider = false
    for hash in after where !before.contains(hash) {
      let entry = Correlation(hash: hash, instance: instance.id)
      correlations.insert(entry)
      batch.correlated.append(entry)
      isWider = true
    }
    if isWider, !parking.isEmpty { try takeParked(instance) }
  }

  /// The programs that a journal was written under.
  func lineage(_ events: some Sequence<SagaEvent>, following last: Definition) throws(StoreError) -> Lineage {
    let lineage = Lineage.of(events, following: last.program) { number in
      placeOfDefinition[DefinitionID(number)].map { definitions[Int($0)].program }
    }
    guard let lineage else { throw StoreError(code: .corrupt, message: "a definition is gone that a journal names") }
    return lineage
  }
}
