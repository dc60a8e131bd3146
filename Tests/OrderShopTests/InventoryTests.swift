import SkaldValue
import Testing

@testable import OrderShop

@Suite("Inventory")
struct InventoryTests {
  let scratch: Scratch
  let inventory: [Operation]

  init() throws {
    scratch = try Scratch(Inventory.schema)
    inventory = Inventory(database: scratch.database).operations
  }

  private func reserve(_ order: Int64, _ sku: String = "bike-1", quantity: Int64 = 1) -> Call {
    let input: JSON = ["orderId": .int(order), "sku": .string(sku), "quantity": .int(quantity)]
    return Call("reserve", input, key: "reserve-\(order)")
  }

  private func release(_ order: Int64) -> Call { Call("release", ["orderId": .int(order)], key: "release-\(order)") }

  private func onHand(_ sku: String) async throws -> Int64? {
    try await scratch.database.read { try Stock.find(sku, $0)?.onHand }
  }

  @Test("what is not there is refused", arguments: [("bike-0", Int64(1)), ("bike-1", 1001), ("nothing", 1)])
  func outOfStock(sku: String, quantity: Int64) async throws {
    #expect(try await inventory.perform(reserve(1, sku, quantity: quantity)) == .refused("out_of_stock"))
    #expect(try await scratch.effects("reserve", order: 1) == 0)
  }

  @Test("a reservation is put back once, however often the undo comes")
  func releaseOnce() async throws {
    _ = try await inventory.perform(reserve(1, quantity: 3))
    #expect(try await onHand("bike-1") == 997)

    #expect(try await inventory.perform(release(1)) == .done([:]))
    #expect(try await inventory.perform(release(1)) == .done([:]))
    #expect(try await onHand("bike-1") == 1000)
    #expect(try await scratch.effects("release", order: 1) == 1)
  }

  @Test("a release without a reservation changes nothing, and a reservation that comes later is turned away")
  func tombstone() async throws {
    #expect(try await inventory.perform(release(1)) == .done([:]))
    #expect(try await inventory.perform(reserve(1)) == .tombstoned)
    #expect(try await onHand("bike-1") == 1000)
    #expect(try await scratch.effects("release", order: 1) == 0)
  }

  @Test("a stock that was changed since it was read is not overwritten")
  func staleVersion() async throws {
    let seen = try #require(try await scratch.database.read { try Stock.find("bike-1", $0) })
    try await scratch.database.write { try seen.change(by: -1, $0) }

    await #expect(throws: StaleVersion.self) { try await scratch.database.write { try seen.change(by: -1, $0) } }
    #expect(try await onHand("bike-1") == 999)
  }

  @Test("buyers at the same moment each get their piece")
  func concurrentBuyers() async throws {
    let inventory = inventory
    let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
      for order in Int64(1)...40 {
        let call = reserve(order)
        group.addTask { try await inventory.perform(call) }
      }
      return try await group.reduce(into: [Answer]()) { $0.append($1) }
    }

    let reserved = answers.filter { if case .done = $0 { true } else { false } }
    #expect(reserved.count == 40)
    #expect(try await onHand("bike-1") == 960)
  }
}
