import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("What a relay takes from memory")
struct FreshRowsTests {
  @Test("rows that were handed over are taken once, in their order")
  func takesOnce() {
    var fresh = FreshRows(since: 3)
    fresh.append([Self.row(5), Self.row(6)])
    fresh.append([Self.row(9)])
    #expect(fresh.take(after: 3)?.map(\.position) == [5, 6, 9])
    #expect(fresh.take(after: 9)?.map(\.position) == [])
  }

  @Test("a relay that is not so far yet takes none, and loses none")
  func waitsForTheStore() {
    var fresh = FreshRows(since: 3)
    fresh.append([Self.row(5)])
    #expect(fresh.take(after: 2) == nil)
    #expect(fresh.take(after: 3)?.map(\.position) == [5])
  }

  @Test("what was read from the store meanwhile is not taken again")
  func leavesWhatWasRead() {
    var fresh = FreshRows(since: 3)
    fresh.append([Self.row(5), Self.row(7)])
    #expect(fresh.take(after: 5)?.map(\.position) == [7])
  }

  @Test("with too many rows a relay is sent to the store, until it has read so far")
  func sendsToTheStore() {
    var fresh = FreshRows(since: 0)
    let count = Int64(FreshRows.countMax)
    fresh.append((1...count).map { Self.row($0) })
    fresh.append([Self.row(count + 1)])
    #expect(fresh.take(after: 0) == nil)
    fresh.append([Self.row(count + 4)])
    #expect(fresh.take(after: count) == nil)
    #expect(fresh.take(after: count + 1)?.map(\.position) == [count + 4])
  }

  @Test("what a recovery committed is read from the store")
  func readsARecovery() {
    var fresh = FreshRows(since: 10)
    #expect(fresh.take(after: 10)?.isEmpty == true)
    fresh.pass(to: 12)
    #expect(fresh.take(after: 10) == nil)
    #expect(fresh.take(after: 12)?.isEmpty == true)
  }

  private static func row(_ position: Int64) -> OutboxRow {
    OutboxRow(
      position: position, instance: InstanceID(1), saga: "order", key: nil, at: Timestamp(milliseconds: 0), events: [])
  }
}
