import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("A daemon that is killed")
  struct KillTests {
    /// A fixed sequence of numbers that looks like chance, so that a failure can be tried again.
    struct Chance {
      var state: UInt64

      mutating func next(below limit: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % limit
      }
    }

    @Test(
      "fifty sagas survive ten kills: all end, nothing is doubled, every event is published in order",
      arguments: [1, 2] as [UInt64])
    func fiftySagas(seed: UInt64) async throws {
      let town = try await Town()
      var chance = Chance(state: seed)
      var interrupted = 0
      try await town.post("\(town.url(.inventory))/faults", ["operation": "reserve", "mode": "slow:150"])
      for order in [4, 9] as [JSON] {
        let fault: JSON = ["operation": "charge", "mode": "cut-answer", "orderId": order, "times": 2]
        try await town.post("\(town.url(.payment))/faults", fault)
      }

      for round in 0..<10 {
        for number in 1...5 { try await town.placeOrder(round * 5 + number) }
        try await Task.sleep(for: .milliseconds(Int(chance.next(below: 300))))
        interrupted += try await town.runningSagas()
        town.killDaemon()
        try await town.startDaemon()
      }

      try await town.eventually("all sagas have ended") { try await town.endedSagas().count == 50 }
      #expect(interrupted > 10, "the kills came when nothing was under way")
      let sagas = try await town.endedSagas()
      try await town.eventually("all events are published") {
        try town.publishedEvents().values.reduce(0) { $0 + $1.count } == sagas.values.reduce(0) { $0 + $1.events.count }
      }
      let published = try town.publishedEvents()
      for (order, end) in sagas {
        let effects = try await town.effects(ofOrder: order)
        #expect(end.isExpected(effects), "order \(order) ended \(end) with \(effects)")
        #expect(published[order] == end.events, "order \(order)")
      }
    }
  }
}
