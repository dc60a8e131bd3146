import SkaldRuntime
import SkaldValue
import Testing

@Suite("Claiming any store")
struct ClaimTests {
  @Test("a new store is clean, empty and begins to count at 1", arguments: StoreKind.allCases)
  func firstClaim(kind: StoreKind) throws {
    let home = try Home(kind)

    let claim = try home.store().claim(at: .noon)

    #expect(claim.epoch == 1)
    #expect(claim.nextInstance == 1)
    #expect(claim.nextPosition == 1)
    #expect(claim.lastTime == .noon)
    #expect(!claim.wasUnclean)
    #expect(claim.parkedCount == 0)
  }

  @Test("a claim after a close goes on counting and keeps the nonce", arguments: StoreKind.allCases)
  func claimAfterClose(kind: StoreKind) throws {
    let home = try Home(kind)
    let first = home.store()
    let before = try first.claim(at: .noon)
    try first.commit(.starting(1...3))
    first.close()

    let second = home.store()
    let after = try second.claim(at: Timestamp(milliseconds: 5))

    #expect(after.epoch == 2)
    #expect(after.nonce == before.nonce)
    #expect(after.nextInstance == 4)
    #expect(after.nextPosition == 4)
    #expect(after.lastTime == .noon, "time does not go back, whatever the clock says")
    #expect(!after.wasUnclean)
    #expect(try second.live() == [1, 2, 3])
  }

  @Test("a claim after a kill tells so and finds every commit", arguments: StoreKind.allCases)
  func claimAfterKill(kind: StoreKind) throws {
    let home = try Home(kind)
    let killed = try home.claimed()
    try killed.commit(.starting(1...2))
    try killed.commit(.of { $0.inbox = [.event("e1", isParked: true)] })

    let next = try home.storeAfterKill()
    let claim = try next.claim(at: .noon)

    #expect(claim.wasUnclean)
    #expect(claim.epoch == 2)
    #expect(claim.parkedCount == 1)
    #expect(try next.live() == [1, 2])
    #expect(try next.journal(of: InstanceID(2)) == [.started(2, of: 2)])
  }

  @Test("an owner that was superseded cannot write", arguments: StoreKind.allCases)
  func superseded(kind: StoreKind) throws {
    let home = try Home(kind)
    let old = try home.claimed()
    try old.commit(.starting(1...1))
    try home.raiseEpochBehindTheOwner()

    let error = #expect(throws: StoreError.self) { try old.commit(.starting(2...2)) }

    #expect(error?.code == .held)
  }

  @Test("a store that is not claimed, or is closed, refuses to work", arguments: StoreKind.allCases)
  func unclaimed(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = home.store()
    #expect(throws: StoreError.self) { try store.commit(.starting(1...1)) }
    _ = try store.claim(at: .noon)
    store.close()

    #expect(throws: StoreError.self) { try store.commit(.starting(1...1)) }
    #expect(throws: StoreError.self) { try store.find(saga: "place-order", key: "order-1") }
  }
}
