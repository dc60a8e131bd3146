import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Definitions in any store")
struct DefinitionTests {
  @Test("the same definition keeps its id across restarts", arguments: StoreKind.allCases)
  func sameID(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let first = try store.keep(.named("a"))
    let second = try store.keep(.named("a", version: 2))
    let third = try store.keep(.named("b"))
    store.close()

    let next = try home.claimed()

    #expect(try next.keep(.named("a")) == first)
    #expect([first, second, third] == [1, 2, 3].map { DefinitionID($0) })
    let kept = try next.reader().definitions()
    #expect(kept.map { $0.id } == [first, second, third])
    #expect(kept.map { $0.program } == [.named("a"), .named("a", version: 2), .named("b")])
    #expect(try next.reader().definition(second) == .named("a", version: 2))
    #expect(try next.reader().definition(DefinitionID(9)) == nil)
  }

  @Test("another definition under the same name and version is refused", arguments: StoreKind.allCases)
  func conflict(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let id = try store.keep(.named("a"))

    let error = #expect(throws: StoreError.self) { try store.keep(.named("a", input: .string)) }

    #expect(error?.code == .definitionConflict)
    #expect(error?.message.contains("a version 1") == true)
    #expect(try store.reader().definition(id) == .named("a"))
  }

  @Test("another tuning is kept beside the first, which stays as it was", arguments: StoreKind.allCases)
  func tuning(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let id = try store.keep(.named("a"))

    let tuned = try store.keep(.named("a", deadline: .hours(2)))

    #expect(tuned != id)
    #expect(try store.keep(.named("a", deadline: .hours(2))) == tuned)
    #expect(try store.reader().definition(tuned)?.tuning.deadline == .hours(2))
    #expect(try store.reader().definition(id) == .named("a"))
  }
}

@Suite("Deleting definitions in any store")
struct DefinitionDeletionTests {
  /// A version that instance 1 follows, one that it followed before, and one that nothing follows.
  private static func store(_ home: Home) throws -> any Store {
    let store = try home.claimed()
    for version in 1...3 { _ = try store.keep(.named("place-order", version: version)) }
    try store.commit(
      .of { batch in
        batch.created = [.running(1, key: "order-1")]
        batch.journal = [.started(1, of: 1)]
      })
    try store.commit(
      .of { batch in
        batch.adopted = [Adoption(instance: InstanceID(1), from: DefinitionID(1), to: DefinitionID(2))]
        batch.journal = [.recovered(2, of: 1, sequence: 2)]
      })
    return store
  }

  @Test("what no instance needs is deleted with all its tunings, and its id is gone", arguments: StoreKind.allCases)
  func unused(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    _ = try store.keep(.named("place-order", version: 3, deadline: .hours(1)))

    #expect(try store.drop(saga: "place-order", version: 3) == [DefinitionID(3), DefinitionID(4)])

    #expect(try store.reader().definitions().map(\.id) == [DefinitionID(1), DefinitionID(2)])
    #expect(try store.drop(saga: "place-order", version: 3).isEmpty)
    #expect(try store.keep(.named("place-order", version: 3, input: .string)) == DefinitionID(5))
  }

  @Test(
    "what an instance follows, or followed before, stays until the instance is archived", arguments: StoreKind.allCases,
    [1, 2])
  func used(kind: StoreKind, version: Int) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    #expect(try store.reader().instance(InstanceID(1))?.definition == DefinitionID(2))

    let live = #expect(throws: StoreError.self) { try store.drop(saga: "place-order", version: version) }
    #expect(live?.code == .definitionInUse)
    try store.commit(
      .of { $0.updated = [InstanceRow.running(1, key: "order-1").with(.completed)] })
    let ended = #expect(throws: StoreError.self) { try store.drop(saga: "place-order", version: version) }
    #expect(ended?.code == .definitionInUse)
    #expect(try store.reader().definitions().count == 3)

    try store.commit(.of { $0.archived = [InstanceID(1)] })
    #expect(try store.drop(saga: "place-order", version: version) == [DefinitionID(Int64(version))])
    #expect(try store.find(saga: "place-order", key: "order-1") != nil)
  }
}
