import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("A choreographed shop whose daemons and services are killed")
  struct FlowKillTests {
    @Test(
      "thirty flows survive twenty kills: all participants end alike, nothing is doubled or lost",
      arguments: [false, true])
    func thirtyFlows(isSplit: Bool) async throws {
      let fleet = try await Fleet(isSplit: isSplit)
      var chance = KillTests.Chance(state: isSplit ? 4 : 3)
      try await fleet.fault(.inventory, ["operation": "reserve", "mode": "slow:150"])
      for order in [4, 9] as [JSON] {
        let fault: JSON = ["operation": "charge", "mode": "cut-answer", "orderId": order, "times": 2]
        try await fleet.fault(.payment, fault)
      }
      try await fleet.fault(
        .delivery, ["operation": "request", "mode": "refuse:address_unserviceable", "orderId": 11, "times": 1])

      for round in 0..<10 {
        for number in 1...3 { try await fleet.placeOrder(round * 3 + number) }
        try await Task.sleep(for: .milliseconds(Int(chance.next(below: 300))))
        let victim = fleet.places[Int(chance.next(below: UInt64(fleet.places.count)))]
        let service = Fleet.Participant.allCases[Int(chance.next(below: 4))]
        fleet.kill(victim)
        fleet.killService(service)
        try await fleet.start(victim)
        try await fleet.startService(service)
      }

      try await fleet.eventually("all flows have ended") { try await fleet.ended().count == 30 }
      let ended = try await fleet.ended()
      for (order, status) in ended {
        let isRefused = order % 7 == 0 || order % 5 == 0 || order == 11
        #expect(status == (isRefused ? "compensated" : "completed"), "order \(order)")
        let effects = try await fleet.effects(ofOrder: order)
        let end: SagaEnd = isRefused ? .compensated(reason: "") : .completed
        #expect(end.isExpected(effects), "order \(order) ended \(status) with \(effects)")
      }
      #expect(try await fleet.incidents() == [])
      try await tells(fleet)
    }

    /// Whichever daemon is asked, it tells of all participants, and of those that are away.
    private func tells(_ fleet: Fleet) async throws {
      let path = "/v1/flows/place-order-by-events/1"
      for place in fleet.places {
        let flow = try await fleet.get(fleet.daemon(place) + path)
        let participants = (flow["participants"]?.array ?? []).compactMap { $0["participant"]?.string }
        #expect(Set(participants) == Set(Fleet.Participant.allCases.map(\.rawValue)))
        #expect(flow["status"] == "completed")
        #expect(flow["unreachable"] == [])
      }
      guard fleet.isSplit else { return }
      fleet.kill(.payment)
      #expect(try await fleet.get(fleet.daemon(.delivery) + path)["unreachable"] == ["payment"])
    }
  }
}
