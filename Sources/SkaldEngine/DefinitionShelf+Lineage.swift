import SkaldCore
import SkaldRuntime

extension DefinitionShelf {
  /// The programs that the journal of an instance was written under.
  /// - Parameter last: The definition in its row.
  /// - Throws: ``StoreError`` with the code `corrupt` where one is missing.
  func lineage(_ events: [SagaEvent], following last: DefinitionID) throws(StoreError) -> Lineage {
    guard let definition = try definition(last),
      let lineage = try Lineage.of(
        events, following: definition.program,
        { number throws(StoreError) in try self.definition(DefinitionID(number))?.program })
    else { throw StoreError(code: .corrupt, message: "a definition is gone that a journal names") }
    return lineage
  }
}
