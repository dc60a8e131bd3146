import SkaldCore
import SkaldValue
import Testing

@Suite("Locked states of entities")
struct EntityLockTests {
  static func entity(locked: [String]) -> Entity {
    Entity(
      name: "order", id: .literal(7), initial: "NEW",
      states: [
        .init(name: "NEW", next: ["CHECKED"]), .init(name: "CHECKED", next: ["PAYING", "GONE"]),
        .init(name: "PAYING", next: ["PAID"]), .init(name: "PAID", next: []), .init(name: "GONE", next: []),
      ], locked: locked)
  }

  static let cases: [(locked: [String], kept: Set<String>)] = [
    ([], []), (["PAYING"], ["NEW", "CHECKED", "PAYING"]), (["NEW"], ["NEW"]),
    (["GONE", "PAID"], ["NEW", "CHECKED", "PAYING", "PAID", "GONE"]),
  ]

  @Test("others are kept off in locked states and in those that lead to one", arguments: cases)
  func kept(example: (locked: [String], kept: Set<String>)) {
    #expect(Set(Self.entity(locked: example.locked).keptStates) == example.kept)
  }

  @Test("an entity without locked states has the form of before, and one of before has none")
  func readsTheFormOfBefore() throws {
    let plain = try JSON(encoding: Self.entity(locked: []))
    #expect(plain["locked"] == nil)
    #expect(try plain.decode() == Self.entity(locked: []))
    let locked = Self.entity(locked: ["PAYING"])
    #expect(try JSON(encoding: locked).decode() == locked)
  }
}
