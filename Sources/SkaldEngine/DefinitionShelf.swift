import SkaldCore
import SkaldRuntime
import Synchronization

/// The definitions of a store for whoever reads: each is read and hashed once.
final class DefinitionShelf: Sendable {
  struct Entry: Sendable {
    let program: SagaProgram
    let hash: String
  }

  private let reader: any StoreReader
  private let entries = Mutex<[DefinitionID: Entry]>([:])

  init(_ reader: any StoreReader) { self.reader = reader }

  /// A definition; nil where the store has none of that id.
  func definition(_ id: DefinitionID) throws(StoreError) -> Entry? {
    if let entry = entries.withLock({ $0[id] }) { return entry }
    guard let program = try reader.definition(id) else { return nil }
    let entry = Entry(program: program, hash: program.hash)
    entries.withLock { $0[id] = entry }
    return entry
  }
}
