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
